"""The moments of a project as rows, and what is done when one has come."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from marketplace.lib import clock, sweeps
from projects import notifications
from projects.actions import outcomes
from projects.models import Deadline, DeadlineKind, Project
from projects.states import BidState, LeadState, ProjectState

DECIDE_DAYS = {
    DeadlineKind.DECIDE_IN_A_WEEK: 7,
    DeadlineKind.DECIDE_IN_TWO_DAYS: 2,
    DeadlineKind.DECIDE_TODAY: 0,
}


def plan(project: Project, *, at: datetime) -> list[Deadline]:
    """The rows of a project whose bid window begins. Reminders of moments that have passed are left out.

    The caller holds the project's lock. Planning again moves what is not met to the project's present dates.
    """
    due = _moments(project)
    kept = {kind: moment for kind, moment in due.items() if moment > at or kind == DeadlineKind.BIDS_CLOSE}
    rows = [Deadline(project=project, kind=kind, due_at=moment) for kind, moment in kept.items()]
    project.deadlines.filter(met_at__isnull=True).delete()
    return Deadline.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def meet(deadline: Deadline, *, at: datetime | None = None) -> bool:
    """Do what is due, once; False when it was done before, or is not due any more."""
    project, at = outcomes.lock(deadline.project, at)
    row = Deadline.objects.filter(pk=deadline.pk).first()
    if row is None or row.met_at is not None or row.due_at > at:
        return False
    Deadline.objects.filter(pk=row.pk).update(met_at=at)
    match row.kind:
        case DeadlineKind.BIDS_SOON:
            return _remind_bidders(project, at)
        case DeadlineKind.BIDS_CLOSE:
            return outcomes.close_bids(project, at=at)
        case DeadlineKind.GIVE_UP:
            return outcomes.give_up(project, at=at)
        case _:
            return _remind_client(project, DECIDE_DAYS[DeadlineKind(row.kind)], at)


def meet_due(*, most: int = 500) -> int:
    """Meet every deadline that has come, each in a transaction of its own; returns how many had an effect."""
    due = Deadline.objects.due(clock.now()).select_related("project")[:most]
    return sweeps.one_by_one(meet, due)


def _moments(project: Project) -> dict[DeadlineKind, datetime]:
    if project.bids_close_at is None:
        return {}
    soon = timedelta(hours=settings.BIDS_SOON_HOURS)
    moments = {DeadlineKind.BIDS_SOON: project.bids_close_at - soon, DeadlineKind.BIDS_CLOSE: project.bids_close_at}
    if project.decide_by is not None:
        moments |= {kind: project.decide_by - timedelta(days=days) for kind, days in DECIDE_DAYS.items()}
        moments[DeadlineKind.DECIDE_TODAY] = project.decide_by - timedelta(hours=8)
        moments[DeadlineKind.GIVE_UP] = project.decide_by + timedelta(days=settings.DECISION_GRACE_DAYS)
    return moments


def _remind_bidders(project: Project, at: datetime) -> bool:
    """Agencies that took the seat and sent nothing yet."""
    if project.state != ProjectState.OPEN:
        return False
    sent = project.bids.exclude(state=BidState.DRAFT).values("lead")
    waiting = project.leads.filter(state=LeadState.ACCEPTED).exclude(pk__in=sent)
    for lead in waiting.select_related("agency", "brief").order_by("pk"):
        lead.project = project
        notifications.bids_close_soon(lead, at=at)
    return bool(waiting)


def _remind_client(project: Project, days: int, at: datetime) -> bool:
    if project.state != ProjectState.DECIDING:
        return False
    notifications.decision_due(project, days=days, bids=project.bids.standing().count(), at=at)
    return True
