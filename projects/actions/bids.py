"""What agencies do with bids: begin, write, send, revise, withdraw. The project's row is locked first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.lib import clock
from marketplace.lib.workflow import InvalidTransition, advance
from projects import envelopes, notifications
from projects.bid_terms import BidTerms
from projects.envelopes import Answers
from projects.matchmaking import seats
from projects.models import Bid, BidDraft, BidEvent, BidVersion, Lead, Project, ProjectEvent
from projects.policies import can_send_bid, can_write_bid
from projects.states import BID, LEAD, BidState, LeadState, ProjectState


class BidsClosed(Exception):
    """Bids are closed, by the database's clock. The message is fit to be shown."""

    def __init__(self, project: Project) -> None:
        self.project = project
        super().__init__(_("Bids for this project are closed. Nothing more can be sent or changed."))


class NoSeat(Exception):
    """Only an agency that took the seat bids. The message is fit to be shown."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        super().__init__(_("Take the seat first: a bid belongs to an agency that said it is considering the brief."))


class StaleBid(Exception):
    """The draft was saved elsewhere in the meantime. `draft` is what stands there now; the message can be shown."""

    def __init__(self, draft: BidDraft) -> None:
        self.draft = draft
        super().__init__(_("This bid was changed in another tab or by a colleague in the meantime."))


@transaction.atomic
def begin(lead: Lead, *, by: User, at: datetime | None = None) -> Bid:
    """The bid of this lead, begun if there is none yet.

    `at` is the database's time once the project is locked. Raises NoSeat unless the seat was taken,
    BidsClosed when it is too late, PermissionDenied when `by` does not act for the agency.
    """
    project = Project.objects.select_for_update().get(pk=lead.project_id)
    locked = Lead.objects.select_related("agency").get(pk=lead.pk)
    can_write_bid(by, locked.agency).or_403()
    begun = Bid.objects.filter(lead=locked).select_related("agency", "lead").first()
    if begun is not None:
        return begun
    at = at or clock.now()
    if locked.state != LeadState.ACCEPTED:
        raise NoSeat(locked)
    _still_open(project, at)
    bid = Bid.objects.create(project=project, agency=locked.agency, lead=locked, begun_at=at)
    envelopes.begin_draft(bid, answers={}, by=by, at=at)
    BidEvent.record(bid, "begun", by=by, at=at)
    return bid


@transaction.atomic
def save(bid: Bid, *, typed: Answers, seen_version: int, by: User, at: datetime | None = None) -> BidDraft:
    """Keep what was typed, valid or not. Saving the same again changes nothing.

    Raises StaleBid when `seen_version` is not the saved one and the answers differ, BidsClosed, InvalidTransition
    when the bid is over, PermissionDenied when `by` does not act for the agency.
    """
    project, locked, at = _locked(bid, at)
    can_write_bid(by, locked.agency).or_403()
    draft = BidDraft.objects.get(bid=locked)
    if draft.answers == typed:
        return draft
    if not envelopes.is_writable(locked):
        raise InvalidTransition(locked, "save", locked.get_state_display())
    _still_open(project, at)
    if seen_version != draft.answers_version:
        raise StaleBid(draft)
    return envelopes.keep_draft(draft, answers=typed, by=by, at=at)


@transaction.atomic
def submit(bid: Bid, *, terms: BidTerms, seen_version: int, by: User, at: datetime | None = None) -> BidVersion:
    """Send the bid, or a new version of it: the client can read it from now on, rivals never.

    `terms` are what the forms made of the answers saved as `seen_version`. Sending the same saved answers twice
    returns the version already sent. Raises StaleBid when other answers were saved since, BidsClosed by the
    database's clock, InvalidTransition when the bid is over, PermissionDenied when `by` may not send it.
    """
    project, locked, at = _locked(bid, at)
    can_send_bid(by, locked.agency).or_403()
    draft = BidDraft.objects.get(bid=locked)
    if locked.state == BidState.SUBMITTED and draft.sent_version == draft.answers_version == seen_version:
        return locked.versions.get(number=locked.version)
    move = "revise" if locked.state == BidState.SUBMITTED else "submit"
    if not envelopes.is_writable(locked):
        raise InvalidTransition(locked, move, locked.get_state_display())
    _still_open(project, at)
    if seen_version != draft.answers_version:
        raise StaleBid(draft)
    number = locked.version + 1
    version = envelopes.seal(locked, number=number, brief_id=_current_brief(project), terms=terms, by=by, at=at)
    advance(locked, move, BID, version=number, sent_at=at)
    envelopes.mark_sent(draft)
    kind = "submitted" if number == 1 else "revised"
    BidEvent.record(locked, kind, by=by, at=at, version=number, receipt=version.receipt)
    ProjectEvent.record(project, f"bid_{kind}", by=by, at=at, bid=locked.code, agency=locked.agency_id, version=number)
    notifications.bid_received(locked, number=number, at=at)
    notifications.bid_receipt(locked, version, at=at)
    return version


@transaction.atomic
def withdraw(bid: Bid, *, by: User, reason: str, note: str = "", at: datetime | None = None) -> Bid:
    """Take the bid back for good and give the seat free. Twice changes nothing.

    `reason` is a DeclineReason, as when a lead is declined. While bids are open the next agency is asked.
    Raises InvalidTransition when it was decided in the meantime, PermissionDenied when `by` may not.
    """
    project, locked, at = _locked(bid, at)
    can_send_bid(by, locked.agency).or_403()
    if locked.state == BidState.WITHDRAWN:
        return locked
    sent = locked.version > 0
    advance(locked, "withdraw", BID)
    BidEvent.record(locked, "withdrawn", by=by, at=at, reason=reason)
    lead = locked.lead
    if lead.state == LeadState.ACCEPTED:
        advance(
            lead,
            "decline",
            LEAD,
            answered_at=lead.answered_at or at,
            answered_by=lead.answered_by or by,
            closed_at=at,
            decline_reason=reason,
            decline_note=note,
        )
    kind = "bid_withdrawn" if sent else "declined"
    ProjectEvent.record(project, kind, by=by, at=at, lead=lead.code, agency=locked.agency_id, reason=reason)
    if sent:
        notifications.bid_withdrawn(locked, at=at)
    else:
        lead.project = project
        notifications.lead_declined(lead, at=at)
    seats.one_pass(project, at=at)
    return locked


def _locked(bid: Bid, at: datetime | None) -> tuple[Project, Bid, datetime]:
    """Project, bid and time, in the order parent, child, clock."""
    project = Project.objects.select_for_update().get(pk=bid.project_id)
    locked = Bid.objects.select_related("agency", "lead__agency", "lead__match").get(pk=bid.pk)
    locked.project = project
    return project, locked, at or clock.now()


def _still_open(project: Project, at: datetime) -> None:
    over = project.bids_close_at is not None and project.bids_close_at <= at
    if over or project.state != ProjectState.OPEN:
        raise BidsClosed(project)


def _current_brief(project: Project) -> int:
    key: int = project.versions.values_list("pk", flat=True).get(number=project.version)
    return key
