"""Signing in and staying signed in: one way in, others out on a change, a second step that is not gone round."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from tests import factories
from tests.mails import sent

NEW = "another sentence that works"


def _signed_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert client.get("/settings/").status_code == 200
    return client


def _asked_again(user: User) -> Client:
    client = _signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


def _reset_path(user: User) -> str:
    Client().post("/accounts/password/reset/", {"email": user.email})
    return re.search(r"/accounts/password/reset/key/\S+", sent()[-1].body).group()


def test_a_changed_password_ends_all_other_sessions(ada: User) -> None:
    here, elsewhere = _signed_in(ada), _signed_in(ada)
    data = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", data).status_code == 302
    assert elsewhere.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_one_session_can_end_the_others(ada: User) -> None:
    here, elsewhere = _signed_in(ada), _signed_in(ada)
    assert "This browser" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert elsewhere.get("/settings/").status_code == 302
    assert here.get("/settings/").status_code == 200


def test_signing_in_gives_the_session_a_new_key(ada: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    assert client.session.session_key != before


def test_looking_at_a_page_writes_nothing(ada: User, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _signed_in(ada)
    with CaptureQueriesContext(connection) as queries:
        client.get("/settings/members/")
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "BEGIN", "SAVEPOINT", "RELEASE"}


def test_a_get_does_not_sign_out(ada: User) -> None:
    client = _signed_in(ada)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/settings/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/settings/").status_code == 302


# --- reset links -------------------------------------------------------------------------------------


def _set_password(client: Client, path: str, password: str = NEW) -> int:
    form = client.get(path)
    if form.status_code != 302:
        return form.status_code
    return client.post(form.headers["Location"], {"password1": password, "password2": password}).status_code


def test_a_reset_link_works_once(ada: User) -> None:
    path = _reset_path(ada)
    assert _set_password(Client(), path) == 302
    assert "This link no longer works" in Client().get(path).content.decode()


def test_a_reset_link_survives_a_scanner(ada: User) -> None:
    path = _reset_path(ada)
    for _ in range(3):
        Client().get(path)
    assert _set_password(Client(), path) == 302


def test_a_reset_link_is_dead_after_an_hour(ada: User, settings) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT <= 3600
    path = _reset_path(ada)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link no longer works" in Client().get(path).content.decode()


def test_a_reset_link_dies_with_the_password(ada: User) -> None:
    path = _reset_path(ada)
    ada.set_password(NEW)
    ada.save()
    assert "This link no longer works" in Client().get(path).content.decode()


def test_a_reset_ends_all_sessions(ada: User) -> None:
    elsewhere = _signed_in(ada)
    _set_password(Client(), _reset_path(ada))
    assert elsewhere.get("/settings/").status_code == 302


def test_no_more_than_three_reset_mails_are_sent(ada: User) -> None:
    for _ in range(20):
        Client().post("/accounts/password/reset/", {"email": ada.email})
    assert len(sent()) == 3


# --- what needs to be asked again --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/"]
)
def test_the_second_step_is_set_up_only_after_asking_again(ada: User, path: str) -> None:
    client = Client()
    client.force_login(ada)  # signed in, but nobody typed a password lately
    assert "/accounts/reauthenticate/" in client.get(path).headers.get("Location", path)


def test_the_address_is_changed_only_after_asking_again(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    response = client.post("/accounts/email/", {"action_add": "", "email": "new@client.example"})
    assert "/accounts/reauthenticate/" in response.headers["Location"]
    assert ada.emailaddress_set.count() == 1


def test_a_changed_address_is_told_to_the_old_one(ada: User) -> None:
    client = _asked_again(ada)
    client.post("/accounts/email/", {"action_add": "", "email": "new@client.example"})
    path = re.search(r"/accounts/confirm-email/\S+", sent()[-1].body).group()
    client.post(path)
    ada.refresh_from_db()
    assert ada.email == "new@client.example"
    assert (sent()[-1].to, sent()[-1].subject) == (["ada@client.example"], "Your e-mail address was changed")


def test_changing_to_a_known_address_looks_like_any_other(ada: User, mallory: User) -> None:
    pages = []
    for email in ("nobody@client.example", mallory.email):
        client = _asked_again(ada)
        client.post("/accounts/email/", {"action_add": "", "email": email})
        page = client.get("/accounts/email/").content.decode().replace(email, "ADDRESS")
        pages.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page))
        ada.emailaddress_set.filter(primary=False).delete()
    assert pages[0] == pages[1]


# --- the second step ---------------------------------------------------------------------------------


@pytest.fixture
def secret(ada: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(ada, secret)
    return secret


def _code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_a_code_is_asked_for_and_works_once(ada: User, secret: str) -> None:
    client = Client()
    response = client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/settings/").status_code == 302  # the password alone is not enough
    code = _code(secret)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/settings/").status_code == 200
    again = Client()
    again.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert again.get("/settings/").status_code == 302


def test_a_code_is_not_guessed(ada: User, secret: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    wrong = "000000" if _code(secret) != "000000" else "000001"
    answers = [client.post("/accounts/2fa/authenticate/", {"code": wrong}).content.decode() for _ in range(8)]
    assert "This code is not right" in answers[0]
    assert "Too many tries" in answers[-1]
    client.post("/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert client.get("/settings/").status_code == 302


def test_a_reset_does_not_go_round_the_second_step(ada: User, secret: str) -> None:
    client = Client()
    _set_password(client, _reset_path(ada))
    assert client.get("/settings/").status_code == 302
    response = client.post("/accounts/login/", {"login": ada.email, "password": NEW})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"


def test_the_app_is_set_up_with_a_picture_and_no_script(ada: User) -> None:
    client = _asked_again(ada)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml' in page.content.decode()
    response = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)})
    assert response.status_code == 302
    assert Authenticator.objects.filter(user=ada, type="totp").exists()
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/accounts/2fa/").status_code == 200


# --- one way in --------------------------------------------------------------------------------------


def test_the_back_office_signs_in_through_our_door(client: Client, db: None) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/").headers["Location"] == "/accounts/login/?next=/admin/pages/"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).headers["Location"] == "/accounts/login/"
    assert client.get("/admin/password_reset/").headers["Location"] == "/accounts/login/"


def test_the_back_office_refuses_the_signed_in_who_may_not_enter_instead_of_sending_them_in_circles(
    client: Client, ada: User
) -> None:
    client.force_login(ada)
    refused = client.get("/admin/", follow=True)
    assert refused.status_code == 403
    assert "does not open the back office" in refused.content.decode()
    assert "permission" not in client.get("/settings/").content.decode()  # Wagtail's own message is not left over


def _plain_paths(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            found += _plain_paths(pattern.url_patterns, route)
        elif not re.search(r"[<(\[?*]", route):
            found.append("/" + route)
    return found


def test_no_other_page_asks_a_visitor_for_a_password(client: Client, db: None) -> None:
    asking = {
        path
        for path in _plain_paths(get_resolver().url_patterns)
        if b'type="password"' in getattr(client.get(path), "content", b"")
    }
    assert asking == {"/accounts/login/", "/accounts/signup/"}


# --- passwords ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Use at least 12 characters in your password"),
        ("password1234", "on every list of guesses"),
        ("newperson@client.example", "too close to your e-mail address"),
        ("x" * 129, "Use at most 128 characters in your password."),
        ("x" * 1_000_000, "Use at most 128 characters in your password."),
        ("", "Choose a password"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(db: None, client: Client, password: str, sentence: str) -> None:
    data = {"purpose": "post", "name": "N", "email": "newperson@client.example", "terms": "on", "password1": password}
    page = client.post("/accounts/signup/", data)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["a sentence that works", "ÆØÅ æøå 漢字 sentence", "   a b c d   e"])
def test_any_sentence_is_a_password(db: None, client: Client, password: str) -> None:
    data = {"purpose": "post", "name": "N", "email": "newperson@client.example", "terms": "on", "password1": password}
    assert client.post("/accounts/signup/", data).status_code == 302
    assert User.objects.get().check_password(password)
