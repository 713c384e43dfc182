"""One click ends mail (RFC 8058)."""

from collections.abc import Callable

import pytest
from django.core import mail, signing
from django.test import Client

from accounts.models import User
from notifications import subscriptions, tasks
from notifications.models import Delivery, Notification, Preference
from tests.notifications.conftest import Noticed


@pytest.fixture
def stranger() -> Client:
    """A mail program: no cookies, no token of a form."""
    return Client(enforce_csrf_checks=True)


def _off(person: User) -> set[str]:
    return Preference.objects.visible_to(person).switched_off("email")


@pytest.fixture
def path(noticed: Noticed, ada: User) -> str:
    return subscriptions.link(ada, "notices").removeprefix("http://127.0.0.1:8000")


def test_one_post_without_cookies_ends_it(stranger: Client, path: str, ada: User) -> None:
    answer = stranger.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert _off(ada) == {"notices"}


def test_the_address_in_a_sent_mail_ends_the_next_one(
    stranger: Client, told: Delivery, tell: Callable[..., Notification], ada: User
) -> None:
    tasks.deliver(told.pk)
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    stranger.post(address.removeprefix("http://127.0.0.1:8000"), {"List-Unsubscribe": "One-Click"})
    tasks.deliver(tell(ada, event="brief:2").deliveries.get().pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_changes_nothing(stranger: Client, path: str, ada: User, method: str) -> None:
    assert getattr(stranger, method)(path).status_code == 200
    assert _off(ada) == set()


def test_the_page_asks_and_its_button_works(stranger: Client, path: str, ada: User) -> None:
    page = stranger.get(path).content.decode()
    assert "Stop these e-mails?" in page
    assert "Notices" in page
    assert "have stopped" in stranger.post(path).content.decode()
    assert "are on again" in stranger.post(path, {"again": "1"}).content.decode()
    assert _off(ada) == set()


def test_twice_is_as_good_as_once(stranger: Client, path: str, ada: User) -> None:
    assert [stranger.post(path).status_code for _ in range(2)] == [200, 200]
    assert _off(ada) == {"notices"}


def test_it_ends_for_whom_the_link_names_whoever_is_signed_in(path: str, ada: User, grace: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(grace)
    client.post(path)
    assert (_off(ada), _off(grace)) == ({"notices"}, set())


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "a:b:c",
        signing.Signer(salt="another.purpose").sign_object({"user": 1, "group": "notices"}),
        signing.Signer(salt=subscriptions.PURPOSE).sign_object({"user": 10**9, "group": "notices"}),
    ],
)
def test_a_link_we_did_not_make_is_not_there(stranger: Client, ada: User, token: str) -> None:
    assert stranger.post(f"/inbox/unsubscribe/{token}/").status_code == 404
    assert _off(ada) == set()


def test_a_changed_link_is_not_there(stranger: Client, path: str, ada: User) -> None:
    changed = path[:-3] + ("AA/" if not path.endswith("AA/") else "BB/")
    assert stranger.post(changed).status_code == 404
    assert _off(ada) == set()


def test_a_group_that_is_gone_can_still_be_left(stranger: Client, ada: User, db: None) -> None:
    path = subscriptions.link(ada, "long-gone").removeprefix("http://127.0.0.1:8000")
    assert "these messages" in stranger.get(path).content.decode()
    stranger.post(path)
    assert _off(ada) == {"long-gone"}


def test_the_answer_is_not_stored(stranger: Client, path: str) -> None:
    assert "no-store" in stranger.get(path)["Cache-Control"]
