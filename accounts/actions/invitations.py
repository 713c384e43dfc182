"""Inviting people by e-mail, and joining."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import notifications, policies
from accounts.actions import mails
from accounts.actions.organisations import locked
from accounts.models import Invitation, Membership, Organisation, OrganisationEvent, User
from marketplace.lib import clock, codes, limits

HOUR = 3600
MOST_PER_ORGANISATION = 20  # an hour; a stolen session must not turn us into a mail cannon
MOST_PER_ADDRESS = 3  # an hour, whoever sends them


class InvitationRefused(Exception):
    """The invitation can't be sent. The message is fit to be shown beside the address."""


class InvitationClosed(Exception):
    """The invitation can't be accepted. The message says why."""


@transaction.atomic
def invite(organisation: Organisation, *, email: str, role: str, by: User, at: datetime | None = None) -> Invitation:
    """Invite an address to join in a role. The mail goes out once this is committed.

    An expired invitation of the same address is renewed. Raises PermissionDenied with the policy's sentence,
    and InvitationRefused when the address is a member's, is already invited, or too many were sent.
    """
    organisation = locked(organisation)
    at = at or clock.now()
    policies.can_invite(by, organisation, role=role).or_403()
    email = email.strip().lower()
    if organisation.memberships.filter(user__email=email).exists():
        raise InvitationRefused(_("%(email)s is already a member.") % {"email": email})
    waiting = organisation.invitations.filter(email=email, accepted_at=None, revoked_at=None).first()
    if waiting and waiting.is_open(at):
        raise InvitationRefused(
            _("%(email)s is already invited. You can send the invitation again from the list.") % {"email": email}
        )
    invitation = waiting or Invitation(organisation=organisation, email=email)
    invitation.role = role
    return _send(invitation, "invited", by=by, at=at)


@transaction.atomic
def resend(invitation: Invitation, *, by: User, at: datetime | None = None) -> Invitation:
    """Send a waiting invitation again, with a fresh token and a fresh clock; the old link is dead.

    Raises PermissionDenied, InvitationRefused when too many were sent, InvitationClosed when it is over.
    """
    organisation = locked(invitation.organisation)
    at = at or clock.now()
    invitation = organisation.invitations.with_people().get(pk=invitation.pk)
    policies.can_invite(by, organisation, role=invitation.role).or_403()
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationClosed(policies.still_stands(invitation, at=at).reason)
    return _send(invitation, "invited_again", by=by, at=at)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime | None = None) -> None:
    """Take an invitation back. Twice changes nothing. Raises InvitationClosed when it was accepted."""
    organisation = locked(invitation.organisation)
    invitation = organisation.invitations.with_people().get(pk=invitation.pk)
    policies.can_invite(by, organisation, role=invitation.role).or_403()
    if invitation.accepted_at:
        raise InvitationClosed(_("This invitation was already used."))
    if invitation.revoked_at:
        return
    invitation.revoked_at = at or clock.now()
    invitation.save(update_fields=["revoked_at"])
    OrganisationEvent.record(
        organisation, "invitation_withdrawn", by=by, at=invitation.revoked_at, invitation=invitation.pk
    )


@transaction.atomic
def accept(invitation: Invitation, *, by: User, at: datetime | None = None) -> Membership:
    """Join. One use: of two at once, one joins and the other is told so. Raises InvitationClosed."""
    organisation = locked(invitation.organisation)
    at = at or clock.now()
    invitation = organisation.invitations.with_people().get(pk=invitation.pk)
    verdict = policies.can_accept(by, invitation, at=at)
    if not verdict:
        raise InvitationClosed(verdict.reason)
    membership = Membership(organisation=organisation, user=by, role=invitation.role)
    membership.save(force_insert=True)
    invitation.accepted_at, invitation.accepted_by = at, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    OrganisationEvent.record(
        organisation, "joined", by=by, at=at, user=by.pk, role=invitation.role, invitation=invitation.pk
    )
    return membership


def _send(invitation: Invitation, kind: str, *, by: User, at: datetime) -> Invitation:
    """Give the row a fresh token, which only the mail holds in clear, until it is sent."""
    if not limits.within("invite-address", invitation.email, most=MOST_PER_ADDRESS, seconds=HOUR) or not limits.within(
        "invite-organisation", str(invitation.organisation_id), most=MOST_PER_ORGANISATION, seconds=HOUR
    ):
        raise InvitationRefused(_("Too many invitations were sent. Wait an hour, then send this one."))
    token = codes.secret_token()
    invitation.token_hash = Invitation.hash_of(token)
    invitation.invited_by, invitation.created_at = by, at
    invitation.expires_at = at + timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    OrganisationEvent.record(
        invitation.organisation, kind, by=by, at=at, invitation=invitation.pk, role=invitation.role
    )
    subject, text = notifications.invited(invitation, token)
    mails.post(to=invitation.email, subject=subject, text=text, at=at)
    return invitation
