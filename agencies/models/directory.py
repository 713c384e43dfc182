"""What stands for the directory as it is now: whatever was worked out from it holds while this stays the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirectoryEdition(models.Model):
    """One row with a random key, changed in the transaction that changes what the directory shows.

    A key is never used twice, also not after a backup was restored: what is kept under an old one is never read again.
    Without the row nothing is kept.
    """

    ONLY = 1

    key = models.CharField(_("key"), max_length=16)

    class Meta:
        verbose_name = _("edition of the directory")
        verbose_name_plural = _("editions of the directory")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="directory_has_one_edition")]

    def __str__(self) -> str:
        return self.key
