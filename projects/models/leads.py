"""Matches offered to agencies."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from marketplace.lib import codes
from projects.models.briefs import BriefVersion
from projects.models.matches import Match
from projects.models.projects import Project
from projects.states import LeadState

if TYPE_CHECKING:
    from accounts.models import User


OPEN_STATES = (LeadState.OFFERED, LeadState.ACCEPTED)
"""A lead in one of these takes a seat of its project and counts against its agency's capacity."""


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no_capacity", _("No one free in time")
    BUDGET = "budget", _("Budget too small")
    NOT_OUR_WORK = "not_our_work", _("Not our kind of work")
    CONFLICT = "conflict", _("Conflict of interest")
    UNCLEAR = "unclear", _("Brief is unclear")
    OTHER = "other", _("Another reason")


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The leads of the person's agencies."""
        return self.filter(agency__in=Agency.objects.run_by(user))

    def asked_by(self, user: "User | AnonymousUser") -> Self:
        """The leads of the person's projects: whom a client asked."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def for_inbox(self) -> Self:
        """With brief, match and client, and how many agencies were asked, have a seat, have answered: no names."""
        others = Lead.objects.filter(project=OuterRef("project")).order_by().values("project")
        asked = others.annotate(leads=Count("pk")).values("leads")
        taken = others.filter(state__in=OPEN_STATES).annotate(leads=Count("pk")).values("leads")
        answered = others.filter(answered_at__isnull=False).annotate(leads=Count("pk")).values("leads")
        return self.select_related("project__organisation", "agency", "brief", "match").annotate(
            asked=Subquery(asked), taken=Coalesce(Subquery(taken), 0), answered=Coalesce(Subquery(answered), 0)
        )

    def in_inbox_order(self) -> Self:
        """Open ones by the time left to answer, closed ones newest first."""
        return self.order_by(F("closed_at").desc(nulls_first=True), "answer_by", "pk")

    def counts_by_state(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(Count("pk")))


class Lead(models.Model):
    """A seat offered to an agency. The clock runs until it answers."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="leads", verbose_name=_("project"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="leads", verbose_name=_("agency"))
    brief = models.ForeignKey(BriefVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("brief"))
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+", verbose_name=_("match"))
    state = models.CharField(_("state"), max_length=10, choices=LeadState.choices, default=LeadState.OFFERED)
    seat_kind = models.CharField(
        _("kind of seat"), max_length=8, choices=[("score", _("By fit")), ("lottery", _("By draw"))]
    )
    offered_at = models.DateTimeField(_("offered"))
    answer_by = models.DateTimeField(_("answer by"), db_index=True)
    seen_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason, blank=True)
    decline_note = models.TextField(_("in your words"), max_length=1_000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            models.Index(fields=["agency", "state"], name="leads_by_agency_and_state"),
            models.Index(fields=["project", "state"], name="leads_by_project_and_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "agency"], name="one_lead_per_project_and_agency"),
            models.CheckConstraint(condition=Q(state__in=LeadState.values), name="lead_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="declining_names_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="answered_leads_say_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.agency_id}"

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.code])
