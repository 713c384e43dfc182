"""Who wants to hear of new guides: an address, confirmed twice, and what is on its way to it."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from marketplace.lib.jobs import Job

UNCONFIRMED_KEPT: Final = timedelta(days=7)
ENDED_KEPT: Final = timedelta(days=30)  # links in old mails work meanwhile, and what is on its way is held back


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> Self:
        """Those who said yes twice and not yet no."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def addressed(self, email: str) -> Self:
        """The one with this address, however it is capitalised."""
        return self.alias(lowered=Lower("email")).filter(lowered=email.lower())

    def forgotten_by(self, at: datetime) -> Self:
        """Those never confirmed for a week, and those that ended a month ago."""
        never = models.Q(confirmed_at__isnull=True, ended_at__isnull=True, asked_at__lte=at - UNCONFIRMED_KEPT)
        return self.filter(never | models.Q(ended_at__lte=at - ENDED_KEPT))


class Subscription(models.Model):
    """An address that asked for new guides. Nothing but the request to confirm is sent before `confirmed_at`."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    came_from = models.CharField(_("came from"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscription_has_an_address_of_its_own"),
            models.CheckConstraint(
                name="subscription_ends_after_it_was_asked_for",
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("asked_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class NewsletterMail(Job):
    """One mail to one address: the request to confirm, or a new guide. A guide goes to an address once."""

    MOST_ATTEMPTS = 20  # a mail server may be away for hours

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="mails", verbose_name=_("subscription")
    )
    guide = models.ForeignKey(
        "blog.GuidePage", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("guide")
    )
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("newsletter mail")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "guide"],
                condition=models.Q(guide__isnull=False),
                name="newsletter_sends_a_guide_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.guide_id or 'confirm'}"
