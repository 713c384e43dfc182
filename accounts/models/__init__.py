"""People, organisations, memberships, invitations, mails to them, spent form tokens."""

from accounts.models.form_tokens import SpentToken
from accounts.models.history import OrganisationEvent
from accounts.models.invitations import Invitation
from accounts.models.mails import OutgoingMail
from accounts.models.organisations import Membership, Organisation, Purpose, Role
from accounts.models.users import User

__all__ = [
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationEvent",
    "OutgoingMail",
    "Purpose",
    "Role",
    "SpentToken",
    "User",
]
