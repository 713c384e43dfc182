"""The inbox in the browser's view of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.lib import clock
from notifications import kinds
from notifications.actions import notifications as telling
from notifications.models import Notification
from tests.notifications.conftest import Noticed

Tell = Callable[..., Notification]


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def _page(client: Client, query: str = "") -> str:
    answer = client.get(f"/inbox/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_says_what_will_be_here(as_ada: Client) -> None:
    assert "Nothing here yet" in _page(as_ada)


def test_the_inbox_shows_mine_and_nobody_elses(as_ada: Client, tell: Tell, ada: User, grace: User) -> None:
    tell(ada, project="Mine of all projects")
    tell(grace, project="Hers of all projects")
    page = _page(as_ada)
    assert "Mine of all projects" in page
    assert "Hers of all projects" not in page


def test_days_part_the_list(as_ada: Client, tell: Tell, ada: User) -> None:
    now = clock.now()
    for number, days in enumerate([0, 0, 1, 9]):
        tell(ada, event=f"brief:{number}", at=now - timedelta(days=days))
    page = _page(as_ada)
    assert page.count("<section") == 3
    assert page.index(">Today<") < page.index(">Yesterday<")


def test_the_day_is_that_of_the_readers_zone(as_ada: Client, tell: Tell, ada: User) -> None:
    ada.time_zone = "Pacific/Kiritimati"
    ada.save(update_fields=["time_zone"])
    at = timezone.now().replace(hour=12, minute=30)
    tell(ada, at=at - timedelta(days=2))
    assert ">02:30<" in _page(as_ada)


def test_unread_can_be_shown_alone(as_ada: Client, tell: Tell, ada: User) -> None:
    telling.read(tell(ada, event="a", project="Long since read"), at=clock.now())
    tell(ada, event="b", project="Still to read")
    page = _page(as_ada, "?show=unread")
    assert "Still to read" in page
    assert "Long since read" not in page
    assert "You have read everything" not in page


def test_reading_everything_is_said(as_ada: Client, tell: Tell, ada: User) -> None:
    telling.read(tell(ada), at=clock.now())
    assert "You have read everything" in _page(as_ada, "?show=unread")


@pytest.mark.parametrize(("page", "rows"), [("1", 25), ("2", 5), ("99", 5), ("none", 25), ("-1", 5)])
def test_pages_hold_25(as_ada: Client, tell: Tell, ada: User, page: str, rows: int) -> None:
    for number in range(30):
        tell(ada, event=f"brief:{number}")
    assert _page(as_ada, f"?page={page}").count("notif-open") == rows


def test_the_number_of_queries_does_not_grow_with_the_rows(
    as_ada: Client, tell: Tell, ada: User, query_count: Callable[..., int]
) -> None:
    tell(ada, event="first")
    _page(as_ada)
    one = query_count(lambda: _page(as_ada))
    for number in range(19):
        tell(ada, event=f"brief:{number}")
    assert query_count(lambda: _page(as_ada)) == one


def test_a_kind_that_is_gone_leaves_a_row(as_ada: Client, tell: Tell, ada: User, noticed: Noticed) -> None:
    tell(ada)
    kinds.unregister(noticed.kind)
    assert "no longer sends" in _page(as_ada)


def test_looking_marks_nothing_read(as_ada: Client, tell: Tell, ada: User) -> None:
    row = tell(ada)
    _page(as_ada)
    assert as_ada.get(f"/inbox/{row.code}/open/").status_code == 405
    assert as_ada.get(f"/inbox/{row.code}/read/").status_code == 405
    assert as_ada.get("/inbox/read/").status_code == 405
    assert Notification.objects.unread().count() == 1


def test_opening_marks_read_and_goes_there(as_ada: Client, tell: Tell, ada: User) -> None:
    row = tell(ada)
    answer = as_ada.post(f"/inbox/{row.code}/open/")
    assert (answer.status_code, answer["Location"]) == (302, "/projects/abc/")
    assert not Notification.objects.unread().exists()


def test_a_path_that_somehow_leads_elsewhere_is_not_followed(as_ada: Client, tell: Tell, ada: User) -> None:
    row = tell(ada)
    Notification.objects.update(path="//evil.example/")
    assert as_ada.post(f"/inbox/{row.code}/open/")["Location"] == "/inbox/"


@pytest.mark.parametrize("verb", ["open", "read"])
def test_what_others_were_told_is_not_there(as_ada: Client, tell: Tell, grace: User, verb: str) -> None:
    row = tell(grace)
    foreign, unknown = (as_ada.post(f"/inbox/{code}/{verb}/") for code in (row.code, "zzzzzzzzzz"))
    assert foreign.status_code == unknown.status_code == 404
    assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize(
    ("came_from", "to"),
    [
        ("/inbox/?show=unread&page=2", "/inbox/?show=unread&page=2"),
        ("//evil.example/inbox/", "/inbox/"),
        ("https://evil.example/", "/inbox/"),
        ("/accounts/logout/", "/inbox/"),
        ("", "/inbox/"),
    ],
)
def test_marking_read_stays_in_the_inbox(as_ada: Client, tell: Tell, ada: User, came_from: str, to: str) -> None:
    row = tell(ada)
    assert as_ada.post(f"/inbox/{row.code}/read/", {"from": came_from})["Location"] == to
    assert not Notification.objects.unread().exists()


def test_all_can_be_marked_read(as_ada: Client, tell: Tell, ada: User, grace: User) -> None:
    tell(ada, event="a")
    tell(ada, event="b")
    tell(grace, event="a")
    as_ada.post("/inbox/read/")
    assert [row.recipient for row in Notification.objects.unread()] == [grace]


def test_the_badge_counts_and_asks_again(as_ada: Client, tell: Tell, ada: User) -> None:
    tell(ada)
    badge = as_ada.get("/inbox/badge/").content.decode()
    assert "Notifications, 1 unread" in badge
    assert 'hx-trigger="every 60s"' in badge
    assert "<html" not in badge


def test_the_badge_of_a_stranger_stops_asking_and_shows_nothing(client: Client, db: None) -> None:
    answer = client.get("/inbox/badge/")
    assert (answer.status_code, answer.content) == (286, b"")
    assert answer["HX-Reswap"] == "none"


@pytest.mark.parametrize("path", ["/inbox/", "/settings/notifications/"])
def test_strangers_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_posting_needs_the_token_of_the_form(tell: Tell, ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    row = tell(ada)
    paths = [f"/inbox/{row.code}/open/", f"/inbox/{row.code}/read/", "/inbox/read/", "/settings/notifications/"]
    assert {strict.post(path).status_code for path in paths} == {403}
