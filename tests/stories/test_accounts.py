"""Accounts: sign up, confirm, invite a colleague, who joins, gets another role, and is removed."""

import re

import pytest
from django.test import Client

from accounts.models import Membership, Organisation, OrganisationEvent, Role, User
from tests.mails import sent

PASSWORD = "a sentence that works well"

pytestmark = pytest.mark.django_db(transaction=True)  # mails leave after the commit, as they do in life


def _link(pattern: str) -> str:
    return re.search(pattern, sent()[-1].body).group()


def _sign_up(client: Client, *, email: str, **more: str) -> None:
    data = {"name": email.partition("@")[0].title(), "email": email, "password1": PASSWORD, "terms": "on", **more}
    response = client.post("/accounts/signup/", data)
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert "We sent you a mail" in client.get(response.headers["Location"]).content.decode()


def _confirm(client: Client) -> str:
    path = _link(r"/accounts/confirm-email/\S+")
    assert "One click" in client.get(path).content.decode()
    assert client.get("/settings/").status_code == 302  # looking has confirmed nothing
    return client.post(path).headers["Location"]


def test_from_sign_up_to_leaving() -> None:
    ada, cleo = Client(), Client()

    # Ada comes from her draft, creates an account and is back at the draft once she has confirmed.
    _sign_up(ada, email="ada@ferries.example", organisation="Tidewater Ferries", purpose="post", next="/projects/abc/")
    assert not User.objects.get().emailaddress_set.get().verified
    assert _confirm(ada) == "/projects/abc/"
    organisation = Organisation.objects.get()
    assert organisation.name == "Tidewater Ferries"

    # She invites Cleo, who has no account, as a member.
    ada.post("/settings/invitations/", {"email": "cleo@ferries.example", "role": "member"})
    assert sent()[-1].to == ["cleo@ferries.example"]
    link = _link(r"/invitations/\S+")
    assert "Invited, not here yet" in ada.get("/settings/members/").content.decode()

    # Cleo follows the link, signs up, confirms, and is in: in that organisation and in no other.
    assert "Create an account and join" in cleo.get(link).content.decode()
    assert cleo.post(link).headers["Location"] == "/accounts/signup/"
    page = cleo.get("/accounts/signup/").content.decode()
    assert 'value="cleo@ferries.example"' in page
    assert "you act for Tidewater Ferries" in page
    _sign_up(cleo, email="cleo@ferries.example")
    assert not Membership.objects.filter(user__email="cleo@ferries.example").exists()  # not before she confirmed
    assert _confirm(cleo) == "/projects/"
    assert Organisation.objects.count() == 1
    membership = Membership.objects.get(user__email="cleo@ferries.example")
    assert membership.role == Role.MEMBER

    # A member manages nobody; made a manager, she may invite.
    assert cleo.post("/settings/invitations/", {"email": "x@ferries.example", "role": "member"}).status_code == 403
    ada.post(f"/settings/members/{membership.code}/role/", {"role": "manager"})
    response = cleo.post("/settings/invitations/", {"email": "x@ferries.example", "role": "member"})
    assert response.status_code == 302
    cleos_invitation = _link(r"/invitations/\S+")

    # Removed, she is out at her next request, and so is the invitation she sent.
    ada.post(f"/settings/members/{membership.code}/remove/")
    assert cleo.get("/settings/members/").headers["Location"] == "/settings/organisation/new/"
    assert Client().get(cleos_invitation).status_code == 410
    assert "You are in no organisation" in cleo.get("/settings/").content.decode()

    kinds = list(OrganisationEvent.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["founded", "invited", "joined", "role_changed", "invited", "removed"]
    assert OrganisationEvent.broken_links(organisation) == []


def test_confirming_in_another_browser_leads_to_the_same_place() -> None:
    here, elsewhere = Client(), Client()
    _sign_up(here, email="ada@ferries.example", purpose="post", next="/projects/abc/")
    assert _confirm(elsewhere) == "/projects/abc/"
    assert elsewhere.get("/settings/").status_code == 302  # a link in a mail signs nobody in
    response = elsewhere.post("/accounts/login/", {"login": "ada@ferries.example", "password": PASSWORD})
    assert response.headers["Location"] == "/projects/"


def test_an_agency_starts_at_its_leads() -> None:
    client = Client()
    _sign_up(client, email="grace@agency.example", purpose="answer")
    assert _confirm(client) == "/leads/"
