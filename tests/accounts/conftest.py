"""An organisation with one person in each role."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from accounts.models import Invitation, Membership, Organisation, Role
from marketplace.lib import codes
from tests import factories


@pytest.fixture
def ferries(db: None) -> Organisation:
    return factories.organisation(name="Tidewater Ferries")


@pytest.fixture
def owner(ferries: Organisation) -> Membership:
    return factories.member(email="owner@ferries.example", name="Orla Owner", organisation=ferries)


@pytest.fixture
def manager(ferries: Organisation) -> Membership:
    return factories.member(
        email="manager@ferries.example", name="Mina Manager", organisation=ferries, role=Role.MANAGER
    )


@pytest.fixture
def member(ferries: Organisation) -> Membership:
    return factories.member(email="member@ferries.example", name="Milo Member", organisation=ferries, role=Role.MEMBER)


@pytest.fixture
def stranger(db: None) -> Membership:
    return factories.member(email="stranger@elsewhere.example", name="Stray", organisation="Elsewhere")


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """The token that the next invitation gets: known here as it is to whoever reads the mail."""
    known = "a-token-that-only-the-mail-holds-0123456789"
    monkeypatch.setattr(codes, "secret_token", lambda: known)
    return known


@pytest.fixture
def invited(owner: Membership, token: str) -> Invitation:
    from accounts.actions import invitations

    return invitations.invite(owner.organisation, email="new@ferries.example", role=Role.MEMBER, by=owner.user)


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> Iterator[None]:
    """What waits for the commit runs, as it would outside of a test's transaction."""
    with django_capture_on_commit_callbacks(execute=True):
        yield
