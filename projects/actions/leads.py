"""What agencies do with leads, and what becomes of leads nobody answers. The project's row is locked first."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.lib import clock
from marketplace.lib.workflow import advance
from projects import notifications
from projects.matchmaking import seats
from projects.models import Bid, BidEvent, Lead, Project, ProjectEvent
from projects.policies import can_answer_lead
from projects.states import BID, LEAD, BidState, LeadState


class AnsweredTooLate(Exception):
    """The time to answer is over, though nobody has closed the lead yet. The message is fit to be shown."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        super().__init__(_("The time to answer this lead is over: the seat goes to the next agency."))


class BidStands(Exception):
    """The seat can't be given back by itself once a bid was sent. The message is fit to be shown."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        super().__init__(_("You have sent a bid. To give the seat back, withdraw the bid."))


@transaction.atomic
def accept(lead: Lead, *, by: User, at: datetime | None = None) -> Lead:
    """Take the seat: the agency is considering the brief. Accepting twice changes nothing.

    `at` is the database's time once the project is locked. Raises AnsweredTooLate, and InvalidTransition when
    the lead was closed in the meantime, PermissionDenied when `by` may not answer for the agency (any more).
    """
    project, locked, at = _locked(lead, at)
    can_answer_lead(by, locked).or_403()
    if locked.state == LeadState.ACCEPTED:
        return locked
    if locked.state == LeadState.OFFERED and locked.answer_by <= at:
        raise AnsweredTooLate(locked)
    advance(locked, "accept", LEAD, answered_at=at, answered_by=by)
    ProjectEvent.record(project, "accepted", by=by, at=at, lead=locked.code, agency=locked.agency_id)
    accepted = project.leads.filter(state=LeadState.ACCEPTED).count()
    notifications.lead_accepted(locked, accepted=accepted, at=at)
    return locked


@transaction.atomic
def decline(lead: Lead, *, by: User, reason: str, note: str = "", at: datetime | None = None) -> Lead:
    """Give the seat back with a reason; the next agency is asked at once. Declining twice changes nothing.

    A bid that was begun and not sent goes with it. `reason` is a DeclineReason. Raises BidStands when a bid was
    sent, InvalidTransition when the lead was closed in the meantime, PermissionDenied when `by` may not answer.
    """
    project, locked, at = _locked(lead, at)
    can_answer_lead(by, locked).or_403()
    if locked.state == LeadState.DECLINED:
        return locked
    bid = Bid.objects.filter(lead=locked).first()
    if bid is not None and bid.state != BidState.DRAFT:
        raise BidStands(locked)
    if bid is not None:
        advance(bid, "withdraw", BID)
        BidEvent.record(bid, "withdrawn", by=by, at=at, reason=reason)
    advance(
        locked,
        "decline",
        LEAD,
        answered_at=at,
        answered_by=by,
        closed_at=at,
        decline_reason=reason,
        decline_note=note,
    )
    ProjectEvent.record(project, "declined", by=by, at=at, lead=locked.code, agency=locked.agency_id, reason=reason)
    notifications.lead_declined(locked, at=at)
    seats.one_pass(project, at=at)
    return locked


@transaction.atomic
def lapse(lead: Lead, *, at: datetime | None = None) -> bool:
    """Close a lead whose time to answer is over and ask the next agency; False when it no longer needs it.

    Lapsing twice, or at the moment of an answer, changes nothing: one of the two comes first.
    """
    project, locked, at = _locked(lead, at)
    if locked.state != LeadState.OFFERED or locked.answer_by > at:
        return False
    advance(locked, "lapse", LEAD, closed_at=at)
    ProjectEvent.record(project, "lapsed", by=None, at=at, lead=locked.code, agency=locked.agency_id)
    notifications.lead_lapsed(locked, hours=settings.LEAD_ANSWER_HOURS, at=at)
    notifications.lead_missed(locked, hours=settings.LEAD_ANSWER_HOURS, at=at)
    seats.one_pass(project, at=at)
    return True


@transaction.atomic
def withdraw_all(project: Project, *, by: User | None, at: datetime) -> int:
    """Take back the open leads of a project that is over; returns how many.

    The agencies are told, but for those whose bid was declined: they have heard how it ended.
    """
    locked = Project.objects.select_for_update().get(pk=project.pk)
    answered = set(locked.bids.filter(state=BidState.DECLINED).values_list("lead", flat=True))
    open_leads = list(locked.leads.open().select_related("agency", "brief").order_by("pk"))
    for lead in open_leads:
        lead.project = locked
        advance(lead, "withdraw", LEAD, closed_at=at)
        ProjectEvent.record(locked, "withdrawn", by=by, at=at, lead=lead.code, agency=lead.agency_id)
        if lead.pk not in answered:
            notifications.lead_withdrawn(lead, at=at)
    return len(open_leads)


@transaction.atomic
def mark_seen(lead: Lead, *, at: datetime) -> bool:
    """Keep when somebody of the agency opened the lead for the first time; later openings change nothing."""
    return bool(Lead.objects.filter(pk=lead.pk, seen_at__isnull=True).update(seen_at=at))


def _locked(lead: Lead, at: datetime | None) -> tuple[Project, Lead, datetime]:
    """Project, lead and time, in the order parent, child, clock."""
    project = Project.objects.select_for_update().get(pk=lead.project_id)
    locked = Lead.objects.select_related("agency", "match", "brief").get(pk=lead.pk)
    locked.project = project
    return project, locked, at or clock.now()
