"""Changing roles, removing, leaving."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import members
from accounts.models import Invitation, Membership, OrganisationEvent, Role
from tests import factories


def test_change_role_writes_both_roles_down(owner: Membership, member: Membership) -> None:
    members.change_role(member, role=Role.MANAGER, by=owner.user)
    member.refresh_from_db()
    assert member.role == Role.MANAGER
    event = OrganisationEvent.objects.get(organisation=owner.organisation)
    assert event.data == {"user": member.user_id, "before": "member", "after": "manager"}


def test_change_to_the_same_role_leaves_no_event(owner: Membership, member: Membership) -> None:
    members.change_role(member, role=Role.MEMBER, by=owner.user)
    assert not OrganisationEvent.objects.exists()


def test_change_role_of_the_last_owner_is_refused(owner: Membership) -> None:
    with pytest.raises(PermissionDenied, match="needs an owner"):
        members.change_role(owner, role=Role.MEMBER, by=owner.user)


def test_change_role_with_rights_that_are_gone_is_refused(owner: Membership, member: Membership) -> None:
    """The page was drawn while they were an owner; what counts is what they are now."""
    second = factories.member(email="second@ferries.example", organisation=owner.organisation)
    members.change_role(second, role=Role.MEMBER, by=owner.user)
    with pytest.raises(PermissionDenied, match="Only owners change roles"):
        members.change_role(member, role=Role.OWNER, by=second.user)


def test_remove_ends_the_membership_and_the_persons_invitations(owner: Membership, invited: Invitation) -> None:
    second = factories.member(email="second@ferries.example", organisation=owner.organisation)
    members.remove(owner, by=second.user)
    invited.refresh_from_db()
    assert invited.revoked_at
    assert not Membership.objects.filter(pk=owner.pk).exists()
    assert OrganisationEvent.objects.filter(organisation=owner.organisation, kind="removed").exists()


def test_leave_is_written_as_leaving(owner: Membership, member: Membership) -> None:
    members.remove(member, by=member.user)
    assert OrganisationEvent.objects.filter(kind="left", by_id=member.user_id).exists()


def test_remove_of_the_last_owner_is_refused(owner: Membership, manager: Membership) -> None:
    with pytest.raises(PermissionDenied, match="needs an owner"):
        members.remove(owner, by=owner.user)


def test_remove_twice_says_that_somebody_was_faster(owner: Membership, member: Membership) -> None:
    members.remove(member, by=owner.user)
    member.pk = member.pk or -1
    with pytest.raises(Membership.DoesNotExist):
        members.remove(Membership(pk=member.pk, organisation=owner.organisation, user=member.user), by=owner.user)
