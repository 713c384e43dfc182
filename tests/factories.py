"""Objects for tests, free of surprises: each function says what it makes and nothing happens behind it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from agencies.models import (
    Agency,
    AgencyCountry,
    AgencyIndustry,
    AgencyLanguage,
    AgencyService,
    CaseStudy,
    ProfileVersion,
)
from agencies.search import profile_content
from agencies.states import AgencyState
from projects.models import BriefVersion, Project
from projects.states import ProjectState

PASSWORD = "a sentence that works well"


def user(*, email: str = "someone@example.com", name: str = "Some One", **fields: Any) -> User:
    """A person with a confirmed address and the password above."""
    made = User.objects.create_user(email, PASSWORD, name=name, **fields)
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    return made


def organisation(name: str = "An organisation", **fields: Any) -> Organisation:
    return Organisation.objects.create(**{"name": name, "claimed_at": timezone.now(), "country": "IE", **fields})


def member(
    *,
    email: str = "someone@example.com",
    name: str = "Some One",
    organisation: Organisation | str = "An organisation",
    role: str = Role.OWNER,
) -> Membership:
    """A person in an organisation, both new unless the organisation is given."""
    if isinstance(organisation, str):
        organisation = Organisation.objects.create(name=organisation, country="IE", claimed_at=timezone.now())
    return Membership.objects.create(organisation=organisation, user=user(email=email, name=name), role=role)


def agency(
    *,
    organisation: Organisation,
    name: str = "An agency",
    slug: str = "an-agency",
    services: dict[str, int] | None = None,
    industries: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    languages: tuple[str, ...] = ("en",),
    **fields: Any,
) -> Agency:
    """A published agency with one version's worth of rows (no ProfileVersion: actions make those)."""
    made = Agency.objects.create(
        **{
            "organisation": organisation,
            "name": name,
            "slug": slug,
            "state": AgencyState.PUBLISHED,
            "published_at": timezone.now(),
            "tagline": "Booking systems that hold in summer",
            "description": "We build booking and ticketing back ends in Python and Django.",
            "country": "IE",
            "team_size": 9,
            "capacity_confirmed_at": timezone.now(),
            **fields,
        }
    )
    for service, focus in (services or {}).items():
        AgencyService.objects.create(agency=made, service=service, focus=focus)
    for industry in industries:
        AgencyIndustry.objects.create(agency=made, industry=industry)
    for country in countries:
        AgencyCountry.objects.create(agency=made, country=country)
    for language in languages:
        AgencyLanguage.objects.create(agency=made, language=language)
    return made


def profile_version(agency: Agency) -> ProfileVersion:
    """The agency's rows as they are now, as a new version for the engine to read."""
    agency.version += 1
    agency.save(update_fields=["version"])
    return ProfileVersion.objects.create(
        agency=agency, number=agency.version, content=profile_content(agency), created_at=timezone.now()
    )


def case_study(*, agency: Agency, title: str = "Seat booking for an archipelago line", **fields: Any) -> CaseStudy:
    return CaseStudy.objects.create(agency=agency, title=title, **fields)


def open_project(*, organisation: Organisation, title: str = "New booking back end", **brief: Any) -> Project:
    """A published project with one brief version that is not matched yet."""
    now = timezone.now()
    project = Project.objects.create(
        organisation=organisation,
        title=title,
        state=ProjectState.OPEN,
        version=1,
        published_at=now,
        bids_close_at=now + timedelta(days=7),
        decide_by=now + timedelta(days=21),
    )
    BriefVersion.objects.create(
        **{
            "project": project,
            "number": 1,
            "created_at": now,
            "title": title,
            "text": "We run ferries between six islands and need a new booking back end in Python.",
            "due_at": now,
            **brief,
        }
    )
    return project
