"""Bids: one per agency and project, each version kept, the priced content in tables of its own."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from marketplace.lib import codes
from marketplace.lib.history import Event
from projects.models.briefs import BriefVersion
from projects.models.leads import Lead
from projects.models.projects import Project
from projects.states import BidState

if TYPE_CHECKING:
    from accounts.models import User

SENT_STATES = (BidState.SUBMITTED, BidState.AWARDED, BidState.DECLINED)
"""A bid in one of these was sent and stands, or was decided: the client may see it."""


class BidDeclineReason(models.TextChoices):
    PRICE = "price", _("The price is too far from our budget")
    TIMING = "timing", _("The dates don't fit")
    APPROACH = "approach", _("Another approach suits us better")
    EXPERIENCE = "experience", _("Another agency has done more of this")
    TEAM = "team", _("Another team fits ours better")
    MISSING = "missing", _("Something the brief asks for is left out")
    CANCELLED = "cancelled", _("The project was called off")
    OTHER = "other", _("Another reason")


class BidQuerySet(models.QuerySet["Bid"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The bids of the person's own agencies. A client's come from `received_by`."""
        return self.filter(agency__in=Agency.objects.run_by(user))

    def received_by(self, user: "User | AnonymousUser") -> Self:
        """The bids that the person's projects got and that stand or were decided. Drafts are nobody's but theirs."""
        sent = Q(state__in=SENT_STATES) | Q(state=BidState.LAPSED, version__gt=0)
        return self.filter(sent, project__in=Project.objects.visible_to(user))

    def standing(self) -> Self:
        """Sent and not decided."""
        return self.filter(state=BidState.SUBMITTED)

    def taken_back(self) -> Self:
        """Sent, then withdrawn: that there was one is known, what it said is not."""
        return self.filter(state=BidState.WITHDRAWN, version__gt=0)

    def for_comparison(self) -> Self:
        """With agency, match and the client's own remarks, best fit first."""
        return self.select_related("agency", "lead__match", "remark").order_by("-lead__match__score", "pk")


class Bid(models.Model):
    """An agency's offer for a project. `version` counts what was sent; 0 while nothing was."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="bids", verbose_name=_("project"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="bids", verbose_name=_("agency"))
    lead = models.OneToOneField(Lead, on_delete=models.PROTECT, related_name="bid", verbose_name=_("lead"))
    state = models.CharField(_("state"), max_length=10, choices=BidState, default=BidState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=0)
    begun_at = models.DateTimeField(_("begun"))
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=20, choices=BidDeclineReason, blank=True)
    decline_note = models.TextField(_("in your words"), max_length=1_000, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        indexes = [models.Index(fields=["agency", "state"], name="bids_by_agency_and_state")]
        constraints = [
            models.UniqueConstraint(fields=["project", "agency"], name="one_bid_per_project_and_agency"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="awarded"), name="one_awarded_bid_per_project"
            ),
            models.CheckConstraint(condition=Q(state__in=BidState.values), name="bid_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "awarded", "declined"]) | Q(version__gte=1, sent_at__isnull=False),
                name="sent_bids_have_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(version=0), name="a_bid_that_was_sent_is_no_draft_again"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["awarded", "declined"]) | Q(decided_at__isnull=False),
                name="decided_bids_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="declining_a_bid_names_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("leads:bid", args=[self.lead.code])


class BidDraft(models.Model):
    """What the agency is writing, as typed, valid or not. Read and written by projects.envelopes alone."""

    bid = models.OneToOneField(Bid, on_delete=models.CASCADE, related_name="+", verbose_name=_("bid"))
    answers = models.JSONField(_("answers as typed"), default=dict, blank=True)
    answers_version = models.PositiveIntegerField(_("saved times"), default=0)
    sent_version = models.PositiveIntegerField(
        _("saved times when sent"), default=0, help_text=_("Equal to the above: nothing unsent.")
    )
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    class Meta:
        verbose_name = _("draft of a bid")
        verbose_name_plural = _("drafts of bids")

    def __str__(self) -> str:
        return f"{self.bid_id} saved {self.answers_version}"


class BidVersion(models.Model):
    """One version as it was sent: the envelope. What is in it lies in BidContent. Append-only."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="versions", verbose_name=_("bid"))
    number = models.PositiveIntegerField(_("number"))
    brief = models.ForeignKey(BriefVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("brief"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    receipt = models.CharField(_("receipt"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("version of a bid")
        verbose_name_plural = _("versions of bids")
        constraints = [
            models.UniqueConstraint(fields=["bid", "number"], name="bid_versions_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="bid_versions_begin_with_one"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} v{self.number}"


class BidContent(models.Model):
    """The priced content of a version: a table of its own behind projects.envelopes. Append-only."""

    version = models.OneToOneField(
        BidVersion, on_delete=models.PROTECT, related_name="+", primary_key=True, verbose_name=_("version")
    )
    nonce = models.CharField(max_length=64)
    terms = models.JSONField(_("terms"))
    total = models.BigIntegerField(_("total"), help_text=_("Minor units."))
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("content of a bid")
        verbose_name_plural = _("contents of bids")
        constraints = [models.CheckConstraint(condition=Q(total__gt=0), name="bids_cost_something")]

    def __str__(self) -> str:
        return f"Content of {self.version_id}"


class Remark(models.Model):
    """What the client's team keeps about a bid for itself. No agency ever sees it."""

    bid = models.OneToOneField(Bid, on_delete=models.CASCADE, related_name="remark", verbose_name=_("bid"))
    shortlisted_at = models.DateTimeField(_("shortlisted"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=5_000, blank=True)
    note_version = models.PositiveIntegerField(_("saved times"), default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")

    def __str__(self) -> str:
        return f"Remark on {self.bid_id}"


class BidEvent(Event):
    """Begun, submitted, revised, withdrawn, declined, awarded, lapsed: append-only, chained per bid, never a price."""

    SUBJECT = "bid"

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="events", verbose_name=_("bid"))

    class Meta:
        verbose_name = _("bid event")
        verbose_name_plural = _("bid events")
        constraints = [models.UniqueConstraint(fields=["bid", "number"], name="bid_events_are_numbered")]

    def __str__(self) -> str:
        return f"{self.bid_id} #{self.number} {self.kind}"
