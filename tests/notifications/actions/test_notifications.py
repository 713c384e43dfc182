"""Telling people, and reading."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from marketplace.lib import clock
from notifications import kinds
from notifications.actions import notifications
from notifications.models import Delivery, Notification
from tests.notifications.conftest import FACTS, Noticed
from tests.races import at_once

Tell = Callable[..., Notification]


def _tell(people: list[User], **changes: object) -> list[Notification]:
    said = {"event": "brief:1", "facts": FACTS, "path": "/projects/abc/", "at": clock.now(), **changes}
    return notifications.tell(people, "brief_noticed", **said)  # type: ignore[arg-type]


def test_telling_writes_an_inbox_row_and_a_due_email_for_each(noticed: Noticed, ada: User, grace: User) -> None:
    rows = _tell([ada, grace])
    assert {row.recipient for row in rows} == {ada, grace}
    assert [delivery.due_at for delivery in Delivery.objects.all()] == [rows[0].created_at] * 2


def test_telling_twice_tells_once_and_returns_only_what_is_new(noticed: Noticed, ada: User, grace: User) -> None:
    _tell([ada])
    assert [row.recipient for row in _tell([ada, grace, grace])] == [grace]
    assert Notification.objects.count() == Delivery.objects.count() == 2


def test_another_event_is_another_message(noticed: Noticed, ada: User) -> None:
    _tell([ada])
    _tell([ada], event="brief:2")
    assert Notification.objects.count() == 2


def test_telling_nobody_is_fine(noticed: Noticed, db: None) -> None:
    assert _tell([]) == []


def test_message_ids_differ_and_end_in_our_host(noticed: Noticed, ada: User, grace: User) -> None:
    _tell([ada, grace])
    first, second = Delivery.objects.values_list("message_id", flat=True)
    assert first != second
    assert first.endswith("@127.0.0.1>")


def test_what_is_rolled_back_was_never_told(noticed: Noticed, ada: User) -> None:
    with transaction.atomic():
        _tell([ada])
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


def test_an_unregistered_kind_is_refused(ada: User) -> None:
    with pytest.raises(kinds.UnknownKind, match="never_heard_of"):
        notifications.tell([ada], "never_heard_of", event="x", facts={}, path="/", at=clock.now())


@pytest.mark.parametrize("facts", [{}, {**FACTS, "extra": 1}, {"client": "Only"}])
def test_other_facts_than_declared_are_refused(noticed: Noticed, ada: User, facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="brief_noticed is told with"):
        _tell([ada], facts=facts)


@pytest.mark.parametrize(
    "path",
    ["", "projects/", "//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/a\r\nb"],
)
def test_a_path_that_is_not_ours_is_refused(noticed: Noticed, ada: User, path: str) -> None:
    with pytest.raises(ValueError, match="path of our own"):
        _tell([ada], path=path)


def test_the_number_of_queries_does_not_grow_with_the_people(
    noticed: Noticed, ada: User, grace: User, rival: User, query_count: Callable[..., int]
) -> None:
    one = query_count(lambda: _tell([ada]))
    assert query_count(lambda: _tell([ada, grace, rival], event="brief:2")) == one


def test_reading_keeps_the_first_moment(tell: Tell, ada: User) -> None:
    row, at = tell(ada), clock.now()
    notifications.read(row, at=at)
    notifications.read(row, at=at + timedelta(hours=1))
    row.refresh_from_db()
    assert row.read_at == at


def test_reading_all_leaves_what_came_later_and_what_is_not_mine(tell: Tell, ada: User, grace: User) -> None:
    at = clock.now()
    tell(ada, event="a", at=at - timedelta(minutes=2))
    later, foreign = tell(ada, event="b", at=at + timedelta(minutes=1)), tell(grace, event="a", at=at)
    assert notifications.read_all(by=ada, at=at) == 1
    assert set(Notification.objects.unread()) == {later, foreign}


# --- two at once (PostgreSQL) ------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_tell_at_once_tell_once(noticed: Noticed, ada: User, grace: User, rival: User) -> None:
    people, new = [ada, grace, rival], []

    def run(number: int) -> None:
        # Every other teller has the people the other way round: ordered rows, or this deadlocks.
        new.extend(_tell(people if number % 2 else people[::-1]))

    _, failures = at_once(8, run)
    assert failures == []
    assert len(new) == Notification.objects.count() == Delivery.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_looking_first_and_telling_then_fails_at_once(noticed: Noticed, ada: User) -> None:
    looked = threading.Barrier(4)

    def run(number: int) -> None:
        known: QuerySet[Notification] = Notification.objects.filter(recipient=ada, event="brief:1")
        if not known.exists():
            looked.wait(timeout=10)
            Notification.objects.create(
                recipient=ada, kind="brief_noticed", event="brief:1", facts={}, created_at=clock.now()
            )

    _, failures = at_once(4, run)
    assert len(failures) == 3
