"""An agency's public profile and the rows that say what it offers, where and in which language."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agencies.states import AgencyState
from marketplace.lib import places
from matching import taxonomy

if TYPE_CHECKING:
    from accounts.models import User


SHOWN_ON_CARDS = (
    *("slug", "state", "name", "tagline", "country", "city", "team_size", "currency", "hourly_low", "hourly_high"),
    *("minimum_budget", "available_on", "accepting_leads", "logo", "logo_width", "logo_height", "verified_at"),
)


class AgencyQuerySet(models.QuerySet["Agency"]):
    def public(self) -> Self:
        """What any visitor may see: published and paused profiles."""
        return self.filter(state__in=[AgencyState.PUBLISHED, AgencyState.PAUSED])

    def for_directory(self) -> Self:
        """Public profiles with what a card shows, unclaimed ones included."""
        shown = self.public().select_related("organisation").prefetch_related("services")
        return shown.only(*SHOWN_ON_CARDS, "organisation__claimed_at")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Public profiles, and one's own organisations' drafts."""
        if not user.is_authenticated:
            return self.public()
        own = Organisation.objects.visible_to(user)
        return self.filter(Q(state__in=[AgencyState.PUBLISHED, AgencyState.PAUSED]) | Q(organisation__in=own))

    def run_by(self, user: "User | AnonymousUser") -> Self:
        """The agencies the person is a member of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Agency(models.Model):
    """An organisation's public profile as a provider. Only actions write; each change makes a new version."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="agency", verbose_name=_("organisation")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=AgencyState.choices, default=AgencyState.DRAFT)
    version = models.PositiveIntegerField(_("profile version"), default=0)
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    country = models.CharField(_("home country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    team_size = models.PositiveIntegerField(_("people"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    hourly_low = models.BigIntegerField(_("hourly rate from"), null=True, blank=True, help_text=_("Minor units."))
    hourly_high = models.BigIntegerField(_("hourly rate to"), null=True, blank=True, help_text=_("Minor units."))
    minimum_budget = models.BigIntegerField(_("smallest project"), null=True, blank=True, help_text=_("Minor units."))
    available_on = models.DateField(_("next free from"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("open leads at once"), default=3)
    capacity_confirmed_at = models.DateTimeField(_("capacity confirmed"), null=True, blank=True)
    accepting_leads = models.BooleanField(_("accepts leads"), default=True)
    logo = models.ImageField(
        _("logo"), upload_to="logos/", blank=True, width_field="logo_width", height_field="logo_height"
    )
    logo_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        indexes = [
            models.Index(fields=["state", "name"], name="agencies_by_state_and_name"),
            models.Index(fields=["-published_at", "-id"], name="agencies_by_publishing"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AgencyState.values), name="agency_state_is_known"),
            models.CheckConstraint(
                condition=Q(hourly_low__isnull=True)
                | Q(hourly_high__isnull=True)
                | Q(hourly_low__lte=F("hourly_high")),
                name="hourly_band_is_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(hourly_low__isnull=True) | Q(hourly_low__gte=0))
                & (Q(hourly_high__isnull=True) | Q(hourly_high__gte=0)),
                name="hourly_rate_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(minimum_budget__isnull=True) | Q(minimum_budget__gte=0),
                name="minimum_budget_is_not_negative",
            ),
            models.CheckConstraint(condition=Q(team_size__isnull=True) | Q(team_size__gte=1), name="team_has_somebody"),
            models.CheckConstraint(condition=Q(capacity__lte=50), name="capacity_is_believable"),
            models.CheckConstraint(condition=~Q(name=""), name="agency_has_a_name"),
            models.CheckConstraint(
                condition=Q(state=AgencyState.DRAFT) | Q(published_at__isnull=False), name="shown_profile_was_published"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agencies:detail", args=[self.slug])

    def capacity_on(self, at: datetime) -> int:
        """How many open leads it gets at this time: one, once the number has not been confirmed for a while."""
        confirmed = self.capacity_confirmed_at
        fresh = confirmed is not None and confirmed > at - timedelta(days=settings.CAPACITY_CONFIRM_DAYS)
        return self.capacity if fresh else min(self.capacity, 1)

    @property
    def is_claimed(self) -> bool:
        """Whether its own people run the profile. Load it with its organisation."""
        return self.organisation.claimed_at is not None

    @property
    def is_accepting(self) -> bool:
        """Whether it takes leads at the moment."""
        return self.state == AgencyState.PUBLISHED and self.accepting_leads

    @property
    def place(self) -> str:
        """“Tallinn, Estonia”, as far as it is stated."""
        return ", ".join(filter(None, (self.city, places.country_name(self.country) if self.country else "")))

    @property
    def states_prices(self) -> bool:
        return any(amount is not None for amount in (self.minimum_budget, self.hourly_low, self.hourly_high))

    @property
    def logo_url(self) -> str:
        """Where the logo is served; nothing without one."""
        return f"/media/{self.logo.name}" if self.logo else ""

    @property
    def website_shown(self) -> str:
        """The website as people say it, without scheme and closing slash."""
        return self.website.split("://", 1)[-1].removesuffix("/")

    @property
    def free_from(self) -> date | None:
        """The day from which it is free, as long as that has not come: who was free in March is free now."""
        return self.available_on if self.available_on and self.available_on > timezone.localdate() else None

    @property
    def is_paused(self) -> bool:
        return self.state == AgencyState.PAUSED

    @property
    def is_public(self) -> bool:
        return self.state in {AgencyState.PUBLISHED, AgencyState.PAUSED}


class AgencyService(models.Model):
    """One service with its share of the agency's work, in percent; the shares sum to 100."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="services", verbose_name=_("agency"))
    service = models.CharField(_("service"), max_length=60)
    focus = models.PositiveSmallIntegerField(_("share of the work"), help_text=_("Percent."))

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [models.Index(fields=["service", "agency"], name="agencies_by_service")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "service"], name="one_row_per_agency_and_service"),
            models.CheckConstraint(condition=Q(focus__gte=1, focus__lte=100), name="focus_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.focus}%"

    @property
    def name(self) -> str:
        """The service's name; its slug where the taxonomy no longer knows it."""
        return taxonomy.SERVICES[self.service].name if self.service in taxonomy.SERVICES else self.service


class AgencyIndustry(models.Model):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="industries", verbose_name=_("agency"))
    industry = models.CharField(_("industry"), max_length=60)

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        indexes = [models.Index(fields=["industry", "agency"], name="agencies_by_industry")]
        constraints = [models.UniqueConstraint(fields=["agency", "industry"], name="one_row_per_agency_and_industry")]

    def __str__(self) -> str:
        return self.industry


class AgencyCountry(models.Model):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="countries", verbose_name=_("agency"))
    country = models.CharField(_("country served"), max_length=2)

    class Meta:
        verbose_name = _("country served")
        verbose_name_plural = _("countries served")
        indexes = [models.Index(fields=["country", "agency"], name="agencies_by_country")]
        constraints = [models.UniqueConstraint(fields=["agency", "country"], name="one_row_per_agency_and_country")]

    def __str__(self) -> str:
        return self.country


class AgencyLanguage(models.Model):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="languages", verbose_name=_("agency"))
    language = models.CharField(_("language"), max_length=8)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        indexes = [models.Index(fields=["language", "agency"], name="agencies_by_language")]
        constraints = [models.UniqueConstraint(fields=["agency", "language"], name="one_row_per_agency_and_language")]

    def __str__(self) -> str:
        return self.language
