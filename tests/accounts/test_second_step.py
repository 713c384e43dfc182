"""Staff prove twice who they are before the back office opens; everybody else never hears of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests import factories


@pytest.fixture
def edith(db: None) -> User:
    """Staff with a password and nothing else."""
    person = factories.user(email="edith@briefwell.example", name="Edith Sorrel")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/users/", "/admin/account/", "/admin/no/such/"])
def test_staff_without_a_second_step_are_led_to_setting_one_up(client: Client, edith: User, path: str) -> None:
    client.force_login(edith)
    assert client.get(path).headers["Location"] == "/accounts/2fa/"
    assert client.post(path).headers["Location"] == "/accounts/2fa/"
    assert "back office opens with a second step" in client.get("/accounts/2fa/").content.decode()


@pytest.mark.parametrize(
    ("kind", "opens"),
    [(Authenticator.Type.TOTP, True), (Authenticator.Type.WEBAUTHN, True), (Authenticator.Type.RECOVERY_CODES, False)],
)
def test_an_app_or_a_passkey_opens_it_and_codes_alone_do_not(
    client: Client, edith: User, kind: str, opens: bool
) -> None:
    Authenticator.objects.create(user=edith, type=kind, data={})
    client.force_login(edith)
    assert (client.get("/admin/").status_code == 200) is opens


def test_superusers_are_staff_too(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("root@briefwell.example", factories.PASSWORD))
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_in_the_demo_a_password_is_enough(client: Client, edith: User, settings: Settings) -> None:
    settings.DEMO = True
    client.force_login(edith)
    assert client.get("/admin/").status_code == 200


def test_everybody_else_is_asked_for_nothing(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/projects/").status_code == 200
