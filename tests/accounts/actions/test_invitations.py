"""Inviting and joining: one use, one address, for a while."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.actions import invitations
from accounts.models import Invitation, Membership, OrganisationEvent, Role
from tests import factories
from tests.mails import sent


def _invite(owner: Membership, email: str = "new@ferries.example") -> Invitation:
    return invitations.invite(owner.organisation, email=email, role=Role.MEMBER, by=owner.user)


def test_invite_mails_a_token_that_is_nowhere_else_once_it_is_sent(owner: Membership, token: str) -> None:
    invitation = _invite(owner)
    (message,) = sent()
    assert message.to == ["new@ferries.example"]
    assert message.subject == "Orla Owner invites you to Tidewater Ferries"
    assert f"{settings.SITE_ORIGIN}/invitations/{token}/" in message.body
    with connection.cursor() as cursor:
        for table in ("accounts_invitation", "accounts_outgoingmail"):
            cursor.execute(f"SELECT * FROM {table}")
            assert token not in str(cursor.fetchall())
    assert list(Invitation.objects.with_token(token)) == [invitation]


def test_invite_expires_after_the_configured_days(owner: Membership) -> None:
    at = timezone.now()
    invitation = invitations.invite(owner.organisation, email="a@b.example", role=Role.MEMBER, by=owner.user, at=at)
    assert invitation.expires_at == at + timedelta(days=settings.INVITATION_DAYS)


def test_invite_of_a_member_is_refused_beside_the_address(owner: Membership, member: Membership) -> None:
    with pytest.raises(invitations.InvitationRefused, match="already a member"):
        _invite(owner, member.user.email.upper())


def test_invite_twice_is_refused_beside_the_address(owner: Membership) -> None:
    _invite(owner)
    with pytest.raises(invitations.InvitationRefused, match="already invited"):
        _invite(owner)


def test_invite_renews_an_expired_invitation(owner: Membership) -> None:
    first = _invite(owner)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    second = _invite(owner)
    assert (second.pk, second.token_hash != first.token_hash) == (first.pk, True)


def test_invite_by_a_member_is_refused(owner: Membership, member: Membership) -> None:
    with pytest.raises(PermissionDenied, match="Only owners and managers invite"):
        invitations.invite(owner.organisation, email="a@b.example", role=Role.MEMBER, by=member.user)


def test_an_organisation_sends_no_more_than_its_share_an_hour(owner: Membership) -> None:
    for number in range(invitations.MOST_PER_ORGANISATION):
        _invite(owner, f"new{number}@ferries.example")
    with pytest.raises(invitations.InvitationRefused, match="Too many"):
        _invite(owner, "one-more@ferries.example")
    other = factories.member(email="other@else.example", organisation="Else")
    assert _invite(other, "one-more@ferries.example")  # the control: another organisation still can


def test_an_address_gets_no_more_than_three_an_hour(owner: Membership) -> None:
    invitation = _invite(owner)
    invitations.resend(invitation, by=owner.user)
    invitations.resend(invitation, by=owner.user)
    with pytest.raises(invitations.InvitationRefused, match="Too many"):
        invitations.resend(invitation, by=owner.user)


def test_resend_makes_the_old_link_dead(owner: Membership) -> None:
    invitation = _invite(owner)
    before = invitation.token_hash
    assert invitations.resend(invitation, by=owner.user).token_hash != before
    assert not Invitation.objects.filter(token_hash=before).exists()


def test_resend_after_withdrawal_is_refused(owner: Membership) -> None:
    invitation = _invite(owner)
    invitations.withdraw(invitation, by=owner.user)
    invitations.withdraw(invitation, by=owner.user)  # twice changes nothing
    with pytest.raises(invitations.InvitationClosed, match="withdrawn"):
        invitations.resend(invitation, by=owner.user)
    assert OrganisationEvent.objects.filter(kind="invitation_withdrawn").count() == 1


def test_withdraw_of_a_used_invitation_is_refused(invited: Invitation, owner: Membership) -> None:
    invitations.accept(invited, by=factories.user(email=invited.email))
    with pytest.raises(invitations.InvitationClosed, match="already used"):
        invitations.withdraw(invited, by=owner.user)


def test_accept_joins_in_the_role_of_the_invitation(invited: Invitation) -> None:
    new = factories.user(email=invited.email)
    membership = invitations.accept(invited, by=new)
    assert (membership.role, membership.organisation_id) == (invited.role, invited.organisation_id)
    invited.refresh_from_db()
    assert (invited.accepted_by, bool(invited.accepted_at)) == (new, True)
    assert OrganisationEvent.broken_links(invited.organisation) == []


def test_accept_twice_joins_once(invited: Invitation) -> None:
    new = factories.user(email=invited.email)
    invitations.accept(invited, by=new)
    with pytest.raises(invitations.InvitationClosed):
        invitations.accept(invited, by=new)
    assert Membership.objects.filter(user=new).count() == 1


def test_accept_by_whom_it_was_forwarded_to_is_refused(invited: Invitation, stranger: Membership) -> None:
    with pytest.raises(invitations.InvitationClosed, match=r"is for new@ferries\.example"):
        invitations.accept(invited, by=stranger.user)
    assert not Membership.objects.filter(user=stranger.user, organisation=invited.organisation).exists()


def test_accept_a_moment_too_late_is_refused(invited: Invitation) -> None:
    new = factories.user(email=invited.email)
    with pytest.raises(invitations.InvitationClosed, match="expired"):
        invitations.accept(invited, by=new, at=invited.expires_at)
    invitations.accept(invited, by=new, at=invited.expires_at - timedelta(seconds=1))


def test_accept_after_removal_does_not_bring_one_back(invited: Invitation, owner: Membership) -> None:
    from accounts.actions import members

    new = factories.user(email=invited.email)
    members.remove(invitations.accept(invited, by=new), by=owner.user)
    with pytest.raises(invitations.InvitationClosed, match="already used"):
        invitations.accept(invited, by=new)
