"""What the database refuses about people and organisations."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Invitation, Membership, Organisation, OrganisationEvent, User
from tests import factories


def test_two_people_never_share_an_address(db: None) -> None:
    factories.user(email="same@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="SAME@example.com").save()


def test_an_organisation_has_a_name(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation(name="")


def test_an_organisation_has_a_known_purpose(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation(purpose="sell")


def test_an_external_id_is_imported_once(db: None) -> None:
    factories.organisation(source="dos", external_id="7")
    factories.organisation(source="dos", external_id="")
    factories.organisation(source="dos", external_id="")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation(source="dos", external_id="7")


def test_a_person_is_a_member_once(owner: Membership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=owner.organisation, user=owner.user)


def test_a_membership_has_a_known_role(owner: Membership, stranger: Membership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=owner.organisation, user=stranger.user, role="boss")


def _invite(owner: Membership, **fields: object) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        **{
            "organisation": owner.organisation,
            "email": "new@ferries.example",
            "token_hash": "1" * 64,
            "invited_by": owner.user,
            "created_at": now,
            "expires_at": now + timedelta(days=1),
            **fields,
        }
    )


def test_an_address_has_one_open_invitation_to_an_organisation(owner: Membership) -> None:
    _invite(owner, revoked_at=timezone.now())
    _invite(owner, token_hash="2" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        _invite(owner, token_hash="3" * 64)


def test_an_invitation_is_not_both_accepted_and_withdrawn(owner: Membership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _invite(owner, accepted_at=timezone.now(), revoked_at=timezone.now())


def test_an_invitation_has_a_known_role(owner: Membership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _invite(owner, role="boss")


def test_history_refuses_changes(owner: Membership) -> None:
    event = OrganisationEvent.record(owner.organisation, "founded", by=owner.user, at=timezone.now())
    for change in (lambda: OrganisationEvent.objects.update(kind="other"), event.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_strangers_see_nothing(owner: Membership, invited: Invitation, stranger: Membership) -> None:
    from django.contrib.auth.models import AnonymousUser

    for reader in (stranger.user, AnonymousUser()):
        assert owner.organisation not in Organisation.objects.visible_to(reader)
        assert owner not in Membership.objects.visible_to(reader)
        assert invited not in Invitation.objects.visible_to(reader)
    assert owner in Membership.objects.visible_to(owner.user)
    assert invited in Invitation.objects.visible_to(owner.user)


def test_a_member_does_not_see_invitations(invited: Invitation, member: Membership) -> None:
    assert invited not in Invitation.objects.visible_to(member.user)
