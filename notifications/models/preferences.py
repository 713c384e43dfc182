"""What a person switched off."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """A person's choice for one group of messages on one channel; no row means the default, on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    group = models.CharField(_("group"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10)
    wanted = models.BooleanField(_("wanted"), default=True)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "channel"], name="one_preference_per_group_and_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group} {self.channel}: {self.wanted}"
