"""A market made by actions alone: its rows are as in life, so that what must always hold can be asked of them."""

from accounts.models import User
from agencies.actions import agencies
from agencies.models import Agency
from marketplace.lib import invariants
from projects.models import Project
from tests import factories
from tests.projects import briefs

PYTHON = {"python-back-end": 100}


def agency(name: str, *, capacity: int = 3) -> Agency:
    """A published agency with an owner. Every brief of `project` fits it."""
    slug = name.lower().replace(" ", "-")
    owner = factories.member(name=f"Owner of {name}", email=f"owner@{slug}.example", organisation=name).user
    made = agencies.create(
        owner.organisations.get(),
        by=owner,
        name=name,
        tagline="Booking systems that hold in summer",
        description="We build booking and ticketing back ends in Python and Django for ferries between islands.",
        country="IE",
        team_size=9,
        capacity=capacity,
        services=PYTHON,
        countries=["IE"],
        languages=["en"],
    )
    agencies.publish(made, by=owner)
    return made


def project(client: User, *, seats: int = 5, title: str = "New booking back end", **answers: str) -> Project:
    """A published project whose brief is due to be matched."""
    draft = briefs.draft(client.organisations.get(), by=client, title=title, seats=str(seats), **answers)
    return briefs.publish(draft, by=client)


def broken() -> dict[str, list[str]]:
    """What `manage.py verify_invariants` would list."""
    return {promise: sentences for promise, sentences in invariants.broken() if sentences}


def assert_unharmed() -> None:
    assert broken() == {}
