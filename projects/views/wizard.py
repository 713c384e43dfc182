"""What the pages of the wizard show: the steps with what they say, the open one, the panel beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.lib import clock, starts
from marketplace.lib.verdict import Verdict
from matching import taxonomy
from projects import matchmaking
from projects.actions import projects as project_actions
from projects.forms import briefs
from projects.forms.steps import STEPS, StepForm
from projects.models import Project
from projects.views import marks
from projects.views.starts import Start

DRAFTS_AN_HOUR = 30
NEVER_SAVED = 0


@dataclass(frozen=True, slots=True)
class StepLine:
    """One folded step: where it stands, what it is called, what it says, where it opens."""

    number: int
    slug: str
    heading: Any
    hint: Any
    url: str
    is_current: bool
    is_done: bool
    is_wrong: bool


def page(
    request: HttpRequest, project: Project | None, form: StepForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """The wizard with one step open."""
    start = Start() if project else Start.of(request)
    reading = briefs.read(project.answers if project else start.later_answers)
    shown = {**reading.cleaned, **_valid(form)}
    context = {
        "project": project,
        "form": form,
        "start": start,
        "step": form.slug,
        "lines": step_lines(project, reading, current=form.slug),
        "number": [*STEPS].index(form.slug) + 1,
        "seen_version": project.answers_version if project else NEVER_SAVED,
        "panel": matchmaking.supply(shown),
        "panel_url": panel_url(project, form.slug),
        **extra,
    }
    return render(request, "projects/drafts/step.html", context, status=status)


def check_page(request: HttpRequest, project: Project, verdict: Verdict) -> HttpResponse:
    """The last page: all answers, what is missing, what happens when it is published."""
    reading = briefs.read(project.answers)
    brief = None if reading.first_wrong else reading.brief()
    bid_days = reading.cleaned.get("bid_days") or settings.BID_WINDOW_DAYS_DEFAULT
    zone = request.user.time_zone if request.user.is_authenticated else "UTC"
    context = {
        "project": project,
        "lines": step_lines(project, reading, current="check"),
        "number": len(STEPS) + 1,
        "seen_version": project.answers_version,
        "reading": reading,
        "brief": brief,
        "passages": marks.unmarked(brief) if brief else {},
        "blanks": starts.blanks(f"{reading.cleaned.get('title', '')}\n{reading.cleaned.get('text', '')}"),
        "problems": [(slug, form) for slug, form in reading.forms.items() if form.errors],
        "verdict": verdict,
        "closes_at": project_actions.bids_close(clock.now(), bid_days, zone=zone),
        "panel": matchmaking.supply(reading.cleaned),
        "panel_url": "",
    }
    return render(request, "projects/drafts/check.html", context)


def refused(request: HttpRequest, project: Project | None, form: StepForm) -> HttpResponse:
    """Not kept: too long to be a text, or too many drafts from one address. What was typed stands in the form."""
    form.is_valid()
    if form.too_long_to_keep():
        sentence = _("This is too long to be saved. Shorten it to at most %(most)d characters.") % {
            "most": form.fields["text"].max_length if "text" in form.fields else 5_000  # type: ignore[attr-defined]
        }
        return page(request, project, form, status=422, refusal=sentence)
    sentence = _("Too many drafts were begun from your network in the last hour. Nothing was saved yet: try later.")
    return page(request, project, form, status=429, refusal=sentence)


def conflict(request: HttpRequest, project: Project, form: StepForm) -> HttpResponse:
    """409: what was typed stands in the form, what somebody else saved meanwhile stands beside it."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "projects/drafts/step.html#not_saved", {"project": project}, status=422)
    form.is_valid()
    typed = form.typed()
    differing = [
        (form[name].label, spelled(form, name, project.answers.get(name, "")))
        for name in typed
        if project.answers.get(name, "") != typed[name]
    ]
    return page(request, project, form, status=409, differing=differing)


def too_late(request: HttpRequest, project: Project, form: StepForm, sentence: str) -> HttpResponse:
    """409: it is no draft any more. What was typed stands in the form, to be copied."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "projects/drafts/step.html#not_saved", {"project": project}, status=422)
    form.is_valid()
    return page(request, project, form, status=409, refusal=sentence)


def saved(request: HttpRequest, project: Project, form: StepForm) -> HttpResponse:
    """The answer to an autosave: when it was saved, and the version the form now stands on."""
    context = {"project": project, "seen_version": project.answers_version, "step": form.slug}
    return render(request, "projects/drafts/step.html#saved", context)


def form_of(project: Project, step: str, *, check: bool) -> StepForm:
    """A step as it was left. With `check` it says what is wrong; at first sight it doesn't."""
    if check:
        return briefs.read(project.answers).forms[step]
    form = STEPS[step]
    known = {name: project.answers[name] for name in form.base_fields if name in project.answers}
    return form(initial={**_suggested(project, step), **known})


def step_lines(project: Project | None, reading: briefs.Reading, *, current: str) -> list[StepLine]:
    """The steps in order and the check page after them."""
    answered = project.answers if project else {}
    lines = []
    for number, (slug, form) in enumerate(reading.forms.items(), start=1):
        touched = any(name in answered for name in form.fields)
        summary = form.summary() if touched else ""
        lines.append(
            StepLine(
                number=number,
                slug=slug,
                heading=form.heading,
                hint=form.lead if slug == current else summary or form.lead,
                url=reverse("projects:edit", args=[project.code, slug]) if project else "",
                is_current=slug == current,
                is_done=touched and not form.errors,
                is_wrong=touched and bool(form.errors),
            )
        )
    check = reverse("projects:edit_check", args=[project.code]) if project else ""
    hint = gettext_lazy("Read it once more, see when bids close, and publish.")
    heading = gettext_lazy("Check and publish")
    lines.append(StepLine(len(lines) + 1, "check", heading, hint, check, current == "check", False, False))
    return lines


def spelled(form: StepForm, name: str, value: Any) -> str:
    """A raw answer in words, for somebody to compare."""
    choices = dict(_flat(getattr(form.fields[name], "choices", ())))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(item, item)) for item in values if item) or _("nothing")


def address(request: HttpRequest) -> str:
    """The visitor's address, through as many proxies as are ours."""
    return str(get_adapter().get_client_ip(request))


def panel_url(project: Project | None, step: str) -> str:
    if project is None:
        return reverse("projects:new_panel")
    return reverse("projects:panel", args=[project.code, step])


def _valid(form: StepForm) -> Mapping[str, Any]:
    """The valid answers of a bound form; what an unbound one suggests."""
    if not form.is_bound:
        return {}
    form.is_valid()
    return form.cleaned_data


def _suggested(project: Project, step: str) -> dict[str, Any]:
    """What a step that nobody answered yet can know from the others."""
    if step == "services":
        text = f"{project.answers.get('title', '')}\n\n{project.answers.get('text', '')}"[:20_000]
        return {"services": list(taxonomy.services_in(text))[:3]}
    if step == "budget" and project.organisation is not None:
        return {"country": project.organisation.country}
    return {}


def _flat(choices: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for value, label in choices:
        found += label if isinstance(label, list | tuple) else [(value, label)]
    return found
