"""Who was asked for a project and why, for the client's page."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agencies.models import Agency
from marketplace.lib import places
from matching.types import Match
from projects.matchmaking import briefs, runs, sentences
from projects.models import Bid, BriefVersion, Lead, MatchRun, Project
from projects.states import BidState, LeadState
from projects.views import marks

BADGES = {
    LeadState.OFFERED: "line",
    LeadState.ACCEPTED: "info",
    LeadState.DECLINED: "line",
    LeadState.LAPSED: "line",
    LeadState.WITHDRAWN: "line",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One reason, and the number of the words in the brief that it rests on (0: none)."""

    number: int
    text: SafeString


@dataclass(frozen=True, slots=True)
class Asked:
    """One agency that was asked: its lead, the state in words, why."""

    lead: Lead
    where: str
    state: str
    badge: str
    match: Match
    reasons: list[Said]
    gap: SafeString | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The brief as agencies read it, its words marked, and everybody who was asked."""

    brief: BriefVersion | None
    run: MatchRun | None
    passages: dict[str, SafeString]
    asked: list[Asked]


def of_project(project: Project) -> Shown:
    """Everything about the current version in three queries, however many were asked."""
    brief = BriefVersion.objects.filter(project=project, number=project.version).first()
    if brief is None:
        return Shown(None, None, {}, [])
    brief.project = project
    leads = list(project.leads.select_related("agency", "match", "bid").order_by("match__seat_order", "pk"))
    document = briefs.from_version(brief).document
    matches = {lead.pk: runs.match_of(lead.match) for lead in leads}
    reasons = {
        pk: [(reason, marks.spans_of(reason, brief, document)) for reason in match.best_reasons()]
        for pk, match in matches.items()
    }
    marked = marks.mark(spans for rows in reasons.values() for _reason, spans in rows)
    return Shown(
        brief=brief,
        run=runs.latest_run(project),
        passages={passage.field: marks.html_of(passage, marked) for passage in briefs.passages_of(brief)},
        asked=[
            _asked(
                lead,
                matches[lead.pk],
                [Said(marked.of(spans), sentences.html_of(reason, "client")) for reason, spans in reasons[lead.pk]],
            )
            for lead in leads
        ],
    )


def _asked(lead: Lead, match: Match, reasons: list[Said]) -> Asked:
    return Asked(
        lead=lead,
        where=_where(lead.agency),
        state=_state(lead),
        badge=_badge(lead),
        match=match,
        reasons=reasons,
        gap=sentences.html_of(match.gap, "client") if match.gap else None,
    )


def _state(lead: Lead) -> str:
    """The lead's state as the client says it. What is known of its bid says more."""
    bid = _known_bid(lead)
    if bid is not None:
        return {
            BidState.SUBMITTED: _("Bid in"),
            BidState.AWARDED: _("Chosen"),
            BidState.DECLINED: _("Bid declined"),
            BidState.WITHDRAWN: _("Bid withdrawn"),
            BidState.LAPSED: _("Not decided"),
        }[BidState(bid.state)]
    if lead.state == LeadState.LAPSED and lead.answered_at:
        return _("No bid in time")
    return {
        LeadState.OFFERED: _("Asked"),
        LeadState.ACCEPTED: _("Considering"),
        LeadState.DECLINED: _("Declined"),
        LeadState.LAPSED: _("No answer in time"),
        LeadState.WITHDRAWN: _("Withdrawn"),
    }[LeadState(lead.state)]


def _badge(lead: Lead) -> str:
    bid = _known_bid(lead)
    if bid is not None and bid.state in {BidState.SUBMITTED, BidState.AWARDED}:
        return "good"
    return "line" if bid is not None else BADGES[LeadState(lead.state)]


def _known_bid(lead: Lead) -> Bid | None:
    """The lead's bid once something was sent: what is being written is the agency's own."""
    bid: Bid | None = getattr(lead, "bid", None)
    return bid if bid is not None and bid.version else None


def _where(agency: Agency) -> str:
    """City and country, as far as they are stated."""
    country = places.country_name(agency.country) if agency.country else ""
    return ", ".join(part for part in (agency.city, country) if part)
