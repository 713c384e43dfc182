"""Who may change an agency's profile, and what it lacks before it can be published."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, Role, User
from agencies.models import Agency
from agencies.states import VerificationKind
from marketplace.lib.verdict import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a profile lacks: its sentence, and the name of the page on which it is added."""

    sentence: str
    page: str


def missing_for_publishing(agency: Agency) -> list[Missing]:
    """What the profile needs before it can be published; empty when it is complete. One query at most."""
    lacking = []
    if not agency.tagline:
        lacking.append(Missing(_("A tagline: one line that says what you are good at"), "agency_settings:profile"))
    if not agency.description:
        lacking.append(Missing(_("A description of your work"), "agency_settings:profile"))
    if not agency.country:
        lacking.append(Missing(_("The country you work from"), "agency_settings:profile"))
    if not agency.services.exists():
        lacking.append(Missing(_("At least one service"), "agency_settings:services"))
    return lacking


def can_create(user: User | AnonymousUser, organisation: Organisation) -> Verdict:
    """Owners and managers of the organisation."""
    return can_edit_as(_membership(user, organisation.pk))


def can_edit(user: User | AnonymousUser, agency: Agency) -> Verdict:
    """Owners and managers of the agency's organisation."""
    return can_edit_as(_membership(user, agency.organisation_id))


def can_edit_as(membership: Membership | None) -> Verdict:
    """The same for a membership that is at hand."""
    if membership is None:
        return no(_("You are not a member of this organisation."))
    if membership.role not in {Role.OWNER, Role.MANAGER}:
        return no(_("Only owners and managers can change the agency profile. Ask one of them."))
    return YES


def _membership(user: User | AnonymousUser, organisation: int) -> Membership | None:
    if not user.is_authenticated or not user.is_active or user.suspended_at:
        return None
    return Membership.objects.filter(user=user, organisation=organisation).first()


def can_ask_for_verification(membership: Membership | None, agency: Agency, last: str) -> Verdict:
    """Those who may change the profile, once it is public and nothing is waiting. `last` is the last step's kind."""
    if not (verdict := can_edit_as(membership)):
        return verdict
    if not agency.is_public:
        return no(_("Publish your profile first. What is checked is what clients read."))
    if last == VerificationKind.ASKED:
        return no(_("Your request waits for us. You will hear the outcome with its reason."))
    if last == VerificationKind.VERIFIED:
        return no(_("Your agency is verified already."))
    return YES


def can_decide(user: User | AnonymousUser, agency: Agency) -> Verdict:
    """Moderators, and never on an agency of their own."""
    if not user.is_authenticated or not user.may_act or not user.has_perm("accounts.moderate"):
        return no(_("Only moderators decide on verification."))
    if _membership(user, agency.organisation_id) is not None:
        return no(_("You are a member of this organisation. Somebody else has to decide."))
    return YES
