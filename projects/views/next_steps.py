"""What a project waits for, as its client reads it: one next step with its clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from marketplace.templatetags.ui import day, time_left
from projects.models import Project
from projects.states import ProjectState

URGENT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Work:
    """What a step is made of. `writing` is how many may still send a bid; None where nobody counted."""

    matched: bool
    asked: int
    considering: int
    waiting: int
    unanswered: int
    standing: int
    writing: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, until when, what else there is to know, and the way there."""

    text: str
    clock: str = ""
    more: str = ""
    label: str = ""
    url: str = ""
    urgent: bool = False


def work_of(project: Project) -> Work:
    """Of a project that was read `with_answers`."""
    names = ("matched", "asked", "considering", "waiting", "unanswered", "standing")
    return Work(**{name: getattr(project, name) for name in names})


def of_project(project: Project, work: Work) -> Step:
    match project.state:
        case ProjectState.DRAFT:
            kept = _("kept until %(day)s") % {"day": day(project.expires_at)} if project.expires_at else ""
            return Step(_("Finish the draft and publish"), clock=kept)
        case ProjectState.HELD:
            return Step(_("Nothing to do: we are checking it before agencies see it"))
        case ProjectState.OPEN:
            return _open(project, work)
        case ProjectState.DECIDING:
            return _deciding(project, work)
    return Step("")


def answers(work: Work) -> str:
    """How many were asked, and what they said: for the line below a step."""
    counts = (work.asked, work.considering, work.waiting, work.standing)
    parts = [
        ngettext("%(count)d agency asked", "%(count)d agencies asked", work.asked),
        ngettext("%(count)d took the seat", "%(count)d took their seats", work.considering),
        ngettext("%(count)d still to answer", "%(count)d still to answer", work.waiting),
        ngettext("%(count)d bid in", "%(count)d bids in", work.standing),
    ]
    return ", ".join(part % {"count": count} for part, count in zip(parts, counts, strict=True) if count)


def _open(project: Project, work: Work) -> Step:
    clock, urgent = _closing(project), _is_soon(project.bids_close_at)
    if work.unanswered:
        text = ngettext("Answer %(count)d question", "Answer %(count)d questions", work.unanswered)
        return Step(
            text % {"count": work.unanswered},
            clock=clock,
            more=_("Agencies write their bids by your answers."),
            label=_("Answer"),
            url=f"{project.get_absolute_url()}#questions",
            urgent=urgent,
        )
    if not work.matched:
        return Step(_("Nothing to do: matching now"), more=_("We tell you as soon as agencies were asked."))
    if work.standing:
        if work.writing == 0:
            more = _("Nobody is still writing: you can decide before bids close.")
        else:
            more = _("More can arrive, and an agency may revise its own, until bids close.")
        text = ngettext("Read %(count)d bid", "Read and compare %(count)d bids", work.standing)
        return Step(text % {"count": work.standing}, clock, more, _to_the_bids(work), _bids_url(project))
    if not work.asked:
        return Step(
            _("Nothing to do: no agency could be asked yet"),
            clock=clock,
            more=_("We keep looking, and write to you when an agency is asked."),
        )
    if work.waiting:
        more = _("Agencies have %(hours)d hours to take their seat; whoever doesn't makes room for the next.") % {
            "hours": settings.LEAD_ANSWER_HOURS
        }
    else:
        more = _("We write to you when an agency asks something or a bid arrives.")
    return Step(_("Nothing to do until a bid arrives"), clock=clock, more=more)


def _deciding(project: Project, work: Work) -> Step:
    by = project.decide_by
    if by is None:
        clock = ""
    elif by < timezone.now():
        clock = _("was due %(day)s") % {"day": day(by)}
    else:
        clock = _("by %(day)s") % {"day": day(by)}
    ends = _ending(by)
    if not work.standing:
        more = " ".join(part for part in (_("Every bid was declined or withdrawn."), ends) if part)
        return Step(_("No bid is left to choose from: cancel the project"), clock, more, urgent=True)
    text = ngettext("Read the bid and decide", "Compare %(count)d bids and decide", work.standing)
    told = _("Every bidder hears the outcome at once, with your reason.")
    return Step(
        text % {"count": work.standing},
        clock=clock,
        more=" ".join(part for part in (told, ends) if part),
        label=_to_the_bids(work),
        url=_bids_url(project),
        urgent=_is_soon(by),
    )


def _closing(project: Project) -> str:
    left = time_left(project.bids_close_at)
    return _("bids close in %(left)s") % {"left": left} if left else ""


def _ending(by: datetime | None) -> str:
    """Once the decision is late: when the project ends by itself."""
    if by is None or by >= timezone.now():
        return ""
    last = by + timedelta(days=settings.DECISION_GRACE_DAYS)
    return _("Otherwise the project ends by itself on %(day)s, and every bidder reads that nobody decided.") % {
        "day": day(last)
    }


def _is_soon(at: datetime | None) -> bool:
    return at is not None and at < timezone.now() + URGENT


def _to_the_bids(work: Work) -> str:
    return ngettext("Read the bid", "Compare %(count)d bids", work.standing) % {"count": work.standing}


def _bids_url(project: Project) -> str:
    return reverse("projects:bids", args=[project.code])
