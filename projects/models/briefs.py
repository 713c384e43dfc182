"""The text and terms of a project, as published: never changed, only followed by a new version."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.lib.jobs import Job
from projects.models.projects import Project
from projects.states import ProjectState


class BudgetKind(models.TextChoices):
    RANGE = "range", _("I have a range")
    FIXED = "fixed", _("It is fixed")
    OPEN = "open", _("Tell me")


class Place(models.TextChoices):
    ANYWHERE = "anywhere", _("Anywhere")
    NEAR_TIME = "near_time", _("Within 2 h of my time zone")
    COUNTRY = "country", _("My country only")


class BriefVersionQuerySet(models.QuerySet["BriefVersion"]):
    def matched_and_current(self) -> Self:
        """The versions that stand for their open projects and have a run."""
        return self.filter(number=F("project__version"), project__state=ProjectState.OPEN, runs__isnull=False)

    def over(self) -> Self:
        """Matched, superseded or given up: nobody works at them any more."""
        return self.filter(Q(done_at__isnull=False) | Q(dead_at__isnull=False))


class BriefVersion(Job):
    """One version of the brief. As a job it is due until it was matched."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="versions", verbose_name=_("project"))
    number = models.PositiveIntegerField(_("number"))
    created_at = models.DateTimeField(_("created"))
    title = models.CharField(_("title"), max_length=140)
    text = models.TextField(_("what is needed"), max_length=20_000)
    reason = models.TextField(_("why now"), max_length=5_000, blank=True)
    audience = models.TextField(_("for whom"), max_length=5_000, blank=True)
    must_haves = models.TextField(_("must-haves"), max_length=5_000, blank=True)
    services = models.JSONField(_("services"), default=list)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    budget_kind = models.CharField(_("budget"), max_length=8, choices=BudgetKind, default=BudgetKind.OPEN)
    budget_low = models.BigIntegerField(_("budget from"), null=True, blank=True, help_text=_("Minor units."))
    budget_high = models.BigIntegerField(_("budget to"), null=True, blank=True, help_text=_("Minor units."))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    starts_on = models.DateField(_("earliest start"), null=True, blank=True)
    ends_on = models.DateField(_("needed by"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    place = models.CharField(_("where the agency may be"), max_length=10, choices=Place, default=Place.ANYWHERE)
    languages = models.JSONField(_("languages"), default=list)
    choosing = models.TextField(_("how you will choose"), max_length=5_000, blank=True)
    dated_on = models.DateField(
        _("dated"), null=True, blank=True, help_text=_("Case studies dated on or after this day are not read.")
    )
    offers_leads = models.BooleanField(_("offer leads when matched"), default=True)

    objects = BriefVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="brief_versions_are_numbered"),
            models.CheckConstraint(condition=~Q(title=""), name="brief_has_a_title"),
            models.CheckConstraint(
                condition=Q(budget_low__isnull=True)
                | Q(budget_high__isnull=True)
                | Q(budget_low__lte=F("budget_high")),
                name="budget_is_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(budget_low__isnull=True) | Q(budget_low__gte=0))
                & (Q(budget_high__isnull=True) | Q(budget_high__gt=0)),
                name="budget_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="dates_are_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"
