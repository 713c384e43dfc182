"""How bids end: declined by the client, decided by an award, over with the project. Everybody hears why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency
from marketplace.lib import clock
from marketplace.lib.workflow import InvalidTransition, advance
from projects import envelopes, notifications
from projects.envelopes import Purpose
from projects.models import Bid, BidDeclineReason, BidEvent, Lead, Project, ProjectEvent
from projects.models.leads import OPEN
from projects.policies import can_award, can_decide
from projects.states import BID, LEAD, PROJECT, BidState, LeadState, ProjectState


@dataclass(frozen=True, slots=True)
class Reply:
    """What a bidder who is not chosen is told: a BidDeclineReason, and the client's own words."""

    reason: str
    note: str = ""


class BidChanged(Exception):
    """The bid is no longer the one that was seen. The message is fit to be shown."""

    def __init__(self, bid: Bid) -> None:
        self.bid = bid
        super().__init__(
            _("The bid changed while you were reading: %(agency)s sent version %(version)d. Read it before you decide.")
            % {"agency": bid.agency.name, "version": bid.version}
            if bid.state == BidState.SUBMITTED
            else _("The bid of %(agency)s is no longer there: it is now “%(state)s”.")
            % {"agency": bid.agency.name, "state": bid.get_state_display()}
        )


class BidExpired(Exception):
    """The last day on which the agency keeps its word is over. The message is fit to be shown."""

    def __init__(self, agency: Agency, until: date | None) -> None:
        super().__init__(
            _("The bid of %(agency)s stood until %(day)s and can't be chosen any more.")
            % {"agency": agency.name, "day": date_format(until, "j F Y") if until else ""}
        )


class OtherBids(Exception):
    """Other bids than those answered stand beside the one to be awarded. The message is fit to be shown."""

    def __init__(self) -> None:
        super().__init__(_("Another bid arrived or went away while you were reading. Look at all of them again."))


class AlreadyAwarded(Exception):
    """The project went to another bid before. The message is fit to be shown."""

    def __init__(self, project: Project) -> None:
        self.project = project
        super().__init__(_("This project was already awarded."))


@transaction.atomic
def decline(bid: Bid, *, by: User, reply: Reply, seen_version: int, at: datetime | None = None) -> Bid:
    """Decline one bid and tell the agency why. Twice changes nothing.

    Raises BidChanged when another version than `seen_version` stands, InvalidTransition when it is over,
    PermissionDenied when `by` may not decide.
    """
    project, at = lock(bid.project, at)
    can_decide(by, project).or_403()
    locked = _fresh(bid, project)
    if locked.state == BidState.DECLINED:
        return locked
    if locked.state == BidState.SUBMITTED and locked.version != seen_version:
        raise BidChanged(locked)
    _decline(locked, reply, by=by, at=at)
    return locked


@transaction.atomic
def award(
    bid: Bid, *, by: User, seen_version: int, replies: Mapping[str, Reply], at: datetime | None = None
) -> tuple[Bid, bool]:
    """Choose this bid: the project is awarded, every other bid declined with its reply, everybody asked is told.

    `replies` answers each other standing bid, by its code. The caller makes the contract in the same transaction.
    Returns the bid and whether this call chose it: choosing it a second time changes nothing and returns False.

    Raises AlreadyAwarded when another bid was chosen, BidChanged when another version than `seen_version` stands
    or the bid is gone, BidExpired when the day until which it stands is over, OtherBids when the replies are not for
    exactly the other standing bids, InvalidTransition when the project is over, PermissionDenied when `by` may not
    award.
    """
    project, at = lock(bid.project, at)
    locked = _fresh(bid, project)
    if project.state == ProjectState.AWARDED:
        can_decide(by, project).or_403()
        if locked.state == BidState.AWARDED:
            return locked, False
        raise AlreadyAwarded(project)
    if project.state not in PROJECT["award"].sources:
        raise InvalidTransition(project, "award", project.get_state_display())
    can_award(by, project).or_403()
    if locked.state != BidState.SUBMITTED or locked.version != seen_version:
        raise BidChanged(locked)
    _still_stands(locked, by=by, at=at)
    others = {other.code: other for other in _standing(project) if other.pk != locked.pk}
    if others.keys() != replies.keys():
        raise OtherBids
    advance(project, "award", PROJECT, decide_by=None)
    advance(locked, "award", BID, decided_at=at)
    BidEvent.record(locked, "awarded", by=by, at=at, version=locked.version)
    ProjectEvent.record(
        project, "awarded", by=by, at=at, bid=locked.code, agency=locked.agency_id, version=locked.version
    )
    for code, other in others.items():
        _decline(other, replies[code], by=by, at=at)
    _end_drafts(project, by=by, at=at)
    _tell_the_others(project, at=at)
    _close_leads(project, by=by, at=at)
    return locked, True


def end_with_project(project: Project, *, by: User, note: str, at: datetime) -> None:
    """The client calls the project off: bids are declined for that reason. The caller holds the project's lock."""
    for bid in _standing(project):
        _decline(bid, Reply(BidDeclineReason.CANCELLED, note), by=by, at=at)
    _end_drafts(project, by=by, at=at)


@transaction.atomic
def close_bids(project: Project, *, at: datetime | None = None) -> bool:
    """The bid window is over: on to deciding, or the end when no bid stands. False when it is not over yet.

    Unsent drafts lapse, leads without a bid are missed, and everybody concerned is told.
    """
    project, at = lock(project, at)
    if project.state != ProjectState.OPEN or project.bids_close_at is None or project.bids_close_at > at:
        return False
    standing = _standing(project)
    _end_drafts(project, by=None, at=at)
    if standing:
        advance(project, "close", PROJECT)
        ProjectEvent.record(project, "bids_closed", by=None, at=at, bids=len(standing))
        notifications.bids_closed(project, bids=len(standing), at=at)
    else:
        asked, came = project.leads.count(), project.bids.filter(version__gt=0).count()
        advance(project, "close without bids", PROJECT, decide_by=None)
        ProjectEvent.record(project, "ended_without_bids", by=None, at=at, bids=came)
        notifications.no_bids(project, asked=asked, came=came, at=at)
    _close_leads(project, by=None, at=at)
    return True


@transaction.atomic
def give_up(project: Project, *, at: datetime | None = None) -> bool:
    """Nobody decided, and the time is over: the project expires and its bids lapse. False when it was decided."""
    project, at = lock(project, at)
    if project.state != ProjectState.DECIDING:
        return False
    lapsed = _standing(project)
    advance(project, "give up", PROJECT, decide_by=None)
    ProjectEvent.record(project, "ended_undecided", by=None, at=at)
    for bid in lapsed:
        advance(bid, "lapse", BID, decided_at=at)
        BidEvent.record(bid, "lapsed", by=None, at=at)
        notifications.bid_lapsed(bid, at=at)
    notifications.never_decided(project, bids=len(lapsed), at=at)
    return True


def lock(project: Project, at: datetime | None) -> tuple[Project, datetime]:
    """The project under lock, and the database's time after it was had."""
    locked = Project.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=project.pk)
    return locked, at or clock.now()


def _fresh(bid: Bid, project: Project) -> Bid:
    fresh = Bid.objects.select_related("agency", "lead").get(pk=bid.pk)
    fresh.project = project
    return fresh


def _still_stands(bid: Bid, *, by: User, at: datetime) -> None:
    version = bid.versions.get(number=bid.version)
    version.bid = bid
    terms = envelopes.read(version, reader=by, purpose=Purpose.AWARD, at=at)
    if not terms.stands_at(at):
        raise BidExpired(bid.agency, terms.stands_until)


def _standing(project: Project) -> list[Bid]:
    bids = list(project.bids.standing().select_related("agency", "lead").order_by("pk"))
    for bid in bids:
        bid.project = project
    return bids


def _decline(bid: Bid, reply: Reply, *, by: User, at: datetime) -> None:
    advance(bid, "decline", BID, decided_at=at, decline_reason=reply.reason, decline_note=reply.note)
    BidEvent.record(bid, "declined", by=by, at=at, reason=reply.reason)
    ProjectEvent.record(
        bid.project, "bid_declined", by=by, at=at, bid=bid.code, agency=bid.agency_id, reason=reply.reason
    )
    notifications.bid_declined(bid, at=at)


def _end_drafts(project: Project, *, by: User | None, at: datetime) -> None:
    """What nobody sent can't be sent any more."""
    for draft in project.bids.filter(state=BidState.DRAFT).order_by("pk"):
        advance(draft, "lapse", BID, decided_at=at)
        BidEvent.record(draft, "lapsed", by=by, at=at)


def _close_leads(project: Project, *, by: User | None, at: datetime) -> None:
    """Leads with a bid are closed as they are; the others are missed, or withdrawn when the client decided early."""
    bidders = project.bids.filter(version__gt=0).values("lead")
    project.leads.filter(OPEN, pk__in=bidders).update(closed_at=at)
    move = "miss" if by is None else "withdraw"
    for lead in project.leads.filter(OPEN).select_related("agency", "brief").order_by("pk"):
        lead.project = project
        advance(lead, move, LEAD, closed_at=at)
        kind = "missed" if by is None else "withdrawn"
        ProjectEvent.record(project, kind, by=by, at=at, lead=lead.code, agency=lead.agency_id)
        if by is None:
            notifications.bid_missed(lead, at=at)


def _tell_the_others(project: Project, *, at: datetime) -> None:
    """Whoever was asked and sent no bid hears that it is over, and what their own part in it was."""
    bidders = project.bids.filter(version__gt=0).exclude(state=BidState.WITHDRAWN).values("lead")
    others = Lead.objects.filter(project=project).exclude(pk__in=bidders).exclude(state=LeadState.WITHDRAWN)
    for lead in others.select_related("agency", "brief").order_by("pk"):
        lead.project = project
        notifications.awarded_elsewhere(lead, at=at)
