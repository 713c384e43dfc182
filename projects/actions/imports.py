"""Taking over projects from somewhere else: open, of a client nobody has claimed, without mail or deadline."""

from datetime import UTC, date, datetime, time
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from projects.models import BriefVersion, Project, ProjectEvent
from projects.states import ProjectState

Outcome = Literal["added", "changed", "unchanged"]
COMPARED = [
    "title",
    "text",
    "services",
    "industry",
    "budget_kind",
    "budget_low",
    "budget_high",
    "currency",
    "starts_on",
    "ends_on",
    "country",
    "dated_on",
]


class ClaimedMeanwhile(Exception):
    """The project's client has an account by now: its own words count, not those of the file."""


@transaction.atomic
def take(
    *,
    source: str,
    external_id: str,
    brief: BriefVersion,
    buyer: str,
    status: str,
    published_on: date | None,
    at: datetime,
) -> Outcome:
    """Add the project, or a new version of its brief where the source says something else than before.

    `brief` is unsaved. Nothing is due, nobody is told, no lead is offered: matching is asked for on its own.
    The same row again changes nothing. Raises ClaimedMeanwhile.
    """
    existing = (
        Project.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(source=source, external_id=external_id)
        .first()
    )
    if existing is None:
        _add(source, external_id, brief, buyer, status, published_on, at)
        return "added"
    if existing.organisation is not None and existing.organisation.claimed_at is not None:
        raise ClaimedMeanwhile(_("This project's client has an account by now, so it is left as it is."))
    return "changed" if _change(existing, brief, status, published_on, at) else "unchanged"


def _add(
    source: str,
    external_id: str,
    brief: BriefVersion,
    buyer: str,
    status: str,
    published_on: date | None,
    at: datetime,
) -> None:
    project = Project.objects.create(
        organisation=_client(source, buyer, external_id, brief.country),
        state=ProjectState.OPEN,
        title=brief.title,
        version=1,
        published_at=_moment(published_on) or at,
        offers_leads=False,
        source=source,
        external_id=external_id,
        source_status=status,
    )
    _keep(project, brief, 1, at)
    ProjectEvent.record(project, "imported", by=None, at=at, source=source)


def _change(project: Project, brief: BriefVersion, status: str, published_on: date | None, at: datetime) -> bool:
    current = BriefVersion.objects.get(project=project, number=project.version)
    differs = any(getattr(current, name) != getattr(brief, name) for name in COMPARED)
    if not differs and project.source_status == status:
        return False
    if differs:
        project.version += 1
        project.title = brief.title
        project.published_at = _moment(published_on) or project.published_at
        _keep(project, brief, project.version, at)
    project.source_status = status
    project.save()
    ProjectEvent.record(project, "imported", by=None, at=at, source=project.source, brief=project.version)
    return True


def _keep(project: Project, brief: BriefVersion, number: int, at: datetime) -> None:
    brief.project, brief.number, brief.created_at = project, number, at
    brief.due_at, brief.offers_leads = None, False
    brief.save(force_insert=True)


def _client(source: str, buyer: str, external_id: str, country: str) -> Organisation:
    """One unclaimed organisation for each buyer's name; a project that names none has one of its own.

    Nobody is its member, so nobody sees it or its projects.
    """
    key = f"buyer:{' '.join(buyer.casefold().split())}"[:200] if buyer else f"project:{external_id}"[:200]
    organisation, _created = Organisation.objects.get_or_create(
        source=source,
        external_id=key,
        defaults={"name": buyer[:120] or _("A client not named"), "country": country, "claimed_at": None},
    )
    return organisation


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=UTC) if day else None
