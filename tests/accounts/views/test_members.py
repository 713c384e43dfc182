"""/settings/members/: the same number of queries for one member as for twenty, and no way around a policy."""

import pytest
from django.test import Client

from accounts.actions import invitations
from accounts.models import Invitation, Membership, Role
from tests import factories

PAGE = "/settings/members/"


def test_queries_do_not_grow_with_members(owner: Membership, client: Client, query_count) -> None:
    client.force_login(owner.user)
    client.get(PAGE)
    one = query_count(lambda: client.get(PAGE))
    for number in range(19):
        factories.member(email=f"m{number}@ferries.example", organisation=owner.organisation, role=Role.MEMBER)
    for number in range(20):
        factory = {"email": f"i{number}@ferries.example", "role": Role.MEMBER, "by": owner.user}
        if number < 19:
            invitations.invite(owner.organisation, **factory)
    response = client.get(PAGE)
    assert len(response.context["rows"]) == 20
    assert query_count(lambda: client.get(PAGE)) == one


def test_a_member_sees_names_and_no_controls(owner: Membership, member: Membership, client: Client) -> None:
    client.force_login(member.user)
    page = client.get(PAGE).content.decode()
    assert "Orla Owner" in page
    assert "Only owners and managers invite people." in page
    assert "Change role" not in page


def test_change_role_through_the_page(owner: Membership, member: Membership, client: Client) -> None:
    client.force_login(owner.user)
    assert client.post(f"{PAGE}{member.code}/role/", {"role": "manager"}).status_code == 302
    member.refresh_from_db()
    assert member.role == Role.MANAGER


@pytest.mark.parametrize("role", ["", "boss", "owner\x00", "x" * 1_000_000])
def test_an_unknown_role_changes_nothing(owner: Membership, member: Membership, client: Client, role: str) -> None:
    client.force_login(owner.user)
    assert client.post(f"{PAGE}{member.code}/role/", {"role": role}).status_code in {302, 400}
    member.refresh_from_db()
    assert member.role == Role.MEMBER


def test_insiders_without_the_right_get_the_sentence(owner: Membership, member: Membership, client: Client) -> None:
    client.force_login(member.user)
    response = client.post(f"{PAGE}{owner.code}/role/", {"role": "member"})
    assert response.status_code == 403
    assert "Only owners change roles." in response.content.decode()


@pytest.mark.parametrize("path", ["role", "remove"])
def test_strangers_find_nothing(owner: Membership, stranger: Membership, client: Client, path: str) -> None:
    client.force_login(stranger.user)
    for code in (owner.code, "doesnotexist"):
        assert client.post(f"{PAGE}{code}/{path}/", {"role": "owner"}).status_code == 404


def test_a_removed_member_finds_nothing_at_the_next_request(
    owner: Membership, member: Membership, client: Client
) -> None:
    colleague = Client()
    colleague.force_login(member.user)
    assert colleague.get(f"{PAGE}{owner.code}/remove/").status_code == 200  # the control
    client.force_login(owner.user)
    client.post(f"{PAGE}{member.code}/remove/")
    assert colleague.get(f"{PAGE}{owner.code}/remove/").status_code == 404
    assert colleague.get(PAGE).headers["Location"] == "/settings/organisation/new/"


def test_leaving_asks_first(owner: Membership, member: Membership, client: Client) -> None:
    client.force_login(member.user)
    assert "Leave Tidewater Ferries?" in client.get(f"{PAGE}{member.code}/remove/").content.decode()
    assert Membership.objects.filter(pk=member.pk).exists()
    client.post(f"{PAGE}{member.code}/remove/")
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_the_last_owner_reads_why_not(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    assert "needs an owner" in client.get(f"{PAGE}{owner.code}/remove/").content.decode()
    assert client.post(f"{PAGE}{owner.code}/remove/").status_code == 403


def test_invitations_keep_what_was_typed_when_refused(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    page = client.post("/settings/invitations/", {"email": "not an address", "role": "manager"})
    assert page.status_code == 200
    assert 'value="not an address"' in page.content.decode()
    assert "in the form name@example.com" in page.content.decode()


def test_inviting_twice_with_one_form_invites_once(owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    data = {
        "email": "new@ferries.example",
        "role": "member",
        "form_token": "5a1b0f0e-8f3c-4b57-9d3c-0d8b2c1f4e11",
    }
    first, second = (client.post("/settings/invitations/", data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == PAGE
    assert Invitation.objects.count() == 1


def test_invitations_of_others_are_not_there(invited: Invitation, stranger: Membership, client: Client) -> None:
    client.force_login(stranger.user)
    for verb in ("resend", "withdraw"):
        assert client.post(f"/settings/invitations/{invited.code}/{verb}/").status_code == 404


def test_resend_and_withdraw_through_the_page(invited: Invitation, owner: Membership, client: Client) -> None:
    client.force_login(owner.user)
    client.post(f"/settings/invitations/{invited.code}/resend/")
    client.post(f"/settings/invitations/{invited.code}/withdraw/")
    invited.refresh_from_db()
    assert invited.revoked_at
    page = client.post(f"/settings/invitations/{invited.code}/resend/", follow=True)
    assert "This invitation was withdrawn" in page.content.decode()
