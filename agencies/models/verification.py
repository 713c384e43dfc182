"""How an agency came to be verified, or not: what it showed, what was decided, and why."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from agencies.states import VerificationKind


class VerificationQuerySet(models.QuerySet["VerificationStep"]):
    def of(self, agency: Agency) -> Self:
        """Everything that happened, in order, with the names of who did it."""
        return self.filter(agency=agency).select_related("by").order_by("number")

    def standing(self) -> Self:
        """The last step of each agency: where it stands."""
        last = VerificationStep.objects.filter(agency=OuterRef("agency")).order_by("-number").values("number")[:1]
        return self.annotate(last=Subquery(last)).filter(number=F("last"))

    def waiting(self) -> Self:
        """Requests that nobody has decided, the oldest first."""
        return self.standing().filter(kind=VerificationKind.ASKED).select_related("agency").order_by("at", "pk")

    def decided(self) -> Self:
        """Where a decision was the last word, the newest first."""
        decided = self.standing().exclude(kind=VerificationKind.ASKED)
        return decided.select_related("agency", "by").order_by("-at", "-pk")


class VerificationStep(models.Model):
    """A request with its evidence, or a decision with its reason. The database refuses to change any of them."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="verification", verbose_name=_("agency"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what happened"), max_length=10, choices=VerificationKind.choices)
    text = models.TextField(_("evidence or reason"), max_length=3000)
    links = models.JSONField(_("links"), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a verification")
        verbose_name_plural = _("steps of verifications")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="verification_steps_are_numbered"),
            models.CheckConstraint(condition=Q(kind__in=VerificationKind.values), name="verification_step_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="verification_step_gives_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} #{self.number} {self.kind}"
