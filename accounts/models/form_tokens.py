"""One-time form tokens that were spent, and what came of the form."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpentToken(models.Model):
    """A creating form was posted once. A second post of the same form is sent to the first one's result."""

    token = models.UUIDField(primary_key=True)
    location = models.CharField(_("result"), max_length=500, blank=True)
    spent_at = models.DateTimeField(_("spent"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("spent form token")
        verbose_name_plural = _("spent form tokens")

    def __str__(self) -> str:
        return str(self.token)
