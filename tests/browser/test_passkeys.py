"""Passkeys in a real browser: added in the settings, then signing in with nothing else. Needs http://localhost."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page on localhost with a virtual authenticator that says yes."""
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    yield page
    context.close()


@pytest.fixture
def ada(transactional_db: None) -> User:
    return factories.member(name="Ada Quill", email="ada@client.example", organisation="Tidewater Ferries").user


def _sign_in(page: object, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/projects/**")


def test_a_passkey_is_added_and_signs_in(page, ada: User) -> None:
    _sign_in(page, ada)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/2fa/webauthn/add/")
    page.get_by_label("Use it as a passkey").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/accounts/2fa/webauthn/")
    assert page.get_by_text("Passkey", exact=True).count() == 1

    page.context.clear_cookies()
    Session.objects.all().delete()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/projects/**")
    page.goto("/settings/")
    assert page.get_by_role("heading", name="Your profile").is_visible()
    assert page.complaints == []


def test_a_passkey_that_nobody_has_is_said_on_the_page(page, ada: User) -> None:
    page.goto("/accounts/login/")
    note = page.get_by_text("No passkey was used.")
    assert not note.is_visible()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.get_by_role("button", name="Use a passkey").click()
    note.wait_for(state="visible")
