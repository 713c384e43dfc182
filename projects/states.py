"""The states of projects and leads, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.lib.workflow import Transition


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    HELD = "held", _("Being checked")
    OPEN = "open", _("Open")
    DECIDING = "deciding", _("Deciding")
    AWARDED = "awarded", _("Awarded")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


class LeadState(models.TextChoices):
    OFFERED = "offered", _("New")
    ACCEPTED = "accepted", _("Considering")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PROJECT = {
    "publish": Transition(("draft",), "open", ("client",)),
    "cancel": Transition(("draft", "held", "open", "deciding"), "cancelled", ("client",)),
    "expire": Transition(("draft",), "expired", ("clock",)),
}

LEAD = {
    "accept": Transition(("offered",), "accepted", ("agency",)),
    "decline": Transition(("offered", "accepted"), "declined", ("agency",)),
    "lapse": Transition(("offered",), "lapsed", ("clock",)),
    "withdraw": Transition(("offered", "accepted"), "withdrawn", ("client", "clock")),
}
