"""Who may do what with an organisation: the truth tables, with their reasons."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import policies
from accounts.models import Invitation, Membership, Role
from tests import factories

ONLY_OWNERS_CHANGE = "Only owners change roles."
ONLY_STAFF_INVITE = "Only owners and managers invite people."
ONLY_STAFF_REMOVE = "Only owners and managers remove people."
NOT_A_MEMBER = "You are not a member of this organisation."
LAST_OWNER = "An organisation needs an owner. Make somebody else an owner first."
YES = ""


@pytest.fixture
def cast(owner: Membership, manager: Membership, member: Membership, stranger: Membership) -> dict[str, Membership]:
    second = factories.member(email="second@ferries.example", name="Second", organisation=owner.organisation)
    return {"owner": owner, "second": second, "manager": manager, "member": member, "stranger": stranger}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("owner", YES),
        ("manager", YES),
        ("member", "Only owners and managers change the organisation."),
        ("stranger", NOT_A_MEMBER),
    ],
)
def test_who_may_edit_the_organisation(cast: dict[str, Membership], who: str, reason: str) -> None:
    verdict = policies.can_edit_organisation(cast[who].user, cast["owner"].organisation)
    assert (bool(verdict), str(verdict.reason)) == (reason == YES, reason)


@pytest.mark.parametrize(
    ("who", "role", "reason"),
    [
        ("owner", "owner", YES),
        ("owner", "manager", YES),
        ("owner", "member", YES),
        ("manager", "owner", "Only owners invite owners."),
        ("manager", "manager", YES),
        ("manager", "member", YES),
        ("member", "member", ONLY_STAFF_INVITE),
        ("stranger", "member", NOT_A_MEMBER),
    ],
)
def test_who_may_invite_whom(cast: dict[str, Membership], who: str, role: str, reason: str) -> None:
    verdict = policies.can_invite(cast[who].user, cast["owner"].organisation, role=role)
    assert (bool(verdict), str(verdict.reason)) == (reason == YES, reason)


@pytest.mark.parametrize(
    ("who", "whose", "reason"),
    [
        ("owner", "owner", YES),  # there is a second owner
        ("owner", "second", YES),
        ("owner", "manager", YES),
        ("owner", "member", YES),
        ("manager", "owner", ONLY_OWNERS_CHANGE),
        ("manager", "member", ONLY_OWNERS_CHANGE),
        ("member", "member", ONLY_OWNERS_CHANGE),
        ("stranger", "member", NOT_A_MEMBER),
        ("owner", "stranger", NOT_A_MEMBER),
    ],
)
def test_who_may_change_whose_role(cast: dict[str, Membership], who: str, whose: str, reason: str) -> None:
    verdict = policies.can_change_role(cast[who].user, cast[whose], role=Role.MEMBER)
    assert (bool(verdict), str(verdict.reason)) == (reason == YES, reason)


@pytest.mark.parametrize(
    ("who", "whom", "reason"),
    [
        ("owner", "owner", YES),
        ("owner", "second", YES),
        ("owner", "manager", YES),
        ("owner", "member", YES),
        ("manager", "owner", "Managers remove members only."),
        ("manager", "manager", YES),
        ("manager", "member", YES),
        ("member", "member", YES),
        ("member", "manager", ONLY_STAFF_REMOVE),
        ("stranger", "member", NOT_A_MEMBER),
        ("owner", "stranger", NOT_A_MEMBER),
    ],
)
def test_who_may_remove_whom(cast: dict[str, Membership], who: str, whom: str, reason: str) -> None:
    verdict = policies.can_remove(cast[who].user, cast[whom])
    assert (bool(verdict), str(verdict.reason)) == (reason == YES, reason)


def test_the_last_owner_stays_an_owner(owner: Membership, manager: Membership) -> None:
    assert str(policies.can_change_role(owner.user, owner, role=Role.MEMBER).reason) == LAST_OWNER
    assert str(policies.can_remove(owner.user, owner).reason) == LAST_OWNER
    assert policies.can_change_role(owner.user, owner, role=Role.OWNER)


def test_the_suspended_may_do_nothing(owner: Membership, member: Membership) -> None:
    owner.user.suspended_at = timezone.now()
    owner.user.save()
    verdicts = [
        policies.can_edit_organisation(owner.user, owner.organisation),
        policies.can_invite(owner.user, owner.organisation),
        policies.can_change_role(owner.user, member),
        policies.can_remove(owner.user, member),
    ]
    assert {str(verdict.reason) for verdict in verdicts} == {"Your account is suspended."}


# --- accepting an invitation -------------------------------------------------------------------------


def test_the_invited_address_may_accept(invited: Invitation) -> None:
    new = factories.user(email=invited.email)
    assert policies.can_accept(new, invited, at=timezone.now())


def test_another_address_may_not_accept(invited: Invitation, stranger: Membership) -> None:
    verdict = policies.can_accept(stranger.user, invited, at=timezone.now())
    assert str(verdict.reason) == "This invitation is for new@ferries.example. Sign in with that address to accept it."


def test_an_address_that_is_not_confirmed_may_not_accept(invited: Invitation) -> None:
    new = factories.user(email=invited.email)
    new.emailaddress_set.update(verified=False)
    assert not policies.can_accept(new, invited, at=timezone.now())


def test_a_member_may_not_accept_again(invited: Invitation, owner: Membership) -> None:
    new = factories.user(email=invited.email)
    Membership.objects.create(organisation=owner.organisation, user=new)
    verdict = policies.can_accept(new, invited, at=timezone.now())
    assert str(verdict.reason) == "You are already a member of this organisation."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"accepted_at": timezone.now()}, "This invitation was already used."),
        ({"revoked_at": timezone.now()}, "This invitation was withdrawn. Ask for a new one."),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "This invitation has expired. Ask for a new one."),
    ],
)
def test_a_closed_invitation_says_why(invited: Invitation, changes: dict[str, object], reason: str) -> None:
    for name, value in changes.items():
        setattr(invited, name, value)
    assert str(policies.still_stands(invited, at=timezone.now()).reason) == reason


@pytest.mark.parametrize("fate", ["demoted", "removed", "suspended"])
def test_an_invitation_dies_with_its_senders_rights(invited: Invitation, owner: Membership, fate: str) -> None:
    new = factories.user(email=invited.email)
    assert policies.can_accept(new, invited, at=timezone.now())  # the control
    if fate == "demoted":
        Membership.objects.filter(pk=owner.pk).update(role=Role.MEMBER)
    elif fate == "removed":
        owner.delete()
    else:
        invited.invited_by.suspended_at = timezone.now()
        invited.invited_by.save()
    verdict = policies.can_accept(new, invited, at=timezone.now())
    assert "may no longer invite" in str(verdict.reason)
