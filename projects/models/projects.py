"""What a client needs done, from the first words typed to the end."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from marketplace.lib import codes
from projects.states import BidState, LeadState, ProjectState

if TYPE_CHECKING:
    from accounts.models import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The projects of the person's organisations. An invited agency sees its lead, not the project."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def held_by(self, key_hash: str) -> Self:
        """A visitor's drafts: those begun in the browser that holds the key."""
        if not key_hash:
            return self.none()
        return self.filter(draft_key_hash=key_hash, organisation__isnull=True, state=ProjectState.DRAFT)

    def editable_by(self, user: "User | AnonymousUser", key_hash: str = "") -> Self:
        """The projects of the person's organisations, and the drafts of their browser."""
        return self.visible_to(user) | self.held_by(key_hash)

    def with_answers(self) -> Self:
        """Whether the current brief was matched yet, how agencies answered, what they asked, how many bids stand."""
        matched = self.model.objects.filter(
            pk=OuterRef("pk"), versions__number=F("version"), versions__runs__isnull=False
        )
        return (
            self.select_related("organisation")
            .annotate(
                asked=Count("leads"),
                considering=Count("leads", filter=Q(leads__state=LeadState.ACCEPTED)),
                waiting=Count("leads", filter=Q(leads__state=LeadState.OFFERED)),
                matched=Exists(matched),
            )
            .with_work()
        )

    def with_work(self) -> Self:
        """`unanswered` questions and `standing` bids of each, without multiplying its rows."""
        unanswered = Q(questions__isnull=False, questions__answered_at__isnull=True)
        return self.annotate(
            unanswered=self._count("questions", unanswered),
            standing=self._count("bids", Q(bids__state=BidState.SUBMITTED)),
        )

    def by_what_needs_doing(self) -> Self:
        """What waits for the client first, by its deadline: questions and decisions, bids to read, then drafts, then
        what is open and needs nothing, then what is over. Needs the counts of `with_work`.
        """
        places = [
            Q(state=ProjectState.DECIDING) | Q(state=ProjectState.OPEN, unanswered__gt=0),
            Q(state=ProjectState.OPEN, standing__gt=0),
            Q(state=ProjectState.DRAFT),
            Q(state=ProjectState.HELD),
            Q(state=ProjectState.OPEN),
        ]
        place = Case(
            *(When(which, then=number) for number, which in enumerate(places)),
            default=len(places),
            output_field=IntegerField(),
        )
        due = Case(
            When(state=ProjectState.DECIDING, then=F("decide_by")),
            When(state=ProjectState.OPEN, then=F("bids_close_at")),
        )
        order = ("place", F("due").asc(nulls_last=True), "-created_at", "-pk")
        return self.annotate(place=place, due=due).order_by(*order)

    def _count(self, name: str, which: Q) -> Coalesce:
        """A subquery that counts rows of one relation."""
        same = self.model.objects.filter(which, pk=OuterRef("pk")).order_by().values("pk")
        return Coalesce(Subquery(same.annotate(rows=Count(name)).values("rows")), 0)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Project(models.Model):
    """A project. While a draft, `answers` holds what was typed, valid or not; publishing makes a BriefVersion.

    A visitor's draft has no organisation: `draft_key_hash` ties it to the browser that began it.
    """

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=ProjectState.choices, default=ProjectState.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    title = models.CharField(_("title"), max_length=140, blank=True)
    answers = models.JSONField(_("answers as typed"), default=dict, blank=True)
    answers_version = models.PositiveIntegerField(_("saved times"), default=0)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    draft_key_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    expires_at = models.DateTimeField(_("draft expires"), null=True, blank=True, db_index=True)
    expiry_warned_at = models.DateTimeField(_("expiry warned"), null=True, blank=True)
    version = models.PositiveIntegerField(_("brief version"), default=0)
    seats = models.PositiveSmallIntegerField(_("seats"), default=5)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    bids_close_at = models.DateTimeField(_("bids close"), null=True, blank=True)
    questions_close_at = models.DateTimeField(_("questions close"), null=True, blank=True)
    decide_by = models.DateTimeField(_("decision by"), null=True, blank=True)
    offers_leads = models.BooleanField(_("offers leads"), default=True)
    came_from = models.CharField(_("came from"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    external_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    source_status = models.CharField(_("status at the source"), max_length=60, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [models.Index(fields=["organisation", "state"], name="projects_by_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="project_state_is_known"),
            models.CheckConstraint(condition=Q(seats__gte=3, seats__lte=8), name="seats_are_three_to_eight"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled", "expired"])
                | Q(published_at__isnull=False, organisation__isnull=False),
                name="published_projects_have_a_date_and_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="one_project_per_external_id"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.code])
