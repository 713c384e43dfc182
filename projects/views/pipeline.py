"""Where each lead of an agency stands, in words: its bid, the clock that runs, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.templatetags.ui import clock, day, time_left
from projects import envelopes
from projects.models import Bid, Lead
from projects.models.leads import Stage
from projects.states import BidState, LeadState, ProjectState

URGENT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Row:
    """One lead with its agency's own bid. `clock` is what runs or what came of it, `note` how far the bid is."""

    lead: Lead
    stage: str
    bid: Bid | None
    clock: str
    note: str
    urgent: bool
    bids_open: bool

    @property
    def is_sent(self) -> bool:
        return self.bid is not None and self.bid.state == BidState.SUBMITTED


def of_leads(leads: Iterable[Lead], at: datetime, *, reader: User) -> list[Row]:
    """One query, however many: when drafts were saved. The leads are those of `for_inbox`."""
    given = list(leads)
    bids = {lead.pk: bid_of(lead) for lead in given}
    drafts = [bid for bid in bids.values() if bid is not None and bid.state == BidState.DRAFT]
    saved = envelopes.drafts_saved_at(drafts, reader=reader)
    return [_row(lead, bids[lead.pk], saved, at) for lead in given]


def bid_of(lead: Lead) -> Bid | None:
    """The lead's bid, read with it; no query for what the page knows already."""
    bid: Bid | None = getattr(lead, "bid", None)
    if bid is not None:
        bid.lead, bid.agency, bid.project = lead, lead.agency, lead.project
    return bid


def _row(lead: Lead, bid: Bid | None, saved: dict[int, datetime], at: datetime) -> Row:
    stage: str = lead.stage  # type: ignore[attr-defined]
    closes_at = lead.project.bids_close_at
    bids_open = lead.project.state == ProjectState.OPEN and (closes_at is None or closes_at > at)
    ends_at = {Stage.NEW: lead.answer_by, Stage.CONSIDERING: closes_at}.get(stage)  # type: ignore[call-overload]
    return Row(
        lead=lead,
        stage=stage,
        bid=bid,
        clock=_clock(lead, bid, stage, bids_open=bids_open),
        note=_note(bid, saved),
        urgent=ends_at is not None and ends_at < at + URGENT,
        bids_open=bids_open,
    )


def _clock(lead: Lead, bid: Bid | None, stage: str, *, bids_open: bool) -> str:
    match stage:
        case Stage.NEW:
            left = time_left(lead.answer_by)
            return _("%(left)s to answer") % {"left": left} if left else _("Time is over")
        case Stage.CONSIDERING | Stage.BID if bids_open:
            left = time_left(lead.project.bids_close_at)
            return _("Bids close in %(left)s") % {"left": left} if left else _("Bids are open")
        case Stage.BID if lead.project.decide_by:
            return _("Decision by %(day)s") % {"day": day(lead.project.decide_by)}
        case Stage.CONSIDERING | Stage.BID:
            return _("Bids are closed")
        case Stage.WON if bid is not None:
            return _("Awarded %(day)s") % {"day": day(bid.decided_at)}
        case Stage.LOST if bid is not None:
            return _("Decided %(day)s") % {"day": day(bid.decided_at)} if bid.decline_reason else _("Never decided")
    return str(lead.get_state_display())


def _note(bid: Bid | None, saved: dict[int, datetime]) -> str:
    if bid is None:
        return ""
    if bid.pk in saved:
        return _("Draft saved %(day)s, %(time)s") % {"day": day(saved[bid.pk]), "time": clock(saved[bid.pk])}
    match bid.state:
        case BidState.SUBMITTED:
            return _("Version %(number)d sent %(day)s") % {"number": bid.version, "day": day(bid.sent_at)}
        case BidState.DECLINED:
            return str(bid.get_decline_reason_display())
        case BidState.WITHDRAWN if bid.version and bid.lead.state == LeadState.DECLINED:
            return _("You withdrew the bid")
        case BidState.LAPSED if not bid.version:
            return _("Never sent")
    return ""
