"""What happened to an agency's profile."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from marketplace.lib.history import Event


class AgencyEvent(Event):
    """Created, edited, published, paused, …: append-only, chained per agency."""

    SUBJECT = "agency"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="events", verbose_name=_("agency"))

    class Meta:
        verbose_name = _("agency event")
        verbose_name_plural = _("agency events")
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="agency_events_are_numbered")]

    def __str__(self) -> str:
        return f"{self.agency_id} #{self.number} {self.kind}"
