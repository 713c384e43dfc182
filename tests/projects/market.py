"""A small market for tests: agencies the engine can read, projects it has matched."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from projects import tasks
from projects.models import Lead, MatchRun, Project
from tests import factories

PYTHON = {"python-back-end": 100}
BRIEF = "We run ferries between six islands and need a new booking back end in Python."


def agency(name: str, *, services: dict[str, int] | None = None, **fields: Any) -> Agency:
    """An agency with an owner and a profile version. Its texts fit `BRIEF` unless `description` says otherwise."""
    slug = name.lower().replace(" ", "-")
    owner = factories.member(name=f"Owner of {name}", email=f"owner@{slug}.example", organisation=name)
    made = factories.agency(
        organisation=owner.organisation,
        name=name,
        slug=slug,
        services=PYTHON if services is None else services,
        **fields,
    )
    factories.profile_version(made)
    return made


def agencies(count: int, **fields: Any) -> list[Agency]:
    return [agency(f"Agency {number}", **fields) for number in range(1, count + 1)]


def known(user: User, **fields: Any) -> Agency:
    """The agency of one of the cast, readable by the engine."""
    made = user.organisations.get().agency
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    made.services.create(service="python-back-end", focus=100)
    factories.profile_version(made)
    return made


def project(client: User, *, seats: int = 5, **brief: Any) -> Project:
    """A published project that waits for the engine."""
    made = factories.open_project(
        organisation=client.organisations.get(), **{"services": ["python-back-end"], "text": BRIEF, **brief}
    )
    made.seats = seats
    made.save(update_fields=["seats"])
    return made


def match(project: Project) -> MatchRun:
    """Run the engine for the project's current version as a worker would."""
    tasks.match_brief(project.versions.get(number=project.version).pk)
    return MatchRun.objects.get(brief__project=project, brief__number=project.version)


def matched(client: User, *, seats: int = 5, **brief: Any) -> Project:
    made = project(client, seats=seats, **brief)
    match(made)
    return made


def owner_of(agency: Agency) -> User:
    return agency.organisation.members.order_by("pk")[0]


def edit(project: Project, **changes: Any) -> None:
    """A second version of the brief, as editing makes it."""
    version = project.versions.get(number=project.version)
    version.pk = None
    version.number += 1
    version.due_at, version.done_at, version.lease_until, version.lease_token = timezone.now(), None, None, None
    version.attempts = 0
    for name, value in changes.items():
        setattr(version, name, value)
    version.save(force_insert=True)
    project.version = version.number
    project.save(update_fields=["version"])


def overdue(lead: Lead, at: datetime | None = None) -> Lead:
    """The lead with its time to answer over."""
    lead.answer_by = at or timezone.now()
    lead.save(update_fields=["answer_by"])
    return lead
