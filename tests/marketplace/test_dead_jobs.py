"""Failed work in the back office: who sees it, what it says, and another try."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from projects.models import BriefVersion
from tests import factories, life
from tests.access.cast import with_second_step

PAGE = "/admin/failed-work/"


@pytest.fixture
def dead(ada: User) -> BriefVersion:
    version = life.project(ada).versions.get()
    BriefVersion.objects.update(dead_at=timezone.now(), attempts=5, failure="ValueError: <b>it breaks</b>")
    return version


@pytest.fixture
def moderator(client: Client, db: None) -> User:
    person = with_second_step(factories.user(email="mirela@briefwell.example", name="Mirela Dann"))
    person.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "moderate"]))
    client.force_login(person)
    return person


def test_nothing_was_given_up(client: Client, moderator: User) -> None:
    assert "Nothing was given up" in client.get(PAGE).content.decode()


def test_it_says_what_failed_and_why(client: Client, moderator: User, dead: BriefVersion) -> None:
    page = client.get(PAGE).content.decode()
    assert f"projects.briefversion:{dead.pk}" in page
    assert "&lt;b&gt;it breaks" in page


@pytest.mark.parametrize("wanted", ["one", "all"])
def test_a_press_of_the_button_tries_again(client: Client, moderator: User, dead: BriefVersion, wanted: str) -> None:
    name = "all" if wanted == "all" else f"projects.briefversion:{dead.pk}"
    assert client.post(PAGE, {"job": name}).headers["Location"] == PAGE
    dead.refresh_from_db()
    assert (dead.job_state, dead.attempts, dead.failure) == ("pending", 0, "")
    assert "1 due again" in client.get(PAGE).content.decode()
    assert "Somebody was faster" in client.post(PAGE, {"job": name}, follow=True).content.decode()


@pytest.mark.parametrize("forged", ["", "projects.briefversion:999999", "accounts.user:1", "x" * 500])
def test_a_forged_name_changes_nothing(client: Client, moderator: User, dead: BriefVersion, forged: str) -> None:
    assert client.post(PAGE, {"job": forged}).status_code == 302
    dead.refresh_from_db()
    assert dead.job_state == "dead"


def test_editors_neither_see_nor_replay_it(client: Client, dead: BriefVersion) -> None:
    editor = with_second_step(factories.user(email="edith@briefwell.example"))
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert client.get(PAGE).headers["Location"] == "/admin/"
    assert client.post(PAGE, {"job": "all"}).headers["Location"] == "/admin/"
    dead.refresh_from_db()
    assert dead.job_state == "dead"
    assert PAGE not in client.get("/admin/").content.decode()
