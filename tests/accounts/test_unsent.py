"""A form sent while signed out comes back after signing in, once, and only where it belongs."""

import time_machine
from django.test import Client

from accounts.models import User
from accounts.unsent import FORMS_AN_HOUR, KEY
from tests import factories

FORM = {"name": "Tidewater & <b>Sons</b>", "country": "IE", "purpose": "post", "password": "hunter2", "form_token": "x"}
ADDRESS = "/settings/organisation/"


def sign_in(client: Client, user: User, to: str) -> str:
    answer = client.post(
        f"/accounts/login/?next={to}", {"login": user.email, "password": factories.PASSWORD, "next": to}
    )
    return str(answer.headers["Location"])


def test_nothing_typed_is_lost(client: Client, ada: User) -> None:
    answer = client.post(ADDRESS, FORM)
    assert answer.headers["Location"] == "/accounts/login/?next=/settings/unsent/"
    assert sign_in(client, ada, "/settings/unsent/") == "/settings/unsent/"
    page = client.get("/settings/unsent/").content.decode()
    assert f'action="{ADDRESS}"' in page
    assert 'name="name" value="Tidewater &amp; &lt;b&gt;Sons&lt;/b&gt;"' in page
    assert 'name="form_token"' in page  # so that sending it again has one effect
    assert "hunter2" not in page
    assert "hunter2" not in str(client.session[KEY])
    assert client.post(ADDRESS, FORM).status_code == 302
    assert ada.organisations.get().name == FORM["name"]
    assert KEY not in client.session
    assert client.get("/settings/unsent/").status_code == 302  # nothing is left to send


def test_looking_sends_nothing_and_keeps_it(client: Client, ada: User) -> None:
    client.post(ADDRESS, FORM)
    sign_in(client, ada, "/settings/unsent/")
    for _ in range(2):
        assert client.get("/settings/unsent/").status_code == 200
    assert ada.organisations.get().name == "Tidewater Ferries"


def test_it_is_forgotten_after_an_hour(client: Client, ada: User) -> None:
    with time_machine.travel("2026-05-04 12:00Z", tick=False):
        client.post(ADDRESS, FORM)
    with time_machine.travel("2026-05-04 13:00:01Z", tick=False):
        client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/settings/unsent/").status_code == 302


def test_what_is_too_long_or_empty_is_not_kept(client: Client, db: None) -> None:
    for form in ({"name": "x" * 200_000}, {"password": "x"}, {}):
        assert client.post(ADDRESS, form).headers["Location"] == f"/accounts/login/?next={ADDRESS}"
        assert KEY not in client.session


def test_fragments_and_reading_keep_nothing(client: Client, db: None) -> None:
    assert client.post(ADDRESS, FORM, headers={"HX-Request": "true"}).status_code == 401
    client.get(ADDRESS, {"name": "x"})
    assert KEY not in client.session


def test_a_forged_form_is_refused_before_anything_is_kept(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(ADDRESS, FORM).status_code == 403
    assert KEY not in client.session


def test_visitors_find_nothing_there(client: Client, db: None) -> None:
    assert client.get("/settings/unsent/").headers["Location"].startswith("/accounts/login/")


def test_one_address_fills_only_so_many_sessions(db: None) -> None:
    kept = ["unsent" in Client().post(ADDRESS, FORM).headers["Location"] for _ in range(FORMS_AN_HOUR + 1)]
    assert kept == [True] * FORMS_AN_HOUR + [False]
