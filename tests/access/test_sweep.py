"""Every URL as every role, against the matrix that is checked in. A URL that is not in it fails the build.

To see what changed: BRIEFWELL_WRITE_MATRIX=1 rewrites matrix.csv; read the difference before you commit it.
"""

import csv
import os
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import OrganisationEvent, User
from agencies.models import AgencyEvent
from notifications.models import Notification
from projects.models import ProjectEvent
from tests.access import cast as casting
from tests.access.cast import ROLES
from tests.access.routes import paths

MATRIX = Path(__file__).with_name("matrix.csv")
METHODS = ("GET", "POST")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "TRACE")
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


@pytest.fixture
def cast(db: None) -> casting.Cast:
    return casting.assemble()


def _status(client: Client, method: str, path: str) -> str:
    """The status in a transaction of its own, undone afterwards; for a way to sign-in, the word login."""
    sessions = dict(client.cookies)
    with transaction.atomic():
        client.raise_request_exception = False
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(sessions)
    if answer.status_code in {301, 302} and "/login/" in answer.headers["Location"]:
        return "login"
    return str(answer.status_code)


@pytest.mark.timeout(900)
def test_every_url_answers_every_role_as_the_matrix_says(cast: casting.Cast) -> None:
    seen = [
        [method, name, *[_status(cast.clients[role], method, path) for role in ROLES]]
        for name, path in sorted(paths(cast.arguments).items())
        for method in METHODS
    ]
    if os.environ.get("BRIEFWELL_WRITE_MATRIX"):
        with MATRIX.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["method", "route", *ROLES], *seen])
    with MATRIX.open(newline="") as file:
        expected = list(csv.reader(file))[1:]
    assert {tuple(row) for row in seen} ^ {tuple(row) for row in expected} == set()


@pytest.mark.timeout(900)
def test_no_other_method_changes_anything_or_breaks(cast: casting.Cast) -> None:
    wrong = []
    for name, path in paths(cast.arguments).items():
        for method in OTHER_METHODS:
            for role in ("anon", "client-owner", "agency-owner"):
                before = _rows()
                with transaction.atomic():
                    cast.clients[role].raise_request_exception = False
                    status = cast.clients[role].generic(method, path).status_code
                    changed = _rows() != before
                    transaction.set_rollback(True)
                if status >= 500 or changed:
                    wrong.append((method, name, role, status))
    assert wrong == []


def _rows() -> list[int]:
    """How much there is of what people make: history has a row for every change."""
    return [model._base_manager.count() for model in (OrganisationEvent, AgencyEvent, ProjectEvent, Notification, User)]


def test_reading_writes_nothing(cast: casting.Cast) -> None:
    for role in ("anon", "client-owner", "agency-owner", "superuser"):
        for name, path in paths(cast.arguments).items():
            with CaptureQueriesContext(connection) as queries:
                cast.clients[role].get(path)
            written = [q["sql"] for q in queries if _WRITES.match(q["sql"]) and "django_session" not in q["sql"]]
            assert written == [], (role, name)


def test_strangers_cannot_tell_a_foreign_project_from_none(cast: casting.Cast) -> None:
    stranger = cast.clients["other-client"]
    foreign = stranger.get(f"/projects/{cast.arguments['project']}/")
    missing = stranger.get("/projects/bcdfghjkmn/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert _without_tokens(foreign, str(cast.arguments["project"])) == _without_tokens(missing, "bcdfghjkmn")
    assert set(foreign.headers) == set(missing.headers)


def _without_tokens(answer: HttpResponse, code: str) -> str:
    return re.sub(r'value="[0-9A-Za-z]{64}"', "", answer.content.decode()).replace(code, "")


def test_the_admin_lets_in_staff_only(cast: casting.Cast) -> None:
    answers = {role: _status(cast.clients[role], "GET", "/admin/") for role in ROLES}
    assert {role for role, status in answers.items() if status == "200"} == {"editor", "moderator", "superuser"}
    assert answers["anon"] == "login"


def test_every_signed_in_page_may_not_be_stored(cast: casting.Cast) -> None:
    for path in ("/", "/agencies/", "/projects/", "/settings/", "/privacy/"):
        caching = cast.clients["client-owner"].get(path).headers["Cache-Control"]
        assert {"no-store", "private"} <= {part.strip() for part in caching.split(",")}, path


@pytest.mark.timeout(300)
def test_every_answer_carries_the_policy_without_inline(cast: casting.Cast) -> None:
    for name, path in paths(cast.arguments).items():
        policy = cast.clients["client-owner"].get(path).headers.get("Content-Security-Policy", "")
        if not path.startswith("/admin/"):
            assert "unsafe" not in policy, name
            assert "default-src 'none'" in policy, name
