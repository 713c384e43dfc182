"""What must hold of the rows whatever happened: each app asks its own tables, one place knows all questions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils.module_loading import autodiscover_modules

Invariant = Callable[[], Iterator[str]]
"""A question to the database: a sentence for each row that breaks the promise its name makes."""

ALARM = timedelta(minutes=15)
"""What should have happened is given so long before its absence counts: the clock sweeps every few seconds."""

BATCH = 500

_known: dict[str, Invariant] = {}


def invariant(question: Invariant) -> Invariant:
    """Ask this question whenever invariants are verified. Its name is the promise: `seats_are_given_once`."""
    _known[f"{question.__module__.split('.')[0]}.{question.__name__}"] = question
    return question


def everything() -> dict[str, Invariant]:
    """All questions by app and promise, from the `invariants` module of every app that has one."""
    autodiscover_modules("invariants")
    return dict(sorted(_known.items()))


def broken() -> Iterator[tuple[str, list[str]]]:
    """Each promise with the sentences for what breaks it, none when it holds. Writes nothing.

    A question that fails is broken as well: nobody knows what it would have found.
    """
    for promise, question in everything().items():
        try:
            with reading():
                found = list(question())
        except Exception as error:  # noqa: BLE001 -- the other questions are asked all the same
            found = [f"It could not be checked: {type(error).__name__}: {error}"]
        yield promise, found


@contextmanager
def reading() -> Iterator[None]:
    """One state of the database for the block, which the database itself keeps from writing.

    SQLite has no transaction that only reads while others write: there the block sees each commit. Inside of a
    transaction, as in tests, it stays the caller's.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _say("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _say("SET LOCAL statement_timeout = 0")  # a large table takes longer than a page may
            yield
    else:
        _say("PRAGMA query_only = ON")
        try:
            yield
        finally:
            _say("PRAGMA query_only = OFF")


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def batches(rows: "models.QuerySet[Any]") -> Iterator[list[Any]]:
    """The keys of the rows, some hundred at a time, so that a large table never is in memory at once."""
    last = None
    while True:
        rest = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
        keys = list(rest.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield keys
        last = keys[-1]
