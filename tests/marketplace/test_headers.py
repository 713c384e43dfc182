"""What a browser is told that it may do, word for word: a directive that is gone or looser shows here."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def _policy(client: Client, path: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in client.get(path).headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts if name}


def test_a_page_of_ours_loads_and_sends_nothing_elsewhere_and_runs_no_inline_code(client: Client) -> None:
    assert _policy(client, "/accounts/login/") == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


def test_the_back_office_may_run_its_own_inline_code_and_nothing_else_more(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@briefwell.example", factories.PASSWORD))
    policy = _policy(client, "/admin/")
    assert policy["script-src"] == policy["style-src"] == "'self' 'unsafe-inline'"
    looser = {"script-src", "style-src", "img-src", "frame-src", "frame-ancestors"}
    assert {name: sources for name, sources in policy.items() if name not in looser} == {
        "default-src": "'none'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    assert not [sources for sources in policy.values() if "http" in sources or "*" in sources or "eval" in sources]


def test_nobody_frames_sniffs_or_follows_us(client: Client) -> None:
    headers = client.get("/accounts/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_script_reads_our_cookies_and_no_other_site_sends_them(client: Client, ada: User) -> None:
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


def test_a_signed_in_page_is_kept_by_no_cache(client: Client, ada: User) -> None:
    client.force_login(ada)
    caching = {part.strip() for part in client.get("/projects/").headers["Cache-Control"].split(",")}
    assert {"no-store", "private"} <= caching
