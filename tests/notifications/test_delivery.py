"""Whether a message goes out, and what it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from marketplace.lib import jobs
from marketplace.lib.mail import breaker
from notifications import delivery, kinds, periodic, tasks, texts
from notifications.actions import notifications, preferences
from notifications.models import Delivery, Notification
from notifications.models.deliveries import Outcome
from tests.conftest import Heard
from tests.faults.brokers import BlackHole, free_port
from tests.notifications.conftest import Noticed
from tests.notifications.mail_server import MailServer


def _deliver(job: Delivery) -> Delivery:
    tasks.deliver(job.pk)
    job.refresh_from_db()
    return job


def test_a_due_delivery_is_sent_once(told: Delivery) -> None:
    assert _deliver(told).outcome == Outcome.SENT
    assert _deliver(told).done_at
    assert len(mail.outbox) == 1


def test_the_message_has_both_bodies_and_leads_to_our_origin_only(told: Delivery, ada: User) -> None:
    _deliver(told)
    (message,) = mail.outbox
    assert message.to == [ada.email]
    assert message.subject == "Tidewater Ferries noticed “New booking back end”"
    assert "http://127.0.0.1:8000/projects/abc/" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "http://127.0.0.1:8000/projects/abc/" in html
    assert html.count("href=") == html.count('href="http://127.0.0.1:8000/')


def test_retries_reuse_the_message_id(told: Delivery) -> None:
    raw = [delivery.email(told).message().as_bytes() for _ in range(2)]
    ids = [message_from_bytes(copy, policy=policy.default)["Message-ID"] for copy in raw]
    assert ids == [told.message_id] * 2


def test_the_way_out_is_in_the_head_as_rfc_8058_wants_it(told: Delivery) -> None:
    message = message_from_bytes(delivery.email(told).message().as_bytes(), policy=policy.default)
    address = texts.unsubscribe_url(told.notification)
    assert message["List-Unsubscribe"].replace(" ", "") == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith("http://127.0.0.1:8000/inbox/unsubscribe/")
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_transactional_message_has_no_way_out_and_ignores_the_switch(money_moved: kinds.Kind, ada: User) -> None:
    preferences.choose(by=ada, wanted={"money": False})
    (row,) = notifications.tell(
        [ada], "money_moved", event="x", facts={"amount": "€6,200"}, path="/", at=timezone.now()
    )
    job = _deliver(row.deliveries.get())
    assert job.outcome == Outcome.SENT
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "unsubscribe" not in mail.outbox[0].body


# --- what changed between telling and sending --------------------------------------------------------


def test_what_is_no_longer_wanted_is_not_sent(told: Delivery, noticed: Noticed) -> None:
    noticed.wanted = False
    assert _deliver(told).outcome == Outcome.UNWANTED
    assert mail.outbox == []


def test_who_opted_out_in_between_is_not_written_to(told: Delivery, ada: User) -> None:
    preferences.choose(by=ada, wanted={"notices": False})
    assert _deliver(told).outcome == Outcome.OPTED_OUT
    assert mail.outbox == []


def test_the_opting_out_of_another_changes_nothing(told: Delivery, grace: User) -> None:
    preferences.choose(by=grace, wanted={"notices": False})
    assert _deliver(told).outcome == Outcome.SENT


@pytest.mark.parametrize("change", [{"suspended_at": timezone.now()}, {"is_active": False}])
def test_who_was_suspended_in_between_is_not_written_to(told: Delivery, ada: User, change: dict[str, object]) -> None:
    User.objects.filter(pk=ada.pk).update(**change)
    assert _deliver(told).outcome == Outcome.UNWANTED
    assert mail.outbox == []


def test_a_kind_that_is_gone_is_not_sent(told: Delivery, noticed: Noticed) -> None:
    kinds.unregister(noticed.kind)
    assert _deliver(told).outcome == Outcome.UNWANTED


# --- a mail server that says no ----------------------------------------------------------------------


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 2
        yield running


def test_a_message_reaches_a_mail_server_whole(told: Delivery, server: MailServer, ada: User) -> None:
    assert _deliver(told).outcome == Outcome.SENT
    (message,) = server.taken
    assert message["To"] == ada.email
    assert message["Message-ID"] == told.message_id
    assert message["List-Unsubscribe"].strip(" <>") == texts.unsubscribe_url(told.notification)
    assert message["Subject"].strip() == "Tidewater Ferries noticed “New booking back end”"


@pytest.mark.parametrize("stage", ["RCPT", "MAIL", "DATA"])
def test_a_permanent_no_is_final(told: Delivery, server: MailServer, stage: str) -> None:
    server.answers[stage] = "550 not here"
    job = _deliver(told)
    assert job.dead_at
    assert job.attempts == 1
    assert "550" in job.failure
    assert not breaker.is_open


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("RCPT", "451 greylisted, come back"), ("DATA", "452 disk full"), ("MAIL", "530 authentication required")],
)
def test_a_passing_no_backs_off_and_goes_out_later(told: Delivery, server: MailServer, stage: str, answer: str) -> None:
    server.answers[stage] = answer
    before = timezone.now()
    job = _deliver(told)
    assert not job.dead_at
    assert job.due_at
    assert job.due_at > before + timedelta(seconds=4)
    assert answer[:3] in job.failure
    server.answers.clear()
    Delivery.objects.update(due_at=before)
    assert _deliver(told).outcome == Outcome.SENT
    assert [message["Message-ID"] for message in server.taken] == [told.message_id]


def test_a_server_that_never_answers_is_left_after_its_time(told: Delivery, settings: Settings) -> None:
    with BlackHole() as hole:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", hole.port, 0.3
        job = _deliver(told)
    assert job.due_at
    assert "timed out" in job.failure
    assert breaker.is_open


def test_a_server_that_is_away_is_not_asked_for_every_message(
    told: Delivery, tell: Callable[..., Notification], grace: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    other = tell(grace).deliveries.get()
    assert "ConnectionRefused" in _deliver(told).failure
    assert _deliver(other).attempts == 0
    assert jobs.overdue(Delivery, grace=timedelta(0)) == [other.pk]


def test_a_day_without_a_mail_server_loses_nothing(told: Delivery) -> None:
    waited = sum((jobs.wait(attempt) for attempt in range(1, told.MOST_ATTEMPTS)), timedelta())
    assert waited > timedelta(hours=15)


# --- the sweep ---------------------------------------------------------------------------------------


def test_the_sweep_finds_what_no_bell_announced(told: Delivery, heard: Heard) -> None:
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    periodic.sweep()
    assert heard.arguments() == [(told.pk,)]


def test_the_sweep_leaves_what_is_done_dead_leased_or_not_yet_due(
    tell: Callable[..., Notification], ada: User, heard: Heard
) -> None:
    now = timezone.now()
    past = now - timedelta(minutes=1)
    states = [
        {"done_at": now, "due_at": past},
        {"dead_at": now, "due_at": past},
        {"lease_until": now + timedelta(minutes=4), "due_at": past},
        {"due_at": now + timedelta(minutes=1)},
        {"due_at": None},
    ]
    for number, state in enumerate(states):
        Delivery.objects.filter(notification=tell(ada, event=f"brief:{number}")).update(**state)
    periodic.sweep()
    assert heard.arguments() == []
