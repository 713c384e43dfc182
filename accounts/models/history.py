"""What happened to an organisation and its people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from marketplace.lib.history import Event


class OrganisationEvent(Event):
    """Joined, role changed, removed, invited, …: append-only, chained per organisation."""

    SUBJECT = "organisation"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="events", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("organisation event")
        verbose_name_plural = _("organisation events")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="organisation_events_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} #{self.number} {self.kind}"
