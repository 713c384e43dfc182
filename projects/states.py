"""The states of projects, leads and bids, and the moves between them."""

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


class BidState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    AWARDED = "awarded", _("Awarded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


PROJECT = {
    "publish": Transition(("draft",), "open", ("client",)),
    "cancel": Transition(("draft", "held", "open", "deciding"), "cancelled", ("client",)),
    "expire": Transition(("draft",), "expired", ("clock",)),
    "close": Transition(("open",), "deciding", ("clock",)),
    "close without bids": Transition(("open",), "expired", ("clock",)),
    "award": Transition(("open", "deciding"), "awarded", ("client",)),
    "give up": Transition(("deciding",), "expired", ("clock",)),
}

LEAD = {
    "accept": Transition(("offered",), "accepted", ("agency",)),
    "decline": Transition(("offered", "accepted"), "declined", ("agency",)),
    "lapse": Transition(("offered",), "lapsed", ("clock",)),
    "miss": Transition(("offered", "accepted"), "lapsed", ("clock",)),
    "withdraw": Transition(("offered", "accepted"), "withdrawn", ("client", "clock")),
}

BID = {
    "submit": Transition(("draft",), "submitted", ("agency",)),
    "revise": Transition(("submitted",), "submitted", ("agency",)),
    "withdraw": Transition(("draft", "submitted"), "withdrawn", ("agency",)),
    "decline": Transition(("submitted",), "declined", ("client",)),
    "award": Transition(("submitted",), "awarded", ("client",)),
    "lapse": Transition(("draft", "submitted"), "lapsed", ("client", "clock")),
}
