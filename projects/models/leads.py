"""Matches offered to agencies."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from marketplace.lib import codes
from projects.models.briefs import BriefVersion
from projects.models.matches import Match
from projects.models.projects import Project
from projects.states import BidState, LeadState

if TYPE_CHECKING:
    from accounts.models import User


OPEN_STATES = (LeadState.OFFERED, LeadState.ACCEPTED)
"""A lead in one of these takes a seat of its project."""
OPEN = Q(state__in=OPEN_STATES, closed_at__isnull=True)
"""The same as long as it asks work of its agency: it counts against its capacity. Closed once bids are closed."""


class Stage(models.TextChoices):
    """Where a lead stands for its agency: what it said and what became of its bid, in one word."""

    NEW = "new", _("New")
    CONSIDERING = "considering", _("Considering")
    BID = "bid", _("Bid sent")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    CLOSED = "closed", _("Closed")


STAGE = Case(
    When(bid__state=BidState.AWARDED, then=Value(Stage.WON)),
    When(Q(bid__state=BidState.DECLINED) | Q(bid__state=BidState.LAPSED, bid__version__gt=0), then=Value(Stage.LOST)),
    When(bid__state=BidState.SUBMITTED, then=Value(Stage.BID)),
    When(state=LeadState.OFFERED, then=Value(Stage.NEW)),
    When(state=LeadState.ACCEPTED, then=Value(Stage.CONSIDERING)),
    default=Value(Stage.CLOSED),
    output_field=CharField(),
)
"""In the order in which they hold: the bid says more than the lead."""


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
        return self.filter(OPEN)

    def for_inbox(self) -> Self:
        """With brief, match, client and own bid, and how many agencies were asked and have answered: nothing else of
        rivals.
        """
        others = Lead.objects.filter(project=OuterRef("project")).order_by().values("project")
        asked = others.annotate(leads=Count("pk")).values("leads")
        answered = others.filter(answered_at__isnull=False).annotate(leads=Count("pk")).values("leads")
        return self.select_related("project__organisation", "agency", "brief", "match", "bid").annotate(
            asked=Subquery(asked), answered=Coalesce(Subquery(answered), 0), stage=STAGE
        )

    def at_stage(self, stage: str) -> Self:
        return self.alias(stage=STAGE).filter(stage=stage)

    def in_inbox_order(self) -> Self:
        """Open ones by the moment that comes next, closed ones newest first. Needs the stage of `for_inbox`."""
        next_at = Case(
            When(stage=Stage.NEW, then=F("answer_by")),
            When(stage=Stage.CONSIDERING, then=F("project__bids_close_at")),
            When(stage=Stage.BID, then=Coalesce("project__decide_by", "project__bids_close_at")),
        )
        return self.alias(next_at=next_at).order_by(
            F("next_at").asc(nulls_last=True), F("closed_at").desc(nulls_last=True), "-pk"
        )

    def counts_by_stage(self) -> dict[str, int]:
        """One query."""
        return dict(self.order_by().annotate(stage=STAGE).values_list("stage").annotate(Count("pk")))


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
