"""Taking over projects from somewhere else: open, of a client nobody has claimed, without mail or deadline."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Literal, Protocol

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation
from projects.models import BriefVersion, Project, ProjectEvent
from projects.states import ProjectState

Outcome = Literal["added", "changed", "unchanged", "claimed"]
"""`claimed`: the client has an account by now, so its own words count and the row is left aside."""
COMPARED = (
    *("title", "text", "services", "industry", "budget_kind", "budget_low", "budget_high", "currency"),
    *("starts_on", "ends_on", "country", "dated_on"),
)


class Row(Protocol):
    """One project as its source tells it; `brief` is unsaved."""

    @property
    def external_id(self) -> str: ...
    @property
    def buyer(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def published_on(self) -> date | None: ...
    @property
    def brief(self) -> BriefVersion: ...


@transaction.atomic
def take(rows: Sequence[Row], *, source: str, at: datetime) -> list[Outcome]:
    """Add the projects, or a new version of a brief where the source says something else than before.

    Returns what became of each row, in their order. Nothing is due, nobody is told, no lead is offered: matching
    is asked for on its own. The same rows again change nothing.
    """
    known = _locked(source, [row.external_id for row in rows])
    briefs = _current_briefs(known.values())
    clients = _clients(source, rows)
    outcomes: list[Outcome] = []
    for row in rows:
        project = known.get(row.external_id)
        if project is None:
            known[row.external_id] = project = _add(source, row, clients[_client_key(row)], at)
            outcomes.append("added")
        elif project.organisation is not None and project.organisation.claimed_at is not None:
            outcomes.append("claimed")
            continue
        else:
            outcomes.append(_change(project, briefs[project.pk], row, at))
        if outcomes[-1] != "unchanged" and row.brief.pk:
            briefs[project.pk] = row.brief
    return outcomes


def _locked(source: str, ids: list[str]) -> dict[str, Project]:
    projects = Project.objects.select_for_update(of=("self",)).select_related("organisation")
    found = projects.filter(source=source, external_id__in=ids).order_by("pk")
    return {project.external_id: project for project in found}


def _current_briefs(projects: Iterable[Project]) -> dict[int, BriefVersion]:
    current = BriefVersion.objects.filter(project__in=list(projects), number=F("project__version"))
    return {brief.project_id: brief for brief in current}


def _add(source: str, row: Row, client: Organisation, at: datetime) -> Project:
    project = Project.objects.create(
        organisation=client,
        state=ProjectState.OPEN,
        title=row.brief.title,
        version=1,
        published_at=_moment(row.published_on) or at,
        offers_leads=False,
        source=source,
        external_id=row.external_id,
        source_status=row.status,
    )
    _keep(project, row.brief, at)
    ProjectEvent.record(project, "imported", by=None, at=at, source=source)
    return project


def _change(project: Project, current: BriefVersion, row: Row, at: datetime) -> Outcome:
    differs = any(getattr(current, name) != getattr(row.brief, name) for name in COMPARED)
    if not differs and project.source_status == row.status:
        return "unchanged"
    if differs:
        project.version += 1
        project.title = row.brief.title
        project.published_at = _moment(row.published_on) or project.published_at
        _keep(project, row.brief, at)
    project.source_status = row.status
    project.save()
    ProjectEvent.record(project, "imported", by=None, at=at, source=project.source, brief=project.version)
    return "changed"


def _keep(project: Project, brief: BriefVersion, at: datetime) -> None:
    brief.project, brief.number, brief.created_at = project, project.version, at
    brief.due_at, brief.offers_leads = None, False
    brief.save(force_insert=True)


def _clients(source: str, rows: Sequence[Row]) -> dict[str, Organisation]:
    """One unclaimed organisation for each buyer's name; a project that names none has one of its own.

    Nobody is its member, so nobody sees it or its projects.
    """
    wanted = {_client_key(row): row for row in reversed(rows)}
    found = Organisation.objects.filter(source=source, external_id__in=wanted)
    clients = {organisation.external_id: organisation for organisation in found}
    for key, row in wanted.items():
        if key not in clients:
            name = row.buyer[:120] or _("A client not named")
            clients[key] = Organisation.objects.create(
                source=source, external_id=key, name=name, country=row.country, claimed_at=None
            )
    return clients


def _client_key(row: Row) -> str:
    if row.buyer:
        return f"buyer:{' '.join(row.buyer.casefold().split())}"[:200]
    return f"project:{row.external_id}"[:200]


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=UTC) if day else None
