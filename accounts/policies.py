"""Who may do what with an organisation and its people, and when not, why."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Organisation, Role, User
from marketplace.lib.verdict import YES, Verdict, no

NOT_A_MEMBER = no(_("You are not a member of this organisation."))
NOT_ACTIVE = no(_("Your account is suspended."))
LAST_OWNER = no(_("An organisation needs an owner. Make somebody else an owner first."))


def can_edit_organisation(user: User, organisation: Organisation) -> Verdict:
    """Owners and managers change its name, country and purpose."""
    return may_edit(_membership(user, organisation))


def can_invite(user: User, organisation: Organisation, *, role: str = Role.MEMBER) -> Verdict:
    """Owners invite anybody, managers invite managers and members."""
    return may_invite(_membership(user, organisation), role=role)


def can_change_role(user: User, membership: Membership, *, role: str | None = None) -> Verdict:
    """Owners change roles; the last owner stays one. Without `role`: whether any change is theirs to make."""
    actor = _membership(user, membership.organisation)
    owners = membership.organisation.memberships.owners().count()
    return may_change_role(actor, membership, role=role, owners=owners)


def can_remove(user: User, membership: Membership) -> Verdict:
    """Owners remove anybody, managers remove members, everybody may leave; the last owner may not."""
    actor = _membership(user, membership.organisation)
    owners = membership.organisation.memberships.owners().count()
    return may_remove(actor, membership, owners=owners)


def can_accept(user: User, invitation: Invitation, *, at: datetime) -> Verdict:
    """The invited address, confirmed, while the invitation is open and its sender could still send it."""
    if not user.may_act:
        return NOT_ACTIVE
    if not EmailAddress.objects.filter(user=user, email=invitation.email, verified=True).exists():
        return no(
            _("This invitation is for %(email)s. Sign in with that address to accept it.") % {"email": invitation.email}
        )
    if _membership(user, invitation.organisation):
        return no(_("You are already a member of this organisation."))
    return still_stands(invitation, at=at)


def still_stands(invitation: Invitation, *, at: datetime) -> Verdict:
    """Whether anybody could accept it: one use, for a while, and only while the sender may invite."""
    if invitation.accepted_at:
        return no(_("This invitation was already used."))
    if invitation.revoked_at:
        return no(_("This invitation was withdrawn. Ask for a new one."))
    if invitation.expires_at <= at:
        return no(_("This invitation has expired. Ask for a new one."))
    if not can_invite(invitation.invited_by, invitation.organisation, role=invitation.role):
        return no(_("Whoever sent this invitation may no longer invite people. Ask somebody else for a new one."))
    return YES


# --- the same, for lists: the membership that acts is at hand, and nothing is asked of the database ---


def may_edit(actor: Membership | None) -> Verdict:
    if (refusal := _refused(actor)) is not None:
        return refusal
    if actor and actor.role in {Role.OWNER, Role.MANAGER}:
        return YES
    return no(_("Only owners and managers change the organisation."))


def may_invite(actor: Membership | None, *, role: str = Role.MEMBER) -> Verdict:
    if (refusal := _refused(actor)) is not None:
        return refusal
    if actor and actor.role == Role.OWNER:
        return YES
    if actor and actor.role == Role.MANAGER:
        return no(_("Only owners invite owners.")) if role == Role.OWNER else YES
    return no(_("Only owners and managers invite people."))


def may_change_role(actor: Membership | None, membership: Membership, *, role: str | None, owners: int) -> Verdict:
    if (refusal := _refused(actor, membership)) is not None:
        return refusal
    if actor and actor.role != Role.OWNER:
        return no(_("Only owners change roles."))
    if membership.role == Role.OWNER and owners <= 1 and role != Role.OWNER:
        return LAST_OWNER
    return YES


def may_remove(actor: Membership | None, membership: Membership, *, owners: int) -> Verdict:
    if (refusal := _refused(actor, membership)) is not None:
        return refusal
    if membership.role == Role.OWNER and owners <= 1:
        return LAST_OWNER
    if actor is None or actor.pk == membership.pk or actor.role == Role.OWNER:
        return YES
    if actor.role == Role.MANAGER:
        return YES if membership.role == Role.MEMBER else no(_("Managers remove members only."))
    return no(_("Only owners and managers remove people."))


def _refused(actor: Membership | None, membership: Membership | None = None) -> Verdict | None:
    """The refusals that come before any role: a stranger, a suspended person."""
    if actor is None or (membership and membership.organisation_id != actor.organisation_id):
        return NOT_A_MEMBER
    return None if actor.user.may_act else NOT_ACTIVE


def _membership(user: User, organisation: Organisation) -> Membership | None:
    return organisation.memberships.select_related("user").filter(user=user).first()
