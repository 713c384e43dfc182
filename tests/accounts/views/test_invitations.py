"""/invitations/: what the mail's link opens, for whom it was meant and for everybody else."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership
from tests import factories


def test_looking_consumes_nothing(invited: Invitation, token: str, client: Client) -> None:
    for _ in range(3):
        page = client.get(f"/invitations/{token}/")
        assert page.status_code == 200
    assert "Join Tidewater Ferries" in page.content.decode()
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_the_link_leaks_to_nobody(invited: Invitation, token: str, client: Client) -> None:
    page = client.get(f"/invitations/{token}/")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]


def test_a_guessed_token_is_not_there(invited: Invitation, client: Client) -> None:
    for guess in ("x", "a" * 43, invited.token_hash, invited.code, "%20", "é"):
        assert client.get(f"/invitations/{guess}/").status_code == 404


def test_the_invited_person_joins_with_one_button(invited: Invitation, token: str, client: Client) -> None:
    new = factories.user(email=invited.email)
    client.force_login(new)
    assert client.get(f"/invitations/{token}/").status_code == 200
    assert client.post(f"/invitations/{token}/").headers["Location"] == "/projects/"
    assert Membership.objects.filter(user=new, organisation=invited.organisation).exists()
    assert client.get(f"/invitations/{token}/").status_code == 410


def test_somebody_else_reads_whom_it_is_for(
    invited: Invitation, token: str, stranger: Membership, client: Client
) -> None:
    client.force_login(stranger.user)
    page = client.get(f"/invitations/{token}/")
    assert page.status_code == 410
    assert "This invitation is for new@ferries.example" in page.content.decode()
    client.post(f"/invitations/{token}/")
    assert stranger.user.memberships.count() == 1


def test_a_closed_invitation_says_why(invited: Invitation, token: str, client: Client) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    page = client.get(f"/invitations/{token}/")
    assert page.status_code == 410
    assert "This invitation has expired. Ask for a new one." in page.content.decode()


def test_who_has_an_account_signs_in_and_has_joined(invited: Invitation, token: str, client: Client) -> None:
    new = factories.member(email=invited.email, organisation="Own").user
    assert client.post(f"/invitations/{token}/", {"have_account": "1"}).headers["Location"] == "/accounts/login/"
    client.post("/accounts/login/", {"login": new.email, "password": factories.PASSWORD})
    assert Membership.objects.filter(user=new, organisation=invited.organisation).exists()
    assert "act for it" in client.get("/settings/").content.decode()


def test_signing_in_as_somebody_else_joins_nobody(
    invited: Invitation, token: str, stranger: Membership, client: Client
) -> None:
    client.post(f"/invitations/{token}/", {"have_account": "1"})
    client.post("/accounts/login/", {"login": stranger.user.email, "password": factories.PASSWORD})
    assert stranger.user.memberships.count() == 1
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_the_session_holds_no_token(invited: Invitation, token: str, client: Client) -> None:
    client.post(f"/invitations/{token}/")
    assert token not in str(dict(client.session))


def test_waiting_lists_what_is_addressed_to_the_reader(
    invited: Invitation, stranger: Membership, client: Client
) -> None:
    client.force_login(stranger.user)
    assert "No invitation waits for you" in client.get("/invitations/").content.decode()
    new = factories.user(email=invited.email)
    client.force_login(new)
    assert "Join Tidewater Ferries" in client.get("/invitations/").content.decode()
    client.post(f"/invitations/waiting/{invited.code}/")
    assert Membership.objects.filter(user=new).exists()


def test_somebody_elses_waiting_invitation_is_not_there(
    invited: Invitation, stranger: Membership, client: Client
) -> None:
    client.force_login(stranger.user)
    assert client.post(f"/invitations/waiting/{invited.code}/").status_code == 404
