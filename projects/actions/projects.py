"""Publishing a brief and calling a project off."""

import zoneinfo
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.lib import clock, jobs, working_days
from marketplace.lib.workflow import InvalidTransition, advance, allows
from projects import tasks
from projects.actions import deadlines, leads, outcomes
from projects.actions.drafts import StaleAnswers
from projects.models import BriefVersion, Project, ProjectEvent
from projects.policies import can_cancel, can_publish
from projects.states import PROJECT, ProjectState

CLOSING_TIME = time(17)


class NotPublishable(Exception):
    """Publishing is refused; the message says why and is fit to be shown."""


@transaction.atomic
def publish(
    project: Project,
    *,
    brief: BriefVersion,
    bid_days: int,
    seats: int,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Project:
    """Open a draft: its first brief version is due for matching, the clock of the bids runs.

    `brief` is the unsaved version that the forms made of the answers saved as `seen_version`. Publishing a
    project that is already published changes nothing and returns it. `at` is the database's time once the
    project is locked.

    Raises StaleAnswers when other answers were saved since, InvalidTransition when the draft was cancelled or
    expired, NotPublishable when `by` may not publish it.
    """
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if locked.published_at is not None:
        return locked
    if locked.state != ProjectState.DRAFT:
        raise InvalidTransition(locked, "publish", locked.get_state_display())
    if seen_version != locked.answers_version:
        raise StaleAnswers(locked)
    verdict = can_publish(by, locked)
    if not verdict:
        raise NotPublishable(str(verdict.reason))
    at = at or clock.now()
    closes_at = bids_close(at, bid_days, zone=by.time_zone)
    questions_close_at = questions_close(at, closes_at, zone=by.time_zone)
    advance(
        locked,
        "publish",
        PROJECT,
        title=brief.title,
        version=1,
        seats=seats,
        published_at=at,
        bids_close_at=closes_at,
        questions_close_at=questions_close_at,
        decide_by=closes_at + timedelta(days=settings.DECISION_WINDOW_DAYS),
        expires_at=None,
        draft_key_hash="",
    )
    brief.project, brief.number, brief.created_at, brief.due_at = locked, 1, at, at
    brief.offers_leads = locked.offers_leads
    brief.save(force_insert=True)
    deadlines.plan(locked, at=at)
    ProjectEvent.record(locked, "published", by=by, at=at, brief=1, seats=seats, closes=closes_at)
    jobs.nudge(tasks.match_brief, brief.pk)
    return locked


@transaction.atomic
def cancel(project: Project, *, by: User, note: str = "", at: datetime | None = None) -> Project:
    """Call the project off: bids are declined, open leads withdrawn, and the agencies told. Twice changes nothing.

    `note` is what bidders are told in the client's own words. Raises InvalidTransition when it is awarded or expired,
    PermissionDenied when `by` may not cancel it (any more).
    """
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if locked.state == ProjectState.CANCELLED:
        return locked
    if allows(PROJECT, "cancel", locked.state):
        can_cancel(by, locked).or_403()
    at = at or clock.now()
    advance(locked, "cancel", PROJECT, expires_at=None, decide_by=None)
    BriefVersion.objects.filter(project=locked, done_at__isnull=True, dead_at__isnull=True).update(due_at=None)
    ProjectEvent.record(locked, "cancelled", by=by, at=at)
    outcomes.end_with_project(locked, by=by, note=note, at=at)
    leads.withdraw_all(locked, by=by, at=at)
    return locked


def bids_close(at: datetime, days: int, *, zone: str) -> datetime:
    """When bids close: so many days after `at`, at 17:00 in the publisher's zone.

    A whole working day's end is what people expect of "in seven days". Raises ValueError for a window outside
    the settings' limits.
    """
    least, most = settings.BID_WINDOW_DAYS_LEAST, settings.BID_WINDOW_DAYS_MOST
    if not least <= days <= most:
        raise ValueError(_("Bids stay open %(least)d to %(most)d days.") % {"least": least, "most": most})
    here = _zone(zone)
    day = at.astimezone(here).date() + timedelta(days=days)
    return datetime.combine(day, CLOSING_TIME, tzinfo=here).astimezone(zoneinfo.ZoneInfo("UTC"))


def questions_close(at: datetime, closes_at: datetime, *, zone: str) -> datetime:
    """Until when agencies may ask: so many working days before bids close, but a day after publishing at the least."""
    days = settings.QUESTIONS_CLOSE_WORKING_DAYS
    early = working_days.before(closes_at, days, zone=_zone(zone))
    return min(closes_at, max(early, at + timedelta(days=1)))


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
