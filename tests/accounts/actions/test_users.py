"""Signing up, suspending, reinstating."""

from django.test import Client
from django.utils import timezone

from accounts.actions import users
from accounts.models import Membership, Organisation, OrganisationEvent, User


def _new(email: str = "new@example.com") -> User:
    user = User(email=email, name="New Person")
    user.set_password("a sentence that works well")
    return user


def test_sign_up_founds_an_organisation(db: None) -> None:
    user = users.sign_up(_new(), organisation_name="Lumen", purpose="answer")
    assert user.memberships.get().organisation.purpose == "answer"
    assert user.terms_accepted_at


def test_sign_up_through_an_invitation_founds_none(db: None) -> None:
    users.sign_up(_new(), invited=True)
    assert not Organisation.objects.exists()


def test_suspend_ends_sessions_and_is_written_down(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    assert client.get("/settings/").status_code == 200  # the control
    users.suspend(owner.user, by=None, at=timezone.now())
    users.suspend(owner.user, by=None, at=timezone.now())  # twice changes nothing
    assert client.get("/settings/").status_code == 302
    assert OrganisationEvent.objects.filter(kind="member_suspended").count() == 1


def test_reinstate_lets_one_in_again(owner: Membership, client: Client) -> None:
    users.suspend(owner.user, by=None)
    users.reinstate(owner.user, by=None)
    users.reinstate(owner.user, by=None)
    client.force_login(owner.user)
    assert client.get("/settings/").status_code == 200
    assert OrganisationEvent.objects.filter(kind="member_reinstated").count() == 1
