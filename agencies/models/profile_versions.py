"""Every version of a profile as the matching engine reads it, so that a past match can be recomputed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency


class ProfileVersion(models.Model):
    """The profile as it was: `content` is what `matching.types.Profile` is built from. Never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="versions", verbose_name=_("agency"))
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("profile version")
        verbose_name_plural = _("profile versions")
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="profile_versions_are_numbered")]

    def __str__(self) -> str:
        return f"{self.agency_id} v{self.number}"
