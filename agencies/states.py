"""The states of an agency's profile and the moves between them."""

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
