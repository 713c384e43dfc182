"""The bids of a project as a row of envelopes: in, being written, still free. Nothing of what they say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from projects.models import Bid, Lead, Project
from projects.models.bids import SENT_STATES
from projects.models.leads import OPEN_STATES
from projects.states import BidState, LeadState, ProjectState


@dataclass(frozen=True, slots=True)
class Envelope:
    """A bid that came in, or the place of one. `url` leads to the bid."""

    title: str
    text: str
    at: datetime | None = None
    score: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Everything the client's page says of bids, counted without a query."""

    envelopes: list[Envelope]
    sent: int
    standing: int
    writing: int
    taken_back: list[str]
    chosen: Bid | None


def of_project(project: Project, leads: Iterable[Lead]) -> Arrivals:
    """`leads` are all of the project's, read with agency, match and bid."""
    given = list(leads)
    bids = [(lead, lead.bid) for lead in given if getattr(lead, "bid", None) is not None]
    sent = [(lead, bid) for lead, bid in bids if _is_sent(bid)]
    inside = {lead.pk for lead, _bid in sent}
    writing = [lead for lead in given if lead.state in OPEN_STATES and lead.closed_at is None and lead.pk not in inside]
    free = project.seats - sum(lead.state in OPEN_STATES for lead in given)
    is_open = project.state == ProjectState.OPEN
    return Arrivals(
        envelopes=[
            *(_in(project, lead, bid) for lead, bid in sent),
            *(_place(lead) for lead in sorted(writing, key=lambda lead: lead.state != LeadState.ACCEPTED)),
            *([_free(free)] if is_open and given and free > 0 else []),
        ],
        sent=len(sent),
        standing=sum(bid.state == BidState.SUBMITTED for _lead, bid in sent),
        writing=len(writing),
        taken_back=[lead.agency.name for lead, bid in bids if bid.state == BidState.WITHDRAWN and bid.version],
        chosen=next((bid for _lead, bid in sent if bid.state == BidState.AWARDED), None),
    )


def _is_sent(bid: Bid) -> bool:
    return bid.state in SENT_STATES or (bid.state == BidState.LAPSED and bid.version > 0)


def _in(project: Project, lead: Lead, bid: Bid) -> Envelope:
    if bid.state == BidState.SUBMITTED:
        text = _("Version %(number)d") % {"number": bid.version} if bid.version > 1 else ""
    else:
        text = {BidState.AWARDED: _("You chose this bid")}.get(BidState(bid.state)) or str(bid.get_state_display())
    url = reverse("projects:received_bid", args=[project.code, bid.code])
    return Envelope(lead.agency.name, text, at=bid.sent_at, score=float(lead.match.score), url=url)


def _place(lead: Lead) -> Envelope:
    text = _("Considering or writing") if lead.state == LeadState.ACCEPTED else _("Asked, no answer yet")
    return Envelope(lead.agency.name, text)


def _free(seats: int) -> Envelope:
    title = ngettext("%(count)d seat free", "%(count)d seats free", seats) % {"count": seats}
    return Envelope(title, _("The next agency that fits is asked as soon as it has room."))
