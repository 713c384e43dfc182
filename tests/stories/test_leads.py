"""A brief becomes leads: asked, told, taken, given back, passed on, until the seats are settled."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications import tasks as mail_tasks
from notifications.models import Delivery, Notification
from projects import periodic
from projects.actions import projects
from projects.matchmaking import runs, sentences
from projects.models import Lead, Project
from tests.projects import briefs, market

pytestmark = pytest.mark.django_db


def _as(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _mails() -> list[tuple[str, str, str]]:
    """Send what is due; address, subject and text of every mail so far."""
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(minutes=1))
    for pk in Delivery.objects.filter(done_at=None).values_list("pk", flat=True):
        mail_tasks.deliver(pk)
    return [(message.to[0], message.subject, str(message.body)) for message in mail.outbox]


def _reasons(lead: Lead) -> list[str]:
    reasons = sentences.reasons_of(runs.match_of(lead.match), "agency")
    assert 2 <= len(reasons) <= 3
    return reasons


def test_from_a_brief_to_settled_seats(ada: User, grace: User, rival: User) -> None:
    paperlark, merrowline = market.known(grace), market.known(rival)
    others = market.agencies(2, description="We build back ends in Python.", tagline="Back ends")

    # Ada publishes for three seats; the clock's sweep finds the brief even though nobody heard the bell.
    project = briefs.publish(briefs.draft(ada.organisations.get(), by=ada, seats="3"), by=ada)
    project.versions.update(due_at=timezone.now() - timedelta(minutes=1))
    market.match(project)
    assert project.leads.count() == 3
    waiting = ({paperlark, merrowline, *others} - {lead.agency for lead in project.leads.all()}).pop()

    # Everybody asked has a row in the inbox and a mail with score, reasons and the way to say no.
    lead = project.leads.get(agency=paperlark)
    page = _as(grace).get("/inbox/").content.decode()
    assert "A brief fits Paperlark: “New booking back end" in page
    (told,) = [text for to, _, text in _mails() if "grace@agency.example" in to]
    assert f"fit {int(lead.match.score)} of 100" in told
    assert all(f"  {number}. {reason}" in told for number, reason in enumerate(_reasons(lead), start=1))
    assert "€60,000 to €85,000" in told
    assert "2 other agencies at most" in told
    assert f"{settings.SITE_ORIGIN}/leads/{lead.code}/decline/" in told
    assert "Tidewater" not in told

    # Grace takes the seat, and Ada hears of it.
    assert _as(grace).post(f"/leads/{lead.code}/accept/").status_code == 302
    assert "Paperlark is considering “New booking back end" in _as(ada).get("/inbox/").content.decode()

    # Rival says no with a reason; the agency that waited is asked at once.
    second = project.leads.get(agency=merrowline)
    _as(rival).post(f"/leads/{second.code}/decline/", {"reason": "no_capacity"})
    assert project.leads.get(agency=waiting).state == "offered"
    assert "Merrowline declined “New booking back end" in _as(ada).get("/inbox/").content.decode()

    # The third does not answer for 48 hours: the seat is free, and nobody is left to ask.
    third = project.leads.exclude(agency__in=[paperlark, merrowline, waiting]).get()
    market.overdue(third, timezone.now() - timedelta(seconds=1))
    periodic.sweep_leads()
    third.refresh_from_db()
    assert third.state == "lapsed"
    assert project.leads.open().count() == 2

    # Ada calls the project off: everybody with an open lead is told, once, and the links still lead somewhere.
    projects.cancel(project, by=ada)
    assert Notification.objects.filter(kind="lead_withdrawn").count() == 2
    assert "called the project off" in _as(grace).get(f"/leads/{lead.code}/").content.decode()
    assert not Lead.objects.open().exists()
    assert Project.objects.get(pk=project.pk).state == "cancelled"


def test_a_mail_about_a_lead_that_is_over_is_not_sent(ada: User, grace: User) -> None:
    market.known(grace)
    project = market.matched(ada)
    _as(grace).post(f"/leads/{project.leads.get().code}/decline/", {"reason": "budget"})
    assert not [to for to, subject, _ in _mails() if "grace@" in to and "A brief that fits" in subject]
    assert Notification.objects.filter(recipient=grace, kind="lead_offered").exists()
