"""Subscriptions, and what a worker sends for them."""

from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from blog import tasks
from blog.actions import newsletter
from blog.models import NewsletterMail, Subscription
from marketplace.lib.mail import breaker


@pytest.fixture(autouse=True)
def closed_breaker() -> Iterator[None]:
    breaker.close()
    yield
    breaker.close()


@pytest.fixture
def sent() -> Callable[[], list[EmailMessage]]:
    """Send what is due; every mail so far."""

    def send() -> list[EmailMessage]:
        due = NewsletterMail.objects.filter(done_at=None, dead_at=None).order_by("pk")
        for pk in list(due.values_list("pk", flat=True)):
            tasks.send_newsletter_mail(pk)
        return mail.outbox

    return send


@pytest.fixture
def reader(db: None) -> Subscription:
    """Somebody who asked and confirmed, with nothing on its way."""
    subscription = newsletter.subscribe("reader@client.example")
    newsletter.confirm(subscription)
    NewsletterMail.objects.all().delete()
    subscription.refresh_from_db()
    return subscription
