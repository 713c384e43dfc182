"""The bids a client received, as its pages draw them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency
from marketplace.lib import clock
from projects import envelopes
from projects.bid_terms import BidTerms
from projects.envelopes import Purpose
from projects.matchmaking import runs, sentences
from projects.models import Bid, BidEvent, BidVersion, BriefVersion, Project
from projects.models.leads import OPEN
from projects.states import BidState, LeadState
from projects.views import prices
from projects.views.activity import Entry
from projects.views.prices import Price

EXCERPT_WORDS = 30


@dataclass(frozen=True, slots=True)
class Party:
    """An agency's name, picture and page; no page while its profile is not public."""

    name: str
    logo: str
    url: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Why the agency was asked."""

    score: float
    parts: Any
    reasons: list[SafeString]
    gap: SafeString | None


@dataclass(frozen=True, slots=True)
class Note:
    """The team's note. After a save that failed: what was typed, why, and what a colleague saved meanwhile."""

    text: str
    version: int
    problem: str = ""
    theirs: str | None = None
    is_saved: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One bid, ready to be drawn."""

    code: str
    url: str
    agency: Party
    fit: Fit
    state: str
    state_words: str
    version: int
    sent_at: datetime
    is_older: bool
    terms: BidTerms
    is_expired: bool
    price: Price
    late: str
    excerpt: str
    is_shortlisted: bool
    note: Note
    reason: str
    reply: str

    @property
    def stands(self) -> bool:
        return self.state == BidState.SUBMITTED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who may still send a bid, by name: the client knows whom it asked."""

    writing: list[str]
    asked: list[str]

    @property
    def anyone(self) -> bool:
        return bool(self.writing or self.asked)


def of_bids(bids: Iterable[Bid], project: Project, brief: BriefVersion, *, reader: User) -> list[Received]:
    """Every bid with what it says against the brief, in four queries. `bids` are those of `for_comparison`."""
    given = {bid.pk: bid for bid in bids}
    versions = list(BidVersion.objects.filter(bid__in=given, number=F("bid__version")).select_related("brief"))
    for version in versions:
        version.bid = given[version.bid_id]
        version.bid.project = project
    at = clock.now()
    read = envelopes.read_all(versions, reader=reader, purpose=Purpose.COMPARE, at=at)
    by_bid = {version.bid_id: version for version in versions}
    return [_received(bid, by_bid[pk], read[by_bid[pk].pk], brief, at) for pk, bid in given.items()]


def brief_of(project: Project) -> BriefVersion:
    """The version that stands."""
    return BriefVersion.objects.get(project=project, number=project.version)


def party_of(agency: Agency) -> Party:
    return Party(agency.name, agency.logo_url, agency.get_absolute_url() if agency.is_public else "")


def waiting_for(project: Project) -> Waiting:
    leads = project.leads.filter(OPEN).exclude(bid__version__gt=0)
    names: dict[str, list[str]] = {state: [] for state in (LeadState.ACCEPTED, LeadState.OFFERED)}
    for lead in leads.select_related("agency").order_by("agency__name", "pk"):
        names[lead.state].append(lead.agency.name)
    return Waiting(writing=names[LeadState.ACCEPTED], asked=names[LeadState.OFFERED])


def names_taken_back(project: Project) -> list[str]:
    """Who sent a bid and withdrew it."""
    bids = Bid.objects.taken_back().filter(project=project).order_by("agency__name", "pk")
    return list(bids.values_list("agency__name", flat=True))


def history_of(bid: Bid) -> list[Entry]:
    """What happened to a bid as its client sees it, the newest first: people of the agency stay unnamed."""
    events = [event for event in bid.events.order_by("-number") if event.kind != "begun"]
    deciders = {event.by_id for event in events if event.kind in {"declined", "awarded"} and event.by_id}
    people = dict(User.objects.filter(pk__in=deciders).values_list("pk", "name"))
    return [_entry(event, bid.agency.name, people.get(event.by_id or 0) or _("somebody")) for event in events]


def _entry(event: BidEvent, agency: str, who: str) -> Entry:
    said = {"agency": agency, "who": who, "version": event.data.get("version") or 1}
    match event.kind:
        case "submitted":
            return Entry(_("%(agency)s sent the bid") % said, event.at, "key")
        case "revised":
            return Entry(_("%(agency)s sent version %(version)s") % said, event.at, "key")
        case "withdrawn":
            return Entry(_("%(agency)s withdrew the bid") % said, event.at, "key")
        case "declined":
            return Entry(_("%(who)s declined the bid") % said, event.at, "key")
        case "awarded":
            return Entry(_("%(who)s awarded the project to this bid") % said, event.at, "key")
    return Entry(_("The bid ended without a decision"), event.at, "key")


def _received(bid: Bid, version: BidVersion, terms: BidTerms, brief: BriefVersion, at: datetime) -> Received:
    match = runs.match_of(bid.lead.match)
    remark = getattr(bid, "remark", None)
    return Received(
        code=bid.code,
        url=reverse("projects:received_bid", args=[bid.project.code, bid.code]),
        agency=party_of(bid.agency),
        fit=Fit(
            score=match.score,
            parts=match.parts,
            reasons=[sentences.html_of(reason, "client") for reason in match.best_reasons()],
            gap=sentences.html_of(match.gap, "client") if match.gap else None,
        ),
        state=bid.state,
        state_words=bid.get_state_display(),
        version=version.number,
        sent_at=version.sent_at,
        is_older=version.brief.number < brief.number,
        terms=terms,
        is_expired=bid.state == BidState.SUBMITTED and not terms.stands_at(at),
        price=prices.price_of(terms.price, prices.budget_of(brief)),
        late=prices.lateness_of(terms.ends_on, brief),
        excerpt=Truncator(terms.letter).words(EXCERPT_WORDS, truncate=" …"),
        is_shortlisted=remark is not None and remark.shortlisted_at is not None,
        note=Note(remark.note, remark.note_version) if remark else Note("", 0),
        reason=bid.get_decline_reason_display(),
        reply=bid.decline_note,
    )


# --- order -------------------------------------------------------------------------------------------


def by_fit(bid: Received) -> tuple[float, str]:
    return (-bid.fit.score, bid.code)


def by_price(bid: Received) -> tuple[str, int, float, str]:
    """Within one currency; amounts of two can't be put in order."""
    return (bid.terms.currency, bid.terms.total, *by_fit(bid))


def by_start(bid: Received) -> tuple[date, float, str]:
    return (bid.terms.starts_on, *by_fit(bid))


ORDERS = {"fit": by_fit, "price": by_price, "start": by_start}
"""How bids can be put in order, by the name that stands in the address. The first holds when it says none."""
