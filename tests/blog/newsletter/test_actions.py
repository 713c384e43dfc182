"""Asking, confirming, ending, announcing: what each changes, and what a second time does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from blog import periodic, tasks
from blog.actions import newsletter
from blog.models import NewsletterMail, Subscription
from marketplace.lib import jobs
from marketplace.lib.mail import breaker
from tests.blog import articles
from tests.conftest import Heard
from tests.faults.brokers import free_port
from tests.notifications.mail_server import MailServer
from tests.races import at_once

ADDRESS = "reader@client.example"
Sent = Callable[[], list[EmailMessage]]


def test_asking_sends_a_request_to_confirm_and_nothing_else(db: None, sent: Sent) -> None:
    subscription = newsletter.subscribe(ADDRESS, came_from="/blog/")
    assert (subscription.confirmed_at, subscription.came_from) == (None, "/blog/")
    (message,) = sent()
    assert message.to == [ADDRESS]
    assert "Confirm" in message.subject
    articles.guide()
    newsletter.announce()
    assert len(sent()) == 1


def test_asking_twice_keeps_one_row_and_one_mail_on_its_way(db: None) -> None:
    newsletter.subscribe(ADDRESS)
    newsletter.subscribe(ADDRESS.upper())
    assert Subscription.objects.count() == NewsletterMail.objects.count() == 1


def test_asking_again_after_the_mail_was_sent_sends_another(db: None, sent: Sent) -> None:
    newsletter.subscribe(ADDRESS)
    assert len(sent()) == 1
    newsletter.subscribe(ADDRESS)
    assert len(sent()) == 2


def test_who_is_confirmed_hears_nothing_when_somebody_asks_again(reader: Subscription, sent: Sent) -> None:
    newsletter.subscribe(reader.email)
    assert sent() == []
    reader.refresh_from_db()
    assert reader.confirmed_at


def test_confirming_twice_changes_nothing(reader: Subscription) -> None:
    before = reader.confirmed_at
    assert newsletter.confirm(reader, at=timezone.now() + timedelta(days=1))
    reader.refresh_from_db()
    assert reader.confirmed_at == before


def test_who_ended_is_not_confirmed_by_an_old_link_and_may_begin_anew(reader: Subscription, sent: Sent) -> None:
    newsletter.end(reader)
    assert not newsletter.confirm(reader)
    newsletter.subscribe(reader.email)
    reader.refresh_from_db()
    assert (reader.confirmed_at, reader.ended_at) == (None, None)
    assert len(sent()) == 1
    assert newsletter.confirm(reader)


def test_ending_twice_keeps_the_first_time(reader: Subscription) -> None:
    newsletter.end(reader)
    reader.refresh_from_db()
    before = reader.ended_at
    newsletter.end(reader, at=timezone.now() + timedelta(days=1))
    reader.refresh_from_db()
    assert reader.ended_at == before is not None


def test_a_new_guide_goes_once_to_everybody_who_confirmed(reader: Subscription, sent: Sent) -> None:
    newsletter.subscribe("waiting@client.example")
    NewsletterMail.objects.all().delete()
    gone = newsletter.subscribe("gone@client.example")
    newsletter.confirm(gone)
    newsletter.end(gone)
    guide = articles.guide("How to read five bids")
    assert newsletter.announce() == 1
    assert newsletter.announce() == 0
    (message,) = sent()
    assert message.to == [reader.email]
    assert message.subject == "New guide: How to read five bids"
    assert f"http://127.0.0.1:8000{guide.url}" in message.body


def test_old_hidden_and_withdrawn_guides_are_no_news(reader: Subscription) -> None:
    articles.guide("Old", first_published_at=timezone.now() - timedelta(days=2, minutes=1))
    articles.guide("Draft", live=False)
    articles.guide("Republished", first_published_at=timezone.now() - timedelta(days=30), last_published_at=None)
    assert newsletter.announce() == 0


def test_a_guide_taken_down_before_its_mail_went_out_is_not_sent(reader: Subscription, sent: Sent) -> None:
    guide = articles.guide()
    newsletter.announce()
    guide.unpublish()
    assert sent() == []
    assert NewsletterMail.objects.get().job_state == "done"


def test_what_is_on_its_way_is_held_back_when_it_ends(reader: Subscription, sent: Sent) -> None:
    articles.guide()
    newsletter.announce()
    newsletter.end(reader)
    assert sent() == []


def test_addresses_that_nobody_confirmed_are_forgotten_after_a_week(reader: Subscription) -> None:
    now = timezone.now()
    newsletter.subscribe("old@client.example", at=now - timedelta(days=7))
    newsletter.subscribe("young@client.example", at=now - timedelta(days=6, hours=23))
    ended = newsletter.subscribe("ended@client.example", at=now - timedelta(days=90))
    newsletter.end(ended, at=now - timedelta(days=31))
    recent = newsletter.subscribe("recent@client.example", at=now - timedelta(days=90))
    newsletter.end(recent, at=now - timedelta(days=29))
    Subscription.objects.filter(pk=reader.pk).update(asked_at=now - timedelta(days=900))
    assert newsletter.forget_over(at=now) == 2
    assert set(Subscription.objects.values_list("email", flat=True)) == {
        "young@client.example",
        "recent@client.example",
        reader.email,
    }


def test_a_mail_sent_twice_goes_out_once(db: None, mailoutbox: list[EmailMessage]) -> None:
    newsletter.subscribe(ADDRESS)
    row = NewsletterMail.objects.get()
    tasks.send_newsletter_mail(row.pk)
    tasks.send_newsletter_mail(row.pk)
    assert len(mailoutbox) == 1
    row.refresh_from_db()
    assert row.job_state == "done"


def test_a_mail_that_a_worker_is_at_is_left_to_it(db: None, mailoutbox: list[EmailMessage]) -> None:
    newsletter.subscribe(ADDRESS)
    row = NewsletterMail.objects.get()
    assert jobs.claim(NewsletterMail, row.pk)
    tasks.send_newsletter_mail(row.pk)
    assert mailoutbox == []


def test_the_sweep_rings_for_mails_written_for_many(reader: Subscription, heard: Heard) -> None:
    articles.guide()
    periodic.announce_guides()
    assert heard.arguments() == []
    NewsletterMail.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    periodic.sweep_newsletter()
    assert heard.arguments() == [(NewsletterMail.objects.get().pk,)]


def test_a_mail_server_that_is_away_loses_no_mail(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    newsletter.subscribe(ADDRESS)
    row = NewsletterMail.objects.get()
    tasks.send_newsletter_mail(row.pk)
    row.refresh_from_db()
    assert (row.job_state, row.attempts) == ("pending", 1)
    breaker.close()
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        NewsletterMail.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        tasks.send_newsletter_mail(row.pk)
        (message,) = server.taken
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    row.refresh_from_db()
    assert row.job_state == "done"


def test_a_scheduled_guide_appears_when_its_time_has_come(db: None) -> None:
    guide = articles.guide("Later", live=False, first_published_at=None)
    guide.go_live_at = timezone.now() + timedelta(minutes=1)
    guide.save_revision().publish()
    periodic.publish_scheduled()
    guide.refresh_from_db()
    assert not guide.live
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        periodic.publish_scheduled()
    guide.refresh_from_db()
    assert guide.live
    assert guide.first_published_at


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_address_entered_ten_times_at_once_is_one_subscription() -> None:
    results, failures = at_once(10, lambda _number: newsletter.subscribe(ADDRESS).pk)
    assert failures == []
    assert len(set(results)) == 1
    assert Subscription.objects.count() == NewsletterMail.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clocks_announce_a_guide_once() -> None:
    for number in range(5):
        newsletter.confirm(newsletter.subscribe(f"reader{number}@client.example"))
    NewsletterMail.objects.all().delete()
    articles.guide()
    _results, failures = at_once(4, lambda _number: newsletter.announce())
    assert failures == []
    assert NewsletterMail.objects.count() == 5
