"""Paperlark and its people, and a way to knock as somebody."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Role, User
from agencies.models import Agency
from tests import factories


@pytest.fixture
def paperlark(grace: User) -> Agency:
    """Grace's agency, published, with an owner."""
    return Agency.objects.get(slug="paperlark")


@pytest.fixture
def moss(paperlark: Agency) -> User:
    """A plain member of Paperlark."""
    return factories.member(
        name="Moss Reed", email="moss@agency.example", organisation=paperlark.organisation, role=Role.MEMBER
    ).user


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
