"""A lead as its agency reads it: the brief with its marks, why it fits, what it lacks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from matching.types import Match
from projects.matchmaking import briefs, evidence, runs, sentences
from projects.models import Lead
from projects.states import BidState, LeadState
from projects.views import marks


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of the brief, with the heading it stands under."""

    heading: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything the page of one lead shows."""

    lead: Lead
    match: Match
    title: SafeString
    passages: list[Passage]
    reasons: list[SafeString]
    gap: SafeString | None
    can_accept: bool
    can_decline: bool


def of_lead(lead: Lead, at: datetime) -> Offer:
    """Makes no query: `lead` comes with brief, project and match."""
    match, brief = runs.match_of(lead.match), lead.brief
    brief.project = lead.project
    reasons = match.best_reasons()
    marked = marks.Marks(evidence.numbered(list(reasons), briefs.from_version(brief).document))
    title, *passages = briefs.passages_of(brief)
    in_time = lead.state == LeadState.OFFERED and lead.answer_by > at
    return Offer(
        lead=lead,
        match=match,
        title=marks.line_of(title, marked),
        passages=[Passage(_heading(passage.field), marks.html_of(passage, marked)) for passage in passages],
        reasons=[sentences.html_of(reason, "agency") for reason in reasons],
        gap=sentences.html_of(match.gap, "agency") if match.gap else None,
        can_accept=in_time,
        can_decline=in_time or (lead.state == LeadState.ACCEPTED and _can_give_back(lead)),
    )


def _can_give_back(lead: Lead) -> bool:
    """Until a bid was sent: then the bid is withdrawn instead."""
    bid = getattr(lead, "bid", None)
    return bid is None or bid.state == BidState.DRAFT


def _heading(field: str) -> str:
    headings = {"reason": _("Why now"), "audience": _("For whom"), "must_haves": _("Must-haves")}
    return headings.get(field, "")
