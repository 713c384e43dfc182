"""What the engine said of a brief: runs that can be recomputed, and the matches worth keeping whole."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from projects.models.briefs import BriefVersion


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    def with_counts(self) -> Self:
        """Each with `kept`, the number of its full rows."""
        return self.annotate(kept=Count("matches"))


class MatchRun(models.Model):
    """One run of the engine over all agencies, with everything that recomputing it needs.

    `inputs` is zlib-compressed JSON: the profile version and load read for each agency. `others` likewise:
    one reason code for each agency that has no full row.
    """

    brief = models.ForeignKey(BriefVersion, on_delete=models.CASCADE, related_name="runs", verbose_name=_("brief"))
    engine_version = models.CharField(_("engine version"), max_length=20)
    weights = models.JSONField(_("weights"))
    seed = models.BigIntegerField(_("seed"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    created_at = models.DateTimeField(_("run"))
    considered = models.PositiveIntegerField(_("agencies read"))
    eligible = models.PositiveIntegerField(_("agencies eligible"))
    fitting = models.PositiveIntegerField(_("agencies at the least score"))
    inputs = models.BinaryField(_("inputs"))
    others = models.BinaryField(_("reasons of the others"))
    offers_leads = models.BooleanField(_("offers leads"), default=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of the engine")
        verbose_name_plural = _("runs of the engine")
        constraints = [models.UniqueConstraint(fields=["brief"], name="one_run_per_brief_version")]

    def __str__(self) -> str:
        return f"{self.brief_id} · {self.engine_version}"


class Match(models.Model):
    """The engine's full answer for one agency: score, parts, reasons. `seat_order` says who is asked when."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="matches", verbose_name=_("run"))
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="matches", verbose_name=_("agency"))
    rank = models.PositiveIntegerField(_("rank"))
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=4)
    content = models.JSONField(_("parts and reasons"), encoder=DjangoJSONEncoder)
    seat_order = models.PositiveIntegerField(_("order of seats"), null=True, blank=True)
    seat_kind = models.CharField(
        _("kind of seat"), max_length=8, blank=True, choices=[("score", _("By fit")), ("lottery", _("By draw"))]
    )
    probability = models.FloatField(_("probability of the draw"), null=True, blank=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(fields=["run", "agency"], name="one_match_per_run_and_agency"),
            models.UniqueConstraint(fields=["run", "rank"], name="ranks_are_not_shared"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="score_is_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.score}"
