"""The cast, and the ground rules: no network but this machine, a fresh cache, history that tests may flush."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations
from pytest_django import Settings

from accounts.models import User
from marketplace.lib import jobs, kept
from projects.matchmaking import indexes
from tests import factories

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("untimed", deadline=None)  # the first call of a test may load a language
    hypothesis.settings.load_profile("untimed")
    _let_flush_empty_history()
    _give_each_process_its_cache()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from django.conf import settings

    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        skip = pytest.mark.skip(reason="needs PostgreSQL: SQLite proves nothing about races and locks")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(skip)


def _give_each_process_its_cache() -> None:
    """Tests empty the cache; on Redis that empties the whole numbered database, so each xdist process has its own."""
    from django.conf import settings

    place, _, number = settings.CACHES["default"]["LOCATION"].rpartition("/")
    if place.startswith("redis"):
        process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        settings.CACHES["default"]["LOCATION"] = f"{place}/{int(number) - process}"


def _let_flush_empty_history() -> None:
    """Transactional tests empty tables with DELETE on SQLite, which append-only triggers refuse: lift them for it."""
    original = SqliteOperations.sql_flush

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%append_only%'")
            triggers = cursor.fetchall()
        flush = original(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        drops = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*drops, *flush, *[sql for _, sql in triggers]]

    SqliteOperations.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def ground_rules(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cheap hasher, mails and media in a folder of this test's own, an empty cache, a closed breaker."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folder = tmp_path_factory.mktemp("var")
    settings.MAIL_DIR = folder / "mail"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder / "media"), "base_url": "/media/"},
        },
    }
    cache.clear()
    jobs.breaker.close()
    kept.breaker.close()
    for index in (indexes.HEEDING, indexes.REGARDLESS):
        index.forget()  # rows of the next test may have the keys and versions of this one's
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def home_page(request: pytest.FixtureRequest, ground_rules: None) -> None:
    """Tests with a database have the home page, also after a transactional one has emptied all tables."""
    wants = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not wants and not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    from wagtail.models import Collection, Locale, Page, Site

    from blog.models import HomePage

    if HomePage.objects.exists():
        return
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title="Post one brief", slug="home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")


# --- the cast ----------------------------------------------------------------------------------------


@pytest.fixture
def ada(db: None) -> User:
    """Owns a client organisation."""
    return factories.member(name="Ada Quill", email="ada@client.example", organisation="Tidewater Ferries").user


@pytest.fixture
def grace(db: None) -> User:
    """Owns an agency."""
    user = factories.member(name="Grace Lind", email="grace@agency.example", organisation="Paperlark").user
    factories.agency(organisation=user.organisations.get(), name="Paperlark", slug="paperlark")
    return user


@pytest.fixture
def rival(db: None) -> User:
    """Owns another agency."""
    user = factories.member(name="Rival Moss", email="rival@rival.example", organisation="Merrowline").user
    factories.agency(organisation=user.organisations.get(), name="Merrowline", slug="merrowline")
    return user


@pytest.fixture
def mallory(db: None) -> User:
    """Has an organisation of her own and must never see anybody else's."""
    return factories.member(name="Mallory Vane", email="mallory@elsewhere.example", organisation="Elsewhere").user


@pytest.fixture
def query_count() -> Callable[..., int]:
    """How many queries a callable makes, the links of bar and footer being kept already, as for all but one reader."""
    from django.test.utils import CaptureQueriesContext

    from blog import navigation

    def count(run: Callable[[], object]) -> int:
        navigation.current()
        with CaptureQueriesContext(connection) as captured:
            run()
        return len(captured)

    return count


# --- the bell ----------------------------------------------------------------------------------------


class Heard:
    """Reads published messages back from the broker in this process's memory."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue

    def arguments(self) -> list[tuple[Any, ...]]:
        """The arguments of every message since last asked, in order."""
        found = []
        while self._queue.qsize():
            message = self._queue.get_nowait()
            message.ack()
            found.append(tuple(message.payload[0]))
        return found


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "memory://")
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        yield Heard(queue)
        queue.clear()
        queue.close()
