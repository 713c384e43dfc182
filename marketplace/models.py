"""Tables of the project itself: its heartbeat, what readers of pages did, what pages brought, the open numbers."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """When a task last ran. Written by a worker, so a worker that lives but does not consume shows.

    The row of a nightly task is also its lock: who holds it counts, whoever else comes waits.
    """

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("last beat"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Reading(models.TextChoices):
    """What a page tells of its reader."""

    READ = "read", _("read")
    SEEN = "seen", _("call to action seen")
    FOLLOWED = "followed", _("call to action followed")


class PageDay(models.Model):
    """How often one thing happened on a page in a day. Counts alone: nothing tells one reader from another.

    The page is a number and a title, so that what it brought stays when it is deleted.
    """

    page = models.PositiveBigIntegerField(_("page"))
    title = models.CharField(_("title"), max_length=255)
    block = models.CharField(_("block"), max_length=40, blank=True)
    variant = models.CharField(_("variant"), max_length=1, blank=True)
    event = models.CharField(_("what happened"), max_length=8, choices=Reading)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("count of a page and day")
        verbose_name_plural = _("counts of pages and days")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "block", "variant", "day", "event"], name="page_days_are_counted_once"
            ),
            models.CheckConstraint(condition=Q(event__in=Reading.values), name="page_day_event_is_known"),
            models.CheckConstraint(condition=Q(variant__in=["", "a", "b"]), name="page_day_variant_is_known"),
            models.CheckConstraint(
                condition=(Q(event="read") & Q(block="")) | (~Q(event="read") & ~Q(block="")),
                name="calls_have_a_block_and_reading_has_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.block} {self.event} {self.day}"


class FunnelDayQuerySet(models.QuerySet["FunnelDay"]):
    def since(self, first: object) -> Self:
        return self.filter(day__gte=first) if first else self


class FunnelDay(models.Model):
    """What a page, its block and the wording there brought on a day. Written each night out of everything it counts."""

    COUNTS = ("readers", "seen", "followed", "begun", "published", "bids", "awards")

    page = models.PositiveBigIntegerField(_("page"))
    block = models.CharField(_("block"), max_length=40, blank=True)
    variant = models.CharField(_("variant"), max_length=1, blank=True)
    day = models.DateField(_("day"))
    readers = models.PositiveIntegerField(_("readers"), default=0)
    seen = models.PositiveIntegerField(_("seen"), default=0)
    followed = models.PositiveIntegerField(_("followed"), default=0)
    begun = models.PositiveIntegerField(_("briefs begun"), default=0)
    published = models.PositiveIntegerField(_("published"), default=0)
    bids = models.PositiveIntegerField(_("bids"), default=0)
    awards = models.PositiveIntegerField(_("awards"), default=0)

    objects = FunnelDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("funnel of a page and day")
        verbose_name_plural = _("funnels of pages and days")
        indexes = [models.Index(fields=["day"], name="funnel_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["page", "block", "variant", "day"], name="one_funnel_per_place_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.block} {self.day}"


class AwardedDay(models.Model):
    """The value of the awards that a place brought on a day, in one currency."""

    page = models.PositiveBigIntegerField(_("page"))
    block = models.CharField(_("block"), max_length=40, blank=True)
    variant = models.CharField(_("variant"), max_length=1, blank=True)
    day = models.DateField(_("day"))
    currency = models.CharField(_("currency"), max_length=3)
    awards = models.PositiveIntegerField(_("awards"))
    total = models.BigIntegerField(_("total"), help_text=_("Minor units."))

    class Meta:
        verbose_name = _("awarded value of a page and day")
        verbose_name_plural = _("awarded values of pages and days")
        indexes = [models.Index(fields=["day"], name="awarded_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "block", "variant", "day", "currency"], name="one_value_per_place_day_and_currency"
            ),
            models.CheckConstraint(condition=Q(awards__gte=1, total__gt=0), name="awarded_days_have_awards"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.block} {self.day} {self.currency}"


class FunnelPlace(models.Model):
    """The name of a page or of a block on it, as it was last seen; kept when the page is gone."""

    page = models.PositiveBigIntegerField(_("page"))
    block = models.CharField(_("block"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=255)
    stands = models.BooleanField(_("stands"), default=True)

    class Meta:
        verbose_name = _("place of a funnel")
        verbose_name_plural = _("places of funnels")
        constraints = [models.UniqueConstraint(fields=["page", "block"], name="one_name_per_place")]

    def __str__(self) -> str:
        return self.name


class Trial(models.Model):
    """A comparison of two wordings: since when, and how many must have seen each, fixed before it began."""

    page = models.PositiveBigIntegerField(_("page"))
    block = models.CharField(_("block"), max_length=40)
    wording = models.CharField(_("hash of both wordings"), max_length=64)
    began_on = models.DateField(_("began"))
    expected = models.FloatField(_("expected share that follows"))
    least = models.FloatField(_("least difference worth knowing"))
    needed = models.PositiveIntegerField(_("needed of each"))

    class Meta:
        verbose_name = _("comparison of wordings")
        verbose_name_plural = _("comparisons of wordings")
        constraints = [
            models.UniqueConstraint(fields=["page", "block", "began_on"], name="one_comparison_begins_a_day"),
            models.CheckConstraint(
                condition=Q(expected__gt=0, expected__lt=1, least__gt=0, least__lt=1, needed__gte=1),
                name="comparisons_are_shares_and_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.block} since {self.began_on}"


class OpenNumbers(models.Model):
    """What the marketplace counted for a service; a number whose group is too small is empty."""

    service = models.CharField(_("service"), max_length=60, primary_key=True)
    agencies = models.PositiveIntegerField(_("agencies"), null=True, blank=True)
    middle_price = models.BigIntegerField(_("middle price"), null=True, blank=True, help_text=_("Minor units."))
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    first_bid_after = models.DurationField(_("time to the first bid"), null=True, blank=True)
    awards = models.PositiveIntegerField(_("awards"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("open numbers")
        verbose_name_plural = _("open numbers")
        constraints = [
            models.CheckConstraint(
                condition=Q(middle_price__isnull=True) | (Q(middle_price__gt=0) & ~Q(currency="")),
                name="open_prices_have_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.service
