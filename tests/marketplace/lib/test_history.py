"""What happened stays as it was written, and a change shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone as offset
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from accounts.models import Organisation, OrganisationEvent, User
from tests import factories
from tests.races import at_once

TABLE = OrganisationEvent._meta.db_table


@pytest.fixture
def organisation(db: None) -> Organisation:
    return factories.organisation()


@pytest.fixture
def chain(organisation: Organisation, ada: User) -> list[OrganisationEvent]:
    at = timezone.now()
    return [
        OrganisationEvent.record(organisation, kind, by=by, at=at + timedelta(seconds=number), step=number)
        for number, (kind, by) in enumerate([("founded", ada), ("renamed", ada), ("reviewed", None)])
    ]


@pytest.fixture
def unguarded(db: None) -> Callable[..., None]:
    """Runs SQL with the triggers off, as somebody with the keys to the database could."""

    def run(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the next line waits for their triggers
                cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            else:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only_{verb}")
            cursor.execute(sql, values)

    return run


def test_events_are_numbered_and_chained(chain: list[OrganisationEvent], organisation: Organisation) -> None:
    assert [event.number for event in chain] == [1, 2, 3]
    assert [event.previous_hash for event in chain] == ["", chain[0].hash, chain[1].hash]
    assert OrganisationEvent.broken_links(organisation) == []


def test_people_appear_by_id_and_the_clock_as_nobody(chain: list[OrganisationEvent], ada: User) -> None:
    assert [event.by_id for event in chain] == [ada.pk, ada.pk, None]


def test_every_thing_has_a_chain_of_its_own(chain: list[OrganisationEvent], ada: User) -> None:
    other = factories.organisation("Another")
    first = OrganisationEvent.record(other, "founded", by=ada, at=timezone.now())
    assert (first.number, first.previous_hash) == (1, "")


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET kind = 'other'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_to_change_what_happened(
    chain: list[OrganisationEvent], organisation: Organisation, sql: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert OrganisationEvent.broken_links(organisation) == []
    assert OrganisationEvent.objects.filter(organisation=organisation).count() == 3


def test_the_database_refuses_a_number_twice(chain: list[OrganisationEvent]) -> None:
    copy = OrganisationEvent.objects.get(pk=chain[2].pk)
    copy.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        (f"UPDATE {TABLE} SET kind = 'founded badly' WHERE number = 1", [1]),
        (f"UPDATE {TABLE} SET by_id = 99 WHERE number = 2", [2]),
        (f"UPDATE {TABLE} SET data = '{{\"step\": 7}}' WHERE number = 2", [2]),
        (f"UPDATE {TABLE} SET at = '2001-01-01 00:00:00+00:00' WHERE number = 3", [3]),
        (f"UPDATE {TABLE} SET hash = 'forged' WHERE number = 2", [2, 3]),
        (f"UPDATE {TABLE} SET number = 9 WHERE number = 3", [9]),
        (f"DELETE FROM {TABLE} WHERE number = 2", [3]),
        (f"DELETE FROM {TABLE} WHERE number = 1", [2]),
    ],
)
def test_tampering_is_found(
    chain: list[OrganisationEvent],
    organisation: Organisation,
    unguarded: Callable[..., None],
    sql: str,
    broken: list[int],
) -> None:
    unguarded(sql)
    assert OrganisationEvent.broken_links(organisation) == broken


def test_rewriting_an_event_with_a_hash_that_fits_shows_in_the_next(
    chain: list[OrganisationEvent], organisation: Organisation, unguarded: Callable[..., None]
) -> None:
    """Even when the next is made to point at it: what it points at is part of its own hash."""
    rewritten = OrganisationEvent.objects.get(organisation=organisation, number=2)
    rewritten.kind = "another kind"
    forged = rewritten.digest()
    unguarded(f"UPDATE {TABLE} SET kind = 'another kind', hash = %s WHERE number = 2", forged)
    unguarded(f"UPDATE {TABLE} SET previous_hash = %s WHERE number = 3", forged)
    assert OrganisationEvent.broken_links(organisation) == [3]


def test_swapping_two_events_is_found(
    chain: list[OrganisationEvent], organisation: Organisation, unguarded: Callable[..., None]
) -> None:
    for old, new in [(1, 100), (2, 1), (100, 2)]:
        unguarded(f"UPDATE {TABLE} SET number = %s WHERE number = %s", new, old)
    assert OrganisationEvent.broken_links(organisation) == [1, 2, 3]


def test_the_chain_holds_whatever_zone_the_moment_was_given_in(organisation: Organisation) -> None:
    at = datetime(2026, 5, 14, 19, 0, 0, 123456, tzinfo=offset(timedelta(hours=2)))
    event = OrganisationEvent.record(organisation, "founded", by=None, at=at)
    event.refresh_from_db()
    assert event.at == at.astimezone(UTC)
    assert OrganisationEvent.broken_links(organisation) == []


_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=8,
)


@given(details=_json)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_recorded_reads_back_unbroken(organisation: Organisation, details: Any) -> None:
    OrganisationEvent.record(organisation, "noted", by=None, at=timezone.now(), details=details)
    assert OrganisationEvent.broken_links(organisation) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_writers_who_lock_the_thing_number_without_gaps() -> None:
    made = factories.organisation()

    def write(number: int) -> None:
        with transaction.atomic():
            locked = Organisation.objects.select_for_update().get(pk=made.pk)
            OrganisationEvent.record(locked, "noted", by=None, at=timezone.now(), writer=number)

    _, failures = at_once(12, write)
    assert failures == []
    numbers = OrganisationEvent.objects.filter(organisation=made).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 13))
    assert OrganisationEvent.broken_links(made) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_some_fail() -> None:
    made = factories.organisation()

    def write(number: int) -> None:
        with transaction.atomic():
            OrganisationEvent.record(made, "noted", by=None, at=timezone.now(), writer=number)

    failures: list[Exception] = []
    for _ in range(10):
        failures += at_once(8, write)[1]
        if failures:
            break
    assert failures
