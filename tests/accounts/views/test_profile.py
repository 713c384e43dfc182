"""/settings/: one's own name and zone, and which organisation one acts for."""

from django.test import Client

from accounts.actions import organisations
from accounts.models import Membership
from tests import factories


def test_the_profile_is_saved(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    client.post("/settings/", {"name": "Orla O.", "time_zone": "Europe/Dublin"})
    owner.user.refresh_from_db()
    assert (owner.user.name, owner.user.time_zone) == ("Orla O.", "Europe/Dublin")


def test_an_unknown_zone_is_said_beside_the_field(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    page = client.post("/settings/", {"name": "Kept", "time_zone": "Mars/Olympus"}).content.decode()
    assert "Choose a zone from the list" in page
    assert 'value="Kept"' in page


def test_switching_acts_for_another_of_ones_own(owner: Membership, client: Client) -> None:
    other = organisations.found("Paperlark", by=owner.user, purpose="answer").organisation
    client.force_login(owner.user)
    assert client.post("/settings/switch/", {"organisation": other.code}).headers["Location"] == "/leads/"
    assert "Paperlark" in client.get("/settings/organisation/").content.decode()


def test_switching_to_a_strangers_is_not_there(owner: Membership, stranger: Membership, client: Client) -> None:
    client.force_login(owner.user)
    for code in (stranger.organisation.code, "nope", ""):
        assert client.post("/settings/switch/", {"organisation": code}).status_code == 404


def test_the_organisation_is_saved_by_its_manager(manager: Membership, client: Client) -> None:
    client.force_login(manager.user)
    client.post("/settings/organisation/", {"name": "Ferries Ltd", "country": "IE", "purpose": "answer"})
    manager.organisation.refresh_from_db()
    assert (manager.organisation.name, manager.organisation.purpose) == ("Ferries Ltd", "answer")


def test_a_member_reads_why_not(owner: Membership, member: Membership, client: Client) -> None:
    client.force_login(member.user)
    assert "Only owners and managers change" in client.get("/settings/organisation/").content.decode()
    assert client.post("/settings/organisation/", {"name": "Mine", "purpose": "post"}).status_code == 403


def test_nobody_without_an_organisation_is_stuck(db: None, client: Client) -> None:
    client.force_login(factories.user())
    assert client.get("/settings/").status_code == 200
    assert client.get("/settings/organisation/").headers["Location"] == "/settings/organisation/new/"
    response = client.post("/settings/organisation/new/", {"name": "Fresh", "country": "", "purpose": "post"})
    assert response.headers["Location"] == "/projects/"


def test_only_declared_fields_are_taken(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    extra = {"is_staff": "on", "is_superuser": "on", "email": "x@y.example", "claimed_at": "", "code": "mine"}
    client.post("/settings/", {"name": "N", "time_zone": "UTC", **extra})
    client.post("/settings/organisation/", {"name": "N", "purpose": "post", **extra})
    owner.user.refresh_from_db()
    owner.organisation.refresh_from_db()
    assert not owner.user.is_staff
    assert owner.user.email == "owner@ferries.example"
    assert owner.organisation.code != "mine"
    assert owner.organisation.claimed_at
