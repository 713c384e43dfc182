"""Mails about accounts: a mail server that is away costs nobody their page, and no mail its way."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts import delivery, periodic, tasks
from accounts.actions import mails
from accounts.models import OutgoingMail, User
from marketplace.lib import jobs
from marketplace.lib.mail import breaker
from tests.conftest import Heard
from tests.faults.brokers import BlackHole, free_port
from tests.mails import sent
from tests.notifications.mail_server import MailServer
from tests.races import at_once

LINK = re.compile(r"http://127\.0\.0\.1:8000(/accounts/\S+)")
SIGN_UP = {
    "purpose": "post",
    "name": "New Person",
    "organisation": "",
    "email": "new@client.example",
    "password1": "a sentence that works well",
    "terms": "on",
}


@pytest.fixture(autouse=True)
def closed_breaker() -> Iterator[None]:
    breaker.close()
    yield
    breaker.close()


@pytest.fixture
def asked(db: None) -> OutgoingMail:
    """A mail with a link in it, due."""
    return mails.post(to="new@client.example", subject="Confirm", text="Follow http://127.0.0.1:8000/secret/ please.")


def _by_smtp(settings: Settings, port: int, *, patience: float = 2) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, patience


def _sign_up() -> HttpResponse:
    return Client().post("/accounts/signup/", SIGN_UP)


def _again(row: OutgoingMail) -> OutgoingMail:
    """Let its next attempt be due, make it, and read the row."""
    OutgoingMail.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    tasks.send_mail(row.pk)
    row.refresh_from_db()
    return row


# --- a mail server that is away ----------------------------------------------------------------------


@pytest.mark.parametrize("away", ["refusing", "silent"])
def test_a_dead_mail_server_neither_slows_nor_fails_a_sign_up_nor_loses_the_mail(
    db: None, settings: Settings, away: str
) -> None:
    with BlackHole() as hole:
        _by_smtp(settings, hole.port if away == "silent" else free_port(), patience=30)
        before = time.monotonic()
        answer = _sign_up()
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
        assert time.monotonic() - before < 10, "the request waits for no mail server"
        settings.EMAIL_TIMEOUT = 0.3
        row = OutgoingMail.objects.get()
        tasks.send_mail(row.pk)
    row.refresh_from_db()
    assert (row.job_state, row.attempts, row.to) == ("pending", 1, "new@client.example")
    assert "The mail server is not to be had" in row.failure
    assert breaker.is_open

    breaker.close()
    with MailServer() as server:
        _by_smtp(settings, server.port)
        assert _again(row).job_state == "done"
        (message,) = server.taken
    assert parseaddr(str(message["To"]))[1] == "new@client.example"
    assert message["Auto-Submitted"] == "auto-generated"
    path = LINK.search(message.get_content())[1]
    Client().post(path)
    assert User.objects.get(email="new@client.example").emailaddress_set.get().verified


def test_a_server_that_is_away_is_not_asked_for_every_mail(asked: OutgoingMail, settings: Settings) -> None:
    _by_smtp(settings, free_port())
    other = mails.post(to="other@client.example", subject="Confirm", text="x")
    tasks.send_mail(asked.pk)
    tasks.send_mail(other.pk)
    other.refresh_from_db()
    assert other.attempts == 0


def test_a_refused_address_is_given_up(asked: OutgoingMail, settings: Settings) -> None:
    with MailServer() as server:
        server.answers["RCPT"] = "550 nobody here"
        _by_smtp(settings, server.port)
        tasks.send_mail(asked.pk)
    asked.refresh_from_db()
    assert (asked.job_state, asked.attempts) == ("dead", 1)


# --- killed in between, and never twice --------------------------------------------------------------


def test_a_worker_killed_before_it_sent_is_followed_by_another(asked: OutgoingMail) -> None:
    assert jobs.claim(OutgoingMail, asked.pk)  # and nothing is heard of it any more
    tasks.send_mail(asked.pk)
    assert mail.outbox == []
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert _again(asked).job_state == "done"
    assert len(mail.outbox) == 1


def test_a_mail_whose_bell_was_lost_is_found_by_the_sweep(asked: OutgoingMail, heard: Heard) -> None:
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    periodic.sweep_mails()
    assert heard.arguments() == [(asked.pk,)]


def test_a_mail_is_not_written_down_by_what_is_rolled_back(db: None) -> None:
    with transaction.atomic():
        mails.post(to="new@client.example", subject="Confirm", text="x")
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_task_that_runs_twice_sends_once(asked: OutgoingMail) -> None:
    tasks.send_mail(asked.pk)
    tasks.send_mail(asked.pk)
    _again(asked)
    assert len(mail.outbox) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_once(settings: Settings) -> None:
    with MailServer() as server:
        _by_smtp(settings, server.port)
        row = mails.post(to="new@client.example", subject="Confirm", text="x")
        at_once(6, lambda number: tasks.send_mail(row.pk))
        assert len(server.taken) == 1


def test_retries_are_copies_of_one_message(asked: OutgoingMail) -> None:
    copies = [delivery.email(asked).message() for _ in range(2)]
    assert [(copy["Message-ID"], copy["Date"]) for copy in copies] == [
        (asked.message_id, copies[0]["Date"]),
        (asked.message_id, copies[0]["Date"]),
    ]


# --- what it holds -----------------------------------------------------------------------------------


def test_a_sent_mail_holds_nothing_and_is_forgotten(asked: OutgoingMail) -> None:
    tasks.send_mail(asked.pk)
    asked.refresh_from_db()
    assert (asked.job_state, asked.to, asked.subject, asked.text) == ("done", "", "", "")
    periodic.forget_mails()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("field", ["to", "subject", "text"])
def test_the_database_refuses_a_sent_mail_that_holds_something(asked: OutgoingMail, field: str) -> None:
    tasks.send_mail(asked.pk)
    with pytest.raises(IntegrityError, match="a_sent_mail_holds_nothing"), transaction.atomic():
        OutgoingMail.objects.update(**{field: "x@y.example"})


def test_what_still_waits_is_not_forgotten(asked: OutgoingMail) -> None:
    periodic.forget_mails()
    assert OutgoingMail.objects.get() == asked


def test_a_mail_that_comes_too_late_is_neither_sent_nor_kept(asked: OutgoingMail) -> None:
    OutgoingMail.objects.update(expires_at=timezone.now())
    assert _again(asked).job_state == "dead"
    assert mail.outbox == []
    periodic.forget_mails()
    assert not OutgoingMail.objects.exists()


def test_a_reset_waits_no_longer_than_its_link_works(ada: User, settings: Settings) -> None:
    Client().post("/accounts/password/reset/", {"email": ada.email})
    row = OutgoingMail.objects.get()
    assert row.expires_at - row.created_at == timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


# --- nobody's clock tells who has an account ---------------------------------------------------------


def _reset(email: str) -> None:
    Client().post("/accounts/password/reset/", {"email": email})


def _sign_up_as(email: str) -> None:
    Client().post("/accounts/signup/", {**SIGN_UP, "email": email})


@pytest.mark.parametrize("door", [_reset, _sign_up_as])
def test_a_known_and_an_unknown_address_leave_one_due_row_and_no_mail(ada: User, door: Callable[[str], None]) -> None:
    inserts = []
    for email in (ada.email, "nobody@client.example"):
        with CaptureQueriesContext(connection) as queries:
            door(email)
        found = [query["sql"] for query in queries if 'INSERT INTO "accounts_outgoingmail"' in query["sql"]]
        inserts.append(len(found))
    assert inserts == [1, 1]
    assert mail.outbox == []
    assert {message.to[0] for message in sent()} == {ada.email, "nobody@client.example"}


def test_no_more_than_three_resets_are_written_down_for_one_address(ada: User) -> None:
    for number in range(10):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post("/accounts/password/reset/", {"email": ada.email})
    assert OutgoingMail.objects.count() == 3
