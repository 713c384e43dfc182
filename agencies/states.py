"""The states of an agency's profile and the moves between them, and the steps of its verification."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.lib.workflow import Transition


class AgencyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")


AGENCY = {
    "publish": Transition(("draft", "paused"), "published", ("owner", "manager")),
    "pause": Transition(("published",), "paused", ("owner", "manager")),
}


class VerificationKind(models.TextChoices):
    ASKED = "asked", _("Asked for")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Not verified")
    REVOKED = "revoked", _("Taken back")


VERIFICATION: dict[str, tuple[str, ...]] = {
    VerificationKind.ASKED: ("", VerificationKind.REFUSED, VerificationKind.REVOKED),
    VerificationKind.VERIFIED: (VerificationKind.ASKED,),
    VerificationKind.REFUSED: (VerificationKind.ASKED,),
    VerificationKind.REVOKED: (VerificationKind.VERIFIED,),
}
"""Each step with the last one that it may follow; nothing at all is the empty word."""
