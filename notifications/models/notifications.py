"""The inbox: one row per person and event."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.lib import codes

if TYPE_CHECKING:
    from accounts.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, nobody else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Notification(models.Model):
    """Somebody was told something. `facts` is what the texts are made of, as it was when it happened."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=60, help_text=_("The name of the text's folder."))
    event = models.CharField(_("event"), max_length=120, help_text=_("What happened, unique with kind and person."))
    facts = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    path = models.CharField(_("where it leads"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), db_index=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "event"], name="told_once_per_person_and_event"),
        ]
        indexes = [models.Index(fields=["recipient", "read_at"], name="unread_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"
