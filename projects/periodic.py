"""What the clock does for projects: match what is overdue, close what nobody answered, let drafts go."""

import structlog
from celery import shared_task

from marketplace.lib import clock, jobs
from projects import tasks
from projects.actions import drafts, leads
from projects.matchmaking import seats
from projects.models import BriefVersion, Lead, Project
from projects.states import LeadState

log = structlog.get_logger(__name__)


@shared_task
def sweep_matching() -> None:
    """Ring the bell again for briefs that are due: nobody heard it, or the worker died at it."""
    for pk in jobs.overdue(BriefVersion):
        jobs.publish(tasks.match_brief, pk)


@shared_task
def sweep_leads() -> None:
    """Lapse leads whose time is over, then give free seats to whoever has room by now."""
    overdue = Lead.objects.filter(state=LeadState.OFFERED, answer_by__lte=clock.now()).order_by("answer_by", "pk")
    lapsed = sum(leads.lapse(lead) for lead in overdue[:500])
    waiting = Project.objects.in_bulk(seats.unfilled(clock.now()))
    offered = sum(len(seats.fill(project)) for project in waiting.values())
    if lapsed or offered:
        log.info("leads_swept", lapsed=lapsed, offered=offered)


@shared_task
def sweep_drafts() -> None:
    """Warn of drafts that end soon, then let go of those whose time is over."""
    drafts.warn_expiring(at=clock.now())
    drafts.expire_idle(at=clock.now())
