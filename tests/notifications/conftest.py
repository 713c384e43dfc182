"""Two kinds of message of the tests' own, registered while a test runs, with texts in a folder beside this file."""

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from marketplace.lib import clock, mail
from notifications import kinds
from notifications.actions import notifications
from notifications.models import Delivery, Notification

FACTS = {
    "client": "Tidewater Ferries",
    "project": "New booking back end",
    "budget": "€60,000 to €85,000",
    "answer_by_at": datetime(2026, 5, 14, 17, 0, tzinfo=UTC),
    "brief_text": "We run ferries.\n\nSix islands.",
}
ADDED = Path(__file__).parent / "templates"


class Noticed:
    """The kind, and whether its message is still wanted: a test changes its mind here."""

    def __init__(self) -> None:
        self.wanted = True
        self.kind = kinds.Kind(
            name="brief_noticed",
            group=kinds.Group("notices", "Notices", hint="When somebody notices you"),
            label="Somebody noticed a brief",
            facts=FACTS,
            still_wanted=lambda notification: self.wanted,
            icon="eye",
        )


@pytest.fixture(autouse=True)
def closed_breaker() -> None:
    mail.breaker.close()


@pytest.fixture
def texts_of_the_tests(settings: Settings) -> None:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], ADDED]
    settings.TEMPLATES = templates


@pytest.fixture
def noticed(texts_of_the_tests: None) -> Iterator[Noticed]:
    made = Noticed()
    kinds.register(made.kind)
    yield made
    kinds.unregister(made.kind)


@pytest.fixture
def money_moved(texts_of_the_tests: None) -> Iterator[kinds.Kind]:
    """A kind that can't be switched off."""
    kind = kinds.Kind(
        name="money_moved",
        group=kinds.Group("money", "Money moves"),
        label="Money was released",
        facts={"amount": "€6,200"},
        transactional=True,
        icon="wallet",
    )
    kinds.register(kind)
    yield kind
    kinds.unregister(kind)


@pytest.fixture
def tell(noticed: Noticed) -> Callable[..., Notification]:
    """Tell a person something of the first kind; returns the row."""

    def telling(person: User, event: str = "brief:1", at: datetime | None = None, **facts: Any) -> Notification:
        (row,) = notifications.tell(
            [person],
            "brief_noticed",
            event=event,
            facts={**FACTS, **facts},
            path="/projects/abc/",
            at=at or clock.now(),
        )
        return row

    return telling


@pytest.fixture
def told(tell: Callable[..., Notification], ada: User) -> Delivery:
    """Ada's due e-mail."""
    return tell(ada).deliveries.get()
