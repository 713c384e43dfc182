"""allauth with our decisions: nothing tells a known address from an unknown one, and links and limits are ours."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from accounts.adapter import AccountAdapter
from accounts.models import User
from tests import factories
from tests.mails import sent

SIGN_UP = {
    "purpose": "post",
    "name": "New Person",
    "organisation": "",
    "password1": "a sentence that works well",
    "terms": "on",
}


def _sign_up(client: Client, email: str) -> HttpResponse:
    return client.post("/accounts/signup/", {**SIGN_UP, "email": email})


def _sign_in(client: Client, email: str, typed: str = "not what it is") -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": typed})


def _reset(client: Client, email: str) -> HttpResponse:
    return client.post("/accounts/password/reset/", {"email": email})


def _without_tokens(response: HttpResponse, email: str) -> tuple[int, str, bytes]:
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)
    return response.status_code, response.headers.get("Location", ""), body.replace(email.encode(), b"ADDRESS")


# --- who has an account is nobody's business ---------------------------------------------------------


@pytest.mark.parametrize("door", [_sign_up, _sign_in, _reset], ids=["sign-up", "sign-in", "reset"])
def test_a_known_address_is_answered_as_an_unknown_one(ada: User, door: Callable[[Client, str], HttpResponse]) -> None:
    answers, pages, mails = [], [], []
    for email in (ada.email, "nobody@client.example"):
        client = Client()
        response = door(client, email)
        answers.append(_without_tokens(response, email))
        after = client.get(response.headers.get("Location", "/accounts/login/"))
        pages.append(_without_tokens(after, email))
        mails.append([message.to == [email] for message in sent()])
        mail.outbox.clear()
    assert answers[0] == answers[1]
    assert pages[0] == pages[1]
    assert mails[0] == mails[1]


@pytest.mark.parametrize("door", [_sign_up, _sign_in], ids=["sign-up", "sign-in"])
def test_a_known_address_costs_as_many_hashes_as_an_unknown_one(
    ada: User, door: Callable[[Client, str], HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    original = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(1)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for email in (ada.email, "nobody@client.example"):
        calls.clear()
        door(Client(), email)
        counts.append(len(calls))
    assert counts == [1, 1]


def test_the_hash_for_known_addresses_is_what_evens_sign_up(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without it a known address costs none."""
    calls: list[int] = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(AccountAdapter, "spend_a_hash", lambda self, password: None)
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: calls.append(1) or original(*args))
    _sign_up(Client(), ada.email)
    assert calls == []


def test_sign_up_with_a_known_address_changes_nothing_and_tells_its_owner(ada: User, client: Client) -> None:
    before = ada.password
    _sign_up(client, ada.email)
    ada.refresh_from_db()
    assert ada.password == before
    assert User.objects.count() == 1
    assert sent()[0].subject == "You already have an account"


def test_two_sign_ups_at_once_are_answered_alike(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one came between our look and our insert: the constraint decides, and the page is the same."""
    from accounts.actions import users

    original = users.sign_up

    def with_a_rival(user: User, **fields: object) -> User:
        factories.user(email=user.email)
        return original(user, **fields)

    monkeypatch.setattr(users, "sign_up", with_a_rival)
    response = _sign_up(client, "twice@client.example")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/confirm-email/")
    assert User.objects.filter(email="twice@client.example").count() == 1


# --- where one may be sent ---------------------------------------------------------------------------

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " /projects/",
    "/projects/\r\nSet-Cookie: a=b",
    "/projects/\x00",
    "/\t/evil.example",
    "//evil.example\\@testserver",
    "https://testserver/projects/",
    "http://testserver@evil.example/",
    "evil.example",
    "./projects/",
    "ftp://evil.example",
    "/" + "a" * 600,
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(address: str) -> None:
    assert not AccountAdapter().is_safe_url(address)


@pytest.mark.parametrize("address", ["/projects/", "/projects/abc123/?step=2", "/leads/x/bid/"])
def test_our_own_paths_are_kept(address: str) -> None:
    assert AccountAdapter().is_safe_url(address)


@pytest.mark.parametrize("address", ["//evil.example", "https://testserver/", "/\\evil.example"])
def test_sign_in_ignores_an_address_elsewhere(ada: User, client: Client, address: str) -> None:
    response = client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD, "next": address})
    assert response.headers["Location"] == "/projects/"


def test_sign_in_returns_to_our_own_path(ada: User, client: Client) -> None:
    data = {"login": ada.email, "password": factories.PASSWORD, "next": "/projects/abc/"}
    assert client.post("/accounts/login/", data).headers["Location"] == "/projects/abc/"


@pytest.mark.parametrize(("purpose", "path"), [("post", "/projects/"), ("answer", "/leads/")])
def test_sign_in_leads_to_what_one_is_here_for(ada: User, client: Client, purpose: str, path: str) -> None:
    ada.organisations.update(purpose=purpose)
    response = client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    assert response.headers["Location"] == path


def test_sign_in_without_an_organisation_leads_to_invitations(db: None, client: Client) -> None:
    user = factories.user()
    response = client.post("/accounts/login/", {"login": user.email, "password": factories.PASSWORD})
    assert response.headers["Location"] == "/invitations/"


# --- links in mails ----------------------------------------------------------------------------------


@override_settings(ALLOWED_HOSTS=["*"])
@pytest.mark.parametrize("door", [_sign_up, _reset], ids=["sign-up", "reset"])
@pytest.mark.parametrize("known", [True, False])
def test_links_in_mails_never_trust_the_host_of_the_request(
    ada: User, settings, door: Callable[[Client, str], HttpResponse], known: bool
) -> None:
    client = Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    door(client, ada.email if known else "nobody@client.example")
    (message,) = sent()
    assert "evil.example" not in message.subject + message.body
    assert settings.SITE_ORIGIN in message.body


# --- whose address counts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "header", "counted"),
    [
        (0, None, "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "nonsense", None),
    ],
)
def test_a_forwarded_address_counts_as_far_as_proxies_are_ours(
    settings, proxies: int, header: str | None, counted: str | None
) -> None:
    from django.core.exceptions import PermissionDenied

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    extra = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **extra)
    if counted is None:
        with pytest.raises(PermissionDenied):
            AccountAdapter().get_client_ip(request)
    else:
        assert AccountAdapter().get_client_ip(request) == counted


# --- the suspended -----------------------------------------------------------------------------------


def test_the_suspended_do_not_get_in_with_the_right_password(ada: User, client: Client) -> None:
    from accounts.actions import users

    users.suspend(ada, by=None)
    response = _sign_in(client, ada.email, factories.PASSWORD)
    assert response.headers["Location"] == "/accounts/inactive/"
    assert client.get("/settings/").status_code == 302


def test_the_suspended_do_not_get_in_through_a_new_password(ada: User, client: Client) -> None:
    from accounts.actions import users

    _reset(client, ada.email)
    path = re.search(r"/accounts/password/reset/key/\S+", sent()[0].body).group()
    users.suspend(ada, by=None)
    form = client.get(path).headers.get("Location", path)
    client.post(form, {"password1": "another sentence that works", "password2": "another sentence that works"})
    response = _sign_in(client, ada.email, "another sentence that works")
    assert response.headers["Location"] == "/accounts/inactive/"
