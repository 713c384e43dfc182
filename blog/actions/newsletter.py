"""The newsletter: asking for it, confirming, ending it, and writing to everybody about a new guide."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from blog import tasks
from blog.models import GuidePage, NewsletterMail, Subscription
from marketplace.lib import clock, jobs

NEW_FOR: Final = timedelta(days=2)  # a guide that waited longer, for a broken clock or a restored copy, is no news
AT_ONCE: Final = 1_000


@transaction.atomic
def subscribe(email: str, *, came_from: str = "", at: datetime | None = None) -> Subscription:
    """Ask the address to confirm. Who is confirmed already hears nothing, and nobody can tell the two apart.

    Who asks again before confirming gets one more mail, unless one is still on its way; who ended begins anew.
    """
    at = at or clock.now()
    subscription = _held(email) or _begun(email, came_from, at)
    if subscription.confirmed_at and not subscription.ended_at:
        return subscription
    subscription.asked_at, subscription.confirmed_at, subscription.ended_at = at, None, None
    subscription.save(update_fields=["asked_at", "confirmed_at", "ended_at"])
    waiting = subscription.mails.filter(guide=None, done_at=None, dead_at=None)
    if not waiting.exists():
        _post(subscription, at)
    return subscription


@transaction.atomic
def confirm(subscription: Subscription, *, at: datetime | None = None) -> bool:
    """Begin to write to the address. False, and nothing changed, when that had been ended since."""
    at = at or clock.now()
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.ended_at:
        return False
    if subscription.confirmed_at is None:
        subscription.confirmed_at = at
        subscription.save(update_fields=["confirmed_at"])
    return True


@transaction.atomic
def end(subscription: Subscription, *, at: datetime | None = None) -> None:
    """Write to the address no more, also not what is on its way. Ending twice changes nothing."""
    at = at or clock.now()
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=max(at, subscription.asked_at))


def announce(*, at: datetime | None = None) -> int:
    """One mail to every confirmed address for each guide that appeared for the first time in the last two days.

    Returns how many were written. What was written before is left as it is, so it may run as often as it likes.
    """
    at = at or clock.now()
    guides = GuidePage.objects.live().public().filter(first_published_at__gt=at - NEW_FOR, first_published_at__lte=at)
    return sum(_announce(pk, at) for pk in guides.order_by("pk").values_list("pk", flat=True))


def forget_over(*, at: datetime) -> int:
    """Delete the addresses that were never confirmed or ended long ago; returns how many."""
    gone = Subscription.objects.forgotten_by(at)
    count = gone.count()
    gone.delete()
    return count


@transaction.atomic
def _announce(guide: int, at: datetime) -> int:
    told = NewsletterMail.objects.filter(guide=guide).values("subscription")
    wanting = Subscription.objects.confirmed().exclude(pk__in=told).order_by("pk").values_list("pk", flat=True)
    rows = [
        NewsletterMail(subscription_id=subscription, guide_id=guide, created_at=at, due_at=at)
        for subscription in wanting
    ]
    NewsletterMail.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(rows)


def _held(email: str) -> Subscription | None:
    return Subscription.objects.select_for_update().addressed(email).first()


def _begun(email: str, came_from: str, at: datetime) -> Subscription:
    """A new row; where somebody else was faster with the same address, theirs."""
    try:
        with transaction.atomic():
            return Subscription.objects.create(email=email, came_from=came_from, asked_at=at)
    except IntegrityError:
        held = _held(email)
        if held is None:
            raise
        return held


def _post(subscription: Subscription, at: datetime) -> None:
    outgoing = NewsletterMail.objects.create(subscription=subscription, created_at=at, due_at=at)
    jobs.nudge(tasks.send_newsletter_mail, outgoing.pk)
