"""The pages of second steps and keys: every button names what it does."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests import factories


@pytest.fixture
def signed_in(ada: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/accounts/2fa/", "Add a passkey"),
        ("/accounts/2fa/webauthn/", "Add a passkey"),
        ("/accounts/2fa/webauthn/add/", "Add this key"),
    ],
)
def test_no_button_just_says_add(signed_in: Client, path: str, says: str) -> None:
    page = signed_in.get(path).content.decode()
    buttons = {" ".join(label.split()) for label in re.findall(r'class="btn[^>]*>([^<]+)<', page)}
    assert says in buttons
    assert "Add" not in buttons


def test_an_editor_without_an_organisation_starts_in_the_back_office(db: None) -> None:
    edith = factories.user(email="edith@briefwell.example")
    client = Client()
    sign_in = {"login": edith.email, "password": factories.PASSWORD}
    assert client.post("/accounts/login/", sign_in).headers["Location"] == "/invitations/"
    client.post("/accounts/logout/")
    edith.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert client.post("/accounts/login/", sign_in).headers["Location"] == "/admin/"
