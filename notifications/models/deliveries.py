"""A notification on its way over one channel: a row that is due until it is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.lib.jobs import Job
from notifications.models.notifications import Notification


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")


class Outcome(models.TextChoices):
    SENT = "sent", _("sent")
    UNWANTED = "unwanted", _("no longer wanted when its turn came")
    OPTED_OUT = "opted_out", _("switched off by the recipient")


class Delivery(Job):
    """One channel's copy. Retries reuse the Message-ID, so a copy sent twice is one message to a mail program."""

    MOST_ATTEMPTS = 40  # with waits of up to an hour: a mail server may be away for a day

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("notification")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="one_delivery_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"
