"""What agencies are told about themselves: that their verification was decided."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import VerificationStep
from notifications.actions import notifications as telling
from notifications.kinds import Group, Kind, register

AGENCY = Group("agency", _("Your agency profile"), hint=_("Verification, and what we find out about it"))

VERIFICATION_DECIDED = register(
    Kind(
        name="verification_decided",
        group=AGENCY,
        label=_("We decided on your verification"),
        icon="bw-verified",
        facts={"agency": "Paperlark", "outcome": "verified", "reason": "The register names you as its directors."},
        transactional=True,
    )
)


def verification_decided(step: VerificationStep) -> None:
    """Everybody of the agency's organisation, with the moderator's reason."""
    people = User.objects.filter(is_active=True, suspended_at__isnull=True)
    telling.tell(
        people.filter(memberships__organisation=step.agency.organisation_id).order_by("pk"),
        "verification_decided",
        event=f"verification:{step.agency_id}:{step.number}",
        facts={"agency": step.agency.name, "outcome": step.kind, "reason": step.text},
        path=reverse("agency_settings:verification"),
        at=step.at,
    )
