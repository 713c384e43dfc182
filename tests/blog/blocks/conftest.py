"""Somebody who writes."""

import pytest
from django.test import Client

from tests import factories
from tests.access.cast import with_second_step


@pytest.fixture
def desk(client: Client, db: None) -> Client:
    """Signed in to the back office, with a second step."""
    person = with_second_step(factories.user(email="root@briefwell.example", name="Root", is_superuser=True))
    client.force_login(person)
    return client
