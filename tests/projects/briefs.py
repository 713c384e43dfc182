"""Answers as people type them, for the tests of the wizard."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from projects import tasks
from projects.actions import drafts, projects
from projects.forms import briefs
from projects.models import Lead, Project
from tests import factories

KEY = "the key of a visitor's browser"


def what(**changes: Any) -> dict[str, Any]:
    return {
        "title": "New booking back end",
        "text": "We run ferries between six islands and need a new booking back end in Python.",
        **changes,
    }


def budget(**changes: Any) -> dict[str, Any]:
    start = timezone.localdate() + timedelta(days=30)
    return {
        "budget_kind": "range",
        "budget_low": "€60,000",
        "budget_high": "85k",
        "currency": "EUR",
        "starts_on": start.isoformat(),
        "ends_on": (start + timedelta(days=90)).isoformat(),
        "place": "anywhere",
        "country": "IE",
        **changes,
    }


def services(**changes: Any) -> dict[str, Any]:
    return {"services": ["python-back-end"], "industry": "", "must_haves": "", "languages": [], **changes}


def choosing(**changes: Any) -> dict[str, Any]:
    return {"choosing": "Plain code and good notes.", "bid_days": "7", "seats": "5", **changes}


def all_answers(**changes: Any) -> dict[str, Any]:
    """A brief that can be published."""
    why = {"reason": "The old one falls over every June.", "audience": "Forty people at the quays."}
    return {**what(), **why, **services(), **budget(), **choosing(), **changes}


def draft(organisation: Organisation | None, *, by: User | None = None, **changes: Any) -> Project:
    """A saved draft; a visitor's when there is no organisation."""
    return drafts.begin(
        typed=all_answers(**changes), by=by, organisation=organisation, draft_key_hash=drafts.key_hash(KEY)
    )


def publish(project: Project, *, by: User, **changes: Any) -> Project:
    """Publish what is saved, as the check page does."""
    reading = briefs.read(project.answers)
    return projects.publish(
        project,
        **{
            "brief": reading.brief(),
            "bid_days": reading.bid_days,
            "seats": reading.seats,
            "seen_version": project.answers_version,
            "by": by,
            **changes,
        },
    )


def fitting_agency(name: str = "Saltgrove") -> None:
    """An agency that every brief of this module fits."""
    agency = factories.agency(
        organisation=factories.organisation(name),
        name=name,
        slug=name.lower(),
        services={"python-back-end": 100},
        description="Booking back ends in Python for ferries between islands.",
        countries=("IE",),
    )
    factories.profile_version(agency)


def asked(organisation: Organisation, *, agencies: int = 1) -> Project:
    """An open project that was matched and for which so many agencies were asked."""
    for number in range(agencies):
        fitting_agency(f"Fitting{number}")
    project = factories.open_project(organisation=organisation, services=["python-back-end"])
    tasks.match_brief(project.versions.get().pk)
    assert Lead.objects.filter(project=project).count() == min(agencies, project.seats)
    return project
