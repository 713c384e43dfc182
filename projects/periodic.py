"""What the clock does for projects: match what is overdue, lapse leads, meet deadlines, let drafts go."""

import structlog
from celery import shared_task

from marketplace.lib import clock, jobs, sweeps
from projects import tasks
from projects.actions import deadlines, drafts, leads, questions
from projects.matchmaking import seats
from projects.models import BriefVersion, Lead, Project, Question
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
    lapsed = sweeps.one_by_one(leads.lapse, overdue[:500])
    waiting = Project.objects.in_bulk(seats.unfilled(clock.now()))
    offered = sum(len(seats.fill(project)) for project in waiting.values())
    if lapsed or offered:
        log.info("leads_swept", lapsed=lapsed, offered=offered)


@shared_task
def sweep_deadlines() -> None:
    """Meet the deadlines that have come, then remind clients of questions that wait."""
    met = deadlines.meet_due()
    waiting = Question.objects.filter(remind_at__lte=clock.now()).order_by("remind_at", "pk")[:500]
    reminded = sweeps.one_by_one(questions.remind, waiting)
    if met or reminded:
        log.info("deadlines_swept", met=met, reminded=reminded)


@shared_task
def sweep_drafts() -> None:
    """Warn of drafts that end soon, then let go of those whose time is over."""
    drafts.warn_expiring(at=clock.now())
    drafts.expire_idle(at=clock.now())
