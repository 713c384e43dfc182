"""A client's projects: the list by what needs doing, one project's page, calling it off."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.lib.workflow import InvalidTransition
from projects.actions import projects as actions
from projects.forms.notes import CancelForm
from projects.models import Project
from projects.policies import can_cancel
from projects.states import LeadState, ProjectState
from projects.views import activity, arrivals, asked, keys, next_steps, question_lists
from projects.views.next_steps import Step, Work

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One project in the list, and what it needs next."""

    project: Project
    step: Step
    answers: str
    badge: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Mine, by what needs doing next; and drafts of this browser that are in nobody's account yet."""
    mine = Project.objects.visible_to(request.user).with_answers().by_what_needs_doing()
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    unclaimed = Project.objects.held_by(keys.held(request)).newest_first()[:5]
    rows = [_row(project) for project in page]
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
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        verdict.or_403()
    if not form.is_valid():
        context = {"project": project, "verdict": verdict, "form": form, **_bids_of(project)}
        return render(request, "projects/projects/cancel.html", context, status=422 if form.is_bound else 200)
    try:
        actions.cancel(project, by=request.user, note=form.cleaned_data["note"])  # type: ignore[arg-type]
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


def _row(project: Project) -> Row:
    work = next_steps.work_of(project)
    told = next_steps.answers(work) if project.state == ProjectState.OPEN and work.matched else ""
    return Row(project, next_steps.of_project(project, work), told, BADGES.get(project.state, "line"))


def _bids_of(project: Project) -> dict[str, bool]:
    """Whether anybody would be told why the project is called off."""
    return {"has_bids": project.bids.standing().exists()}


def _page_of(request: HttpRequest, project: Project) -> dict[str, Any]:
    seen = asked.of_project(project)
    leads = [each.lead for each in seen.asked]
    bids = arrivals.of_project(project, leads)
    questions = question_lists.of_project(project, timezone.now()) if project.published_at else None
    stuck = project.state == ProjectState.OPEN and seen.brief is not None and seen.brief.job_state == "dead"
    return {
        "project": project,
        "brief": seen.brief,
        "run": seen.run,
        "passages": seen.passages,
        "asked": seen.asked,
        "bids": bids,
        "questions": questions,
        "step": next_steps.of_project(project, _work(seen, bids, questions)),
        "matching": project.state == ProjectState.OPEN and seen.run is None and not stuck,
        "stuck": stuck,
        "log": activity.of_project(project, leads),
        "badge": BADGES.get(project.state, "line"),
        "can_cancel": can_cancel(request.user, project),
        "is_over": project.state in {ProjectState.CANCELLED, ProjectState.EXPIRED},
        "ended": _ended(project),
        "form": CancelForm(),
        "has_bids": bids.standing > 0,
        "now": timezone.now(),
    }


def _work(seen: asked.Shown, bids: arrivals.Arrivals, questions: question_lists.ForClient | None) -> Work:
    states = Counter(each.lead.state for each in seen.asked)
    return Work(
        matched=seen.run is not None,
        asked=len(seen.asked),
        considering=states[LeadState.ACCEPTED],
        waiting=states[LeadState.OFFERED],
        unanswered=questions.waiting if questions else 0,
        standing=bids.standing,
        writing=bids.writing,
    )


def _ended(project: Project) -> str:
    """How an expired project ended, as its history has it: a draft nobody saved, no bids, or no decision."""
    if project.state != ProjectState.EXPIRED:
        return ""
    ends = project.events.filter(kind__in=["ended_without_bids", "ended_undecided"])
    return ends.values_list("kind", flat=True).first() or "draft"
