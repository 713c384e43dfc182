"""What an agency did before: the strongest evidence a match can have."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from marketplace.lib import codes, money
from matching import taxonomy

if TYPE_CHECKING:
    from accounts.models import User


class CaseStudyQuerySet(models.QuerySet["CaseStudy"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of visible agencies."""
        return self.filter(agency__in=Agency.objects.visible_to(user))

    def newest_first(self) -> Self:
        return self.order_by(models.F("finished_on").desc(nulls_last=True), "-pk")

    def for_profile(self) -> Self:
        """Newest first, with their pictures."""
        pictures = models.Prefetch("pictures", CaseStudyPicture.objects.order_by("pk"))
        return self.newest_first().prefetch_related(pictures)


class CaseStudy(models.Model):
    """One finished project, told by the agency."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="case_studies", verbose_name=_("agency"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what you did, and what came of it"), max_length=5_000, blank=True)
    client = models.CharField(_("client"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    services = models.JSONField(_("services"), default=list, blank=True)
    finished_on = models.DateField(_("finished"), null=True, blank=True)
    amount = models.BigIntegerField(_("size"), null=True, blank=True, help_text=_("Minor units."))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    external_id = models.CharField(_("id at the source"), max_length=200, blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "external_id"],
                condition=~Q(external_id=""),
                name="one_case_study_per_external_id",
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="size_is_not_negative"),
            models.CheckConstraint(condition=~Q(title=""), name="case_study_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_picture(self) -> "CaseStudyPicture | None":
        """The picture that stands for all. Load the rows with `for_profile`."""
        return next(iter(self.pictures.all()), None)

    @property
    def summary(self) -> str:
        """“2025 · €72,000 · Hollin Ferries”, as far as it is stated."""
        year = str(self.finished_on.year) if self.finished_on else ""
        size = money.show(self.amount, self.currency) if self.amount else ""
        return " · ".join(filter(None, (year, size, self.client)))

    @property
    def industry_name(self) -> str:
        return taxonomy.INDUSTRIES[self.industry].name if self.industry in taxonomy.INDUSTRIES else ""

    @property
    def service_names(self) -> list[str]:
        return [taxonomy.SERVICES[slug].name for slug in self.services if slug in taxonomy.SERVICES]


class CaseStudyPictureQuerySet(models.QuerySet["CaseStudyPicture"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of visible case studies."""
        return self.filter(case_study__in=CaseStudy.objects.visible_to(user))


class CaseStudyPicture(models.Model):
    """A picture of the work, re-encoded on upload, with the words for those who can't see it."""

    case_study = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("case study")
    )
    image = models.ImageField(_("picture"), upload_to="case-studies/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(_("what it shows"), max_length=200)

    objects = CaseStudyPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.UniqueConstraint(fields=["image"], name="one_row_per_picture_file"),
            models.CheckConstraint(condition=~Q(alt=""), name="picture_says_what_it_shows"),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def key(self) -> str:
        """The random name of its file, which stands for it in addresses."""
        return PurePosixPath(self.image.name or "").stem

    @property
    def url(self) -> str:
        """Where it is served, to those who may see the profile."""
        return f"/media/{self.image.name}"
