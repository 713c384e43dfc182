"""What a person switched off."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, nobody else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def switched_off(self, channel: str) -> set[str]:
        """The groups, by slug, that were switched off on the channel."""
        return set(self.filter(channel=channel, wanted=False).values_list("group", flat=True))


class Preference(models.Model):
    """A person's choice for one group of messages on one channel; no row means the default, on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    group = models.CharField(_("group"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10)
    wanted = models.BooleanField(_("wanted"), default=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "channel"], name="one_preference_per_group_and_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group} {self.channel}: {self.wanted}"
