"""A client's projects: the list by what needs doing, one project's page, calling it off."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.lib.workflow import InvalidTransition
from projects.actions import projects as actions
from projects.models import Project
from projects.policies import can_cancel
from projects.states import ProjectState
from projects.views import activity, asked, keys

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One project in the list, and what it needs next."""

    project: Project
    next_step: str
    badge: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Mine, by what needs doing next; and drafts of this browser that are in nobody's account yet."""
    mine = Project.objects.visible_to(request.user).with_answers().by_what_needs_doing()
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    unclaimed = Project.objects.held_by(keys.held(request)).newest_first()[:5]
    rows = [Row(project, next_step(project), BADGES.get(project.state, "line")) for project in page]
    context = {"page": page, "rows": rows, "unclaimed": list(unclaimed)}
    return render(request, "projects/projects/index.html", context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One project as its client sees it; with HTMX only the part that changes while it is matched."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("organisation"), code=code)
    if project.state == ProjectState.DRAFT:
        return redirect("projects:edit", code, "what")
    context = _page_of(request, project)
    part = "#changing" if request.htmx and not request.htmx.boosted else ""  # type: ignore[attr-defined]
    return render(request, f"projects/projects/detail.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then call the project off."""
    project = get_object_or_404(Project.objects.visible_to(request.user), code=code)
    verdict = can_cancel(request.user, project)
    if request.method != "POST":
        return render(request, "projects/projects/cancel.html", {"project": project, "verdict": verdict})
    verdict.or_403()
    try:
        actions.cancel(project, by=request.user)  # type: ignore[arg-type]
    except InvalidTransition as late:
        messages.error(request, str(late))
        return redirect(project)
    messages.success(request, _("The project is cancelled. Agencies that were asked have been told."))
    return redirect(project)


BADGES: dict[str, str] = {
    ProjectState.DRAFT: "line",
    ProjectState.HELD: "warn",
    ProjectState.OPEN: "spruce",
    ProjectState.DECIDING: "marker",
    ProjectState.AWARDED: "good",
}


def next_step(project: Project) -> str:
    """What a listed project waits for. Needs the counts of `with_answers`."""
    match project.state:
        case ProjectState.DRAFT:
            return _("Finish it and publish")
        case ProjectState.HELD:
            return _("We are checking it before agencies see it")
        case ProjectState.DECIDING:
            return _("Choose, and tell every agency")
        case ProjectState.OPEN if not project.matched:  # type: ignore[attr-defined]
            return _("Matching now")
        case ProjectState.OPEN:
            return _answers(project.asked, project.considering, project.waiting)  # type: ignore[attr-defined]
    return ""


def _answers(asked_count: int, considering: int, waiting: int) -> str:
    if not asked_count:
        return _("Matched, but no agency could be asked yet")
    parts = [
        ngettext("%(count)d agency asked", "%(count)d agencies asked", asked_count) % {"count": asked_count},
        ngettext("%(count)d considering", "%(count)d considering", considering) % {"count": considering},
        ngettext("%(count)d still to answer", "%(count)d still to answer", waiting) % {"count": waiting},
    ]
    return ", ".join(part for part, count in zip(parts, (asked_count, considering, waiting), strict=True) if count)


def _page_of(request: HttpRequest, project: Project) -> dict[str, Any]:
    seen = asked.of_project(project)
    stuck = project.state == ProjectState.OPEN and seen.brief is not None and seen.brief.job_state == "dead"
    return {
        "project": project,
        "brief": seen.brief,
        "run": seen.run,
        "passages": seen.passages,
        "asked": seen.asked,
        "matching": project.state == ProjectState.OPEN and seen.run is None and not stuck,
        "stuck": stuck,
        "log": activity.of_project(project, [each.lead for each in seen.asked]),
        "badge": BADGES.get(project.state, "line"),
        "can_cancel": can_cancel(request.user, project),
        "is_over": project.state in {ProjectState.CANCELLED, ProjectState.EXPIRED},
        "now": timezone.now(),
    }
