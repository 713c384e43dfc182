"""Changing people's roles, removing them, leaving."""

from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.actions.organisations import locked
from accounts.models import Membership, OrganisationEvent, User
from marketplace.lib import clock


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User, at: datetime | None = None) -> Membership:
    """Give a member another role. Raises PermissionDenied with the policy's sentence, DoesNotExist when removed."""
    organisation = locked(membership.organisation)
    membership = organisation.memberships.with_people().get(pk=membership.pk)
    policies.can_change_role(by, membership, role=role).or_403()
    if membership.role == role:
        return membership
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    OrganisationEvent.record(
        organisation, "role_changed", by=by, at=at or clock.now(), user=membership.user_id, before=before, after=role
    )
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: User, at: datetime | None = None) -> None:
    """End a membership (one's own: leaving) and withdraw the invitations that the person sent.

    Raises PermissionDenied with the policy's sentence, DoesNotExist when somebody was faster.
    """
    organisation = locked(membership.organisation)
    at = at or clock.now()
    membership = organisation.memberships.with_people().get(pk=membership.pk)
    policies.can_remove(by, membership).or_403()
    person = membership.user_id
    organisation.invitations.open(at).filter(invited_by=person).update(revoked_at=at)
    membership.delete()
    OrganisationEvent.record(organisation, "left" if person == by.pk else "removed", by=by, at=at, user=person)
