"""The clock that decides is the database's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from marketplace.lib import clock

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def test_the_moment_is_in_utc(db: None) -> None:
    moment = clock.now()
    assert moment.utcoffset() == timedelta(0)
    assert abs(moment - timezone.now()) < timedelta(seconds=5)


@pytest.mark.postgres
def test_a_wrong_clock_of_the_host_moves_nothing(db: None) -> None:
    connection.ensure_connection()
    with time_machine.travel(LONG_AGO):
        assert clock.now().year > 2020


@pytest.mark.postgres
def test_it_moves_within_a_transaction(db: None) -> None:
    with transaction.atomic():
        first = clock.now()
        assert clock.now() > first


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has no clock but the host's")
def test_sqlite_has_the_clock_of_the_host(db: None) -> None:
    with time_machine.travel(LONG_AGO):
        assert clock.now().year == 2001
