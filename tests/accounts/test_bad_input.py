"""Whatever is typed: never a 500, a sentence beside the field, and what was typed is kept."""

import pytest
from django.test import Client

from accounts.models import Membership
from tests import factories
from tests.mails import sent

NASTY = {
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "megabyte": "x" * 1_000_000,
    "markup": "<script>alert(1)</script>",
    "template": "{{ 7|add:7 }}{% include 'x' %}%(x)s{0.__class__}",
    "crlf": "a\r\nBcc: all@example.com",
    "rtl": "\u202eevil",
    "emoji": "👩‍🚀" * 100,
    "spaces": "   ",
    "unicode address": "ünïcode@exämple.example",
    "punycode": "a@xn--exmple-cua.example",
    "long address": "a" * 250 + "@example.com",
    "long label": "a@" + "b" * 300 + ".example",
    "quoted": '"quoted local"@example.com',
    "plus": "a+b@example.com",
    "bare ip": "a@[127.0.0.1]",
    "list": "a@example.com,b@example.com",
}
OPEN_FORMS = {
    "/accounts/signup/": {
        "purpose": "post",
        "name": "N",
        "organisation": "O",
        "email": "n@client.example",
        "password1": "a sentence that works",
        "terms": "on",
        "next": "/projects/",
    },
    "/accounts/login/": {"login": "n@client.example", "password": "x", "next": "/projects/"},
    "/accounts/password/reset/": {"email": "n@client.example"},
    "/accounts/login/webauthn/": {"credential": "{}"},
    "/accounts/2fa/authenticate/": {"code": "1"},
}
OWN_FORMS = {
    "/settings/": {"name": "N", "time_zone": "UTC"},
    "/settings/organisation/": {"name": "N", "country": "IE", "purpose": "post"},
    "/settings/organisation/new/": {"name": "N", "country": "IE", "purpose": "post", "form_token": "x"},
    "/settings/invitations/": {"email": "n@client.example", "role": "member", "form_token": "x"},
    "/settings/switch/": {"organisation": "x"},
    "/accounts/email/": {"email": "n@client.example", "action_add": ""},
    "/accounts/password/change/": {"oldpassword": "x", "password1": "y", "password2": "y"},
    "/accounts/reauthenticate/": {"password": "x", "next": "/settings/"},
}


def _encoded(data: dict[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(data, encoding="utf-8", errors="surrogatepass").encode()


@pytest.mark.parametrize("path", OPEN_FORMS)
def test_no_visitor_breaks_a_form(db: None, settings, path: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for field in OPEN_FORMS[path]:
        for kind, value in NASTY.items():
            data = _encoded({**OPEN_FORMS[path], field: value})
            response = Client().post(path, data, content_type="application/x-www-form-urlencoded")
            assert response.status_code < 500, (field, kind)


@pytest.mark.parametrize("path", OWN_FORMS)
def test_no_member_breaks_a_form(owner: Membership, settings, path: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for field in OWN_FORMS[path]:
        for kind, value in NASTY.items():
            client = Client()
            client.force_login(owner.user)
            data = _encoded({**OWN_FORMS[path], field: value})
            response = client.post(path, data, content_type="application/x-www-form-urlencoded")
            assert response.status_code < 500, (field, kind)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/confirm-email/%00/",
        "/accounts/confirm-email/%ed%a0%80/",
        "/accounts/confirm-email/" + "x" * 5000 + "/",
        "/accounts/password/reset/key/0-x/",
        "/accounts/password/reset/key/" + "z" * 500 + "-x/",
        "/invitations/%00/",
        "/invitations/" + "x" * 5000 + "/",
        "/settings/members/" + "x" * 300 + "/remove/",
        "/accounts/login/?next=%00",
        "/accounts/signup/?email=%00&next=//evil.example",
    ],
)
def test_no_address_breaks_a_page(owner: Membership, path: str) -> None:
    for user in (None, owner.user):
        client = Client()
        if user:
            client.force_login(user)
        assert client.get(path).status_code < 500


def test_sign_up_keeps_what_was_typed(db: None, client: Client) -> None:
    data = {"purpose": "answer", "name": "Rowan Ellery", "organisation": "Ellery & Co", "email": "rowan@tidewright"}
    page = client.post("/accounts/signup/", {**data, "password1": "short"}).content.decode()
    assert 'value="Rowan Ellery"' in page
    assert 'value="Ellery &amp; Co"' in page
    assert 'value="rowan@tidewright"' in page
    assert "Enter an e-mail address in the form name@example.com" in page
    assert "Accept the terms to create an account" in page
    assert "This field is required" not in page
    assert 'aria-invalid="true"' in page


def test_markup_in_names_is_text(owner: Membership, client: Client) -> None:
    owner.user.name = owner.organisation.name = "<script>alert(1)</script>"
    owner.user.save()
    owner.organisation.save()
    client.force_login(owner.user)
    for path in ("/settings/", "/settings/members/", "/settings/organisation/", "/accounts/2fa/"):
        assert "<script>alert(1)" not in client.get(path).content.decode()


def test_no_page_of_ours_has_inline_script_or_style(owner: Membership, client: Client) -> None:
    import re

    client.force_login(owner.user)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    pages = [
        client.get(path).content.decode()
        for path in (*OWN_FORMS, "/accounts/2fa/webauthn/add/")
        if "switch" not in path
    ]
    pages += [Client().get(path).content.decode() for path in OPEN_FORMS]
    for page in pages:
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
        for attributes in re.findall(r"<script([^>]*)>", page):
            assert "src=" in attributes or 'type="application/json"' in attributes


def test_a_name_cannot_write_our_mails(db: None, client: Client) -> None:
    smuggled = "Rowan\n\nYour\u00a0account\u00a0is\u00a0locked:\n\u202ehttp://evil.example/\n"
    data = {**OPEN_FORMS["/accounts/signup/"], "name": smuggled, "organisation": smuggled}
    assert client.post("/accounts/signup/", data).status_code == 302
    lines = sent()[-1].body.splitlines()
    assert lines[0] == "Hello Rowan,"
    assert "evil.example" not in sent()[-1].body
    member = Membership.objects.get(user__email="n@client.example")
    for name in (member.user.name, member.organisation.name):
        assert name == "Rowan Your account is locked: http://evil.example/"


def test_names_in_the_settings_are_one_line_too(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    for path in ("/settings/", "/settings/organisation/"):
        assert client.post(path, {**OWN_FORMS[path], "name": "One\nline\u202e"}).status_code == 302
    owner.user.refresh_from_db()
    owner.organisation.refresh_from_db()
    assert (owner.user.name, owner.organisation.name) == ("One line", "One line")
