"""The contract: it is the award. One project, one bid, the version that was seen."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agencies.models import Agency
from marketplace.lib import codes
from marketplace.lib.history import Event
from projects.models import Bid, BidVersion, Project

if TYPE_CHECKING:
    from accounts.models import User


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The contracts of the person's organisations, on either side."""
        own = Project.objects.visible_to(user)
        return self.filter(Q(project__in=own) | Q(bid__agency__in=Agency.objects.run_by(user)))

    def of_organisation(self, organisation: Organisation) -> Self:
        """On either side."""
        return self.filter(Q(project__organisation=organisation) | Q(bid__agency__organisation=organisation))

    def with_parties(self) -> Self:
        return self.select_related("project__organisation", "bid__agency", "bid__lead", "version__bid__project")

    def newest_first(self) -> Self:
        return self.order_by("-awarded_at", "-pk")


class Contract(models.Model):
    """Made in the transaction that awards the bid. That bid and version are the project's, the database makes sure."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="contract", verbose_name=_("project")
    )
    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="contract", verbose_name=_("bid"))
    version = models.OneToOneField(
        BidVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the bid")
    )
    awarded_at = models.DateTimeField(_("awarded"))
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("awarded by")
    )

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contracts:detail", args=[self.code])


class ContractEvent(Event):
    """Awarded, and later what becomes of it: append-only, chained per contract."""

    SUBJECT = "contract"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="events", verbose_name=_("contract"))

    class Meta:
        verbose_name = _("contract event")
        verbose_name_plural = _("contract events")
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_events_are_numbered")]

    def __str__(self) -> str:
        return f"{self.contract_id} #{self.number} {self.kind}"
