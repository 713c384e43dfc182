"""Moments at which a project needs something done: rows that beat sweeps, never timers in a broker."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.models.projects import Project


class DeadlineKind(models.TextChoices):
    BIDS_SOON = "bids_soon", _("Bids close soon")
    BIDS_CLOSE = "bids_close", _("Bids close")
    DECIDE_IN_A_WEEK = "decide_7", _("A week to decide")
    DECIDE_IN_TWO_DAYS = "decide_2", _("Two days to decide")
    DECIDE_TODAY = "decide_0", _("Last day to decide")
    GIVE_UP = "give_up", _("The time to decide is over")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def due(self, at: object) -> Self:
        """Not met and over, the oldest first."""
        return self.filter(met_at__isnull=True, due_at__lte=at).order_by("due_at", "pk")


class Deadline(models.Model):
    """One moment of one project. Met once, late rather than never."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("project"))
    kind = models.CharField(_("what is due"), max_length=12, choices=DeadlineKind)
    due_at = models.DateTimeField(_("due"))
    met_at = models.DateTimeField(_("met"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [models.Index(fields=["due_at"], condition=Q(met_at__isnull=True), name="deadlines_not_met")]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="one_deadline_of_a_kind_per_project"),
            models.CheckConstraint(condition=Q(kind__in=DeadlineKind.values), name="deadline_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind}"
