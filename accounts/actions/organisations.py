"""Founding an organisation and changing what it says of itself."""

from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.models import Membership, Organisation, OrganisationEvent, Purpose, Role, User
from marketplace.lib import clock


def locked(organisation: Organisation) -> Organisation:
    """The organisation's row, locked until the transaction ends: members, invitations and events queue behind it."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


@transaction.atomic
def found(
    name: str, *, by: User, purpose: str = Purpose.POST, country: str = "", at: datetime | None = None
) -> Membership:
    """Make an organisation that `by` owns; returns the membership. A blank name becomes the person's own."""
    at = at or clock.now()
    organisation = Organisation(
        name=(name.strip() or by.get_full_name())[:120], purpose=purpose, country=country, claimed_at=at
    )
    organisation.save(force_insert=True)
    membership = Membership(organisation=organisation, user=by, role=Role.OWNER)
    membership.save(force_insert=True)
    OrganisationEvent.record(organisation, "founded", by=by, at=at, purpose=purpose)
    return membership


@transaction.atomic
def edit(
    organisation: Organisation, *, name: str, country: str, purpose: str, by: User, at: datetime | None = None
) -> Organisation:
    """Change name, country and purpose. Raises PermissionDenied with the policy's sentence."""
    organisation = locked(organisation)
    policies.can_edit_organisation(by, organisation).or_403()
    new = {"name": name, "country": country, "purpose": purpose}
    changed = [field for field, value in new.items() if getattr(organisation, field) != value]
    if not changed:
        return organisation
    for field in changed:
        setattr(organisation, field, new[field])
    organisation.save(update_fields=changed)
    OrganisationEvent.record(organisation, "edited", by=by, at=at or clock.now(), fields=changed)
    return organisation


@transaction.atomic
def answer_briefs(organisation: Organisation, *, by: User, at: datetime | None = None) -> Organisation:
    """Note that the organisation is here to answer briefs: its people land on their leads from now on."""
    organisation = locked(organisation)
    if organisation.purpose != Purpose.ANSWER:
        organisation.purpose = Purpose.ANSWER
        organisation.save(update_fields=["purpose"])
        OrganisationEvent.record(organisation, "edited", by=by, at=at or clock.now(), fields=["purpose"])
    return organisation
