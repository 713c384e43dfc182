"""Who hears of bids while they are made and weighed, and that no message holds a price."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.lib import urls
from notifications import kinds, texts
from notifications.models import Notification
from projects import notifications
from projects.actions import bids, deadlines
from projects.models import Bid, Deadline, DeadlineKind, Lead, Project
from tests.projects import bidding
from tests.projects.notifications.telling import told, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(ada: User) -> Project:
    return bidding.project(ada, agencies=3)


@pytest.fixture
def lead(project: Project) -> Lead:
    return project.leads.order_by("pk")[0]


def _owner(lead: Lead) -> User:
    return bidding.owner(lead.agency)


def _due(project: Project, kind: str) -> None:
    """The moment has come, and beat looks twice."""
    Deadline.objects.filter(project=project, kind=kind).update(due_at=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        deadlines.meet_due()


def test_a_bid_is_told_to_the_client_and_its_receipt_to_the_agency(lead: Lead, ada: User, mallory: User):
    bid = bidding.send(lead)
    assert (told("bid_received"), told("bid_receipt")) == ([ada], [_owner(lead)])
    facts = Notification.objects.get(kind="bid_received").facts
    assert (facts["agency"], facts["version"], facts["bids"], facts["seats"]) == (lead.agency.name, 1, 1, 3)
    receipt = Notification.objects.get(kind="bid_receipt")
    assert receipt.facts["receipt"] == bid.versions.get().receipt
    assert receipt.path == bid.get_absolute_url()
    notifications.bid_received(bid, number=1, at=timezone.now())
    notifications.bid_receipt(bid, bid.versions.get(), at=timezone.now())
    assert (told("bid_received"), told("bid_receipt")) == ([ada], [_owner(lead)])


def test_each_version_is_told_and_has_a_receipt_of_its_own(lead: Lead, ada: User):
    bidding.send(lead)
    bid = bidding.send(lead)
    assert told("bid_received") == [ada, ada]
    rows = Notification.objects.filter(kind="bid_receipt")
    assert {row.facts["receipt"] for row in rows} == set(bid.versions.values_list("receipt", flat=True))
    assert {row.event for row in rows} == {f"bid:{bid.code}:1", f"bid:{bid.code}:2"}


def test_the_receipt_mail_leads_to_the_public_check(lead: Lead):
    receipt = bidding.send(lead).versions.get().receipt
    row = Notification.objects.select_related("recipient").get(kind="bid_receipt")
    address = f"{urls.absolute('')}/receipts/{receipt}/"
    assert address in texts.plain(row)
    assert f'<a href="{address}">' in texts.html(row)


def test_no_message_about_a_bid_holds_its_price(lead: Lead):
    bid = bidding.send(lead)
    bids.withdraw(bid, by=_owner(lead), reason="budget")
    for row in Notification.objects.filter(kind__startswith="bid_").select_related("recipient"):
        for text in (texts.subject(row), texts.plain(row), texts.html(row), str(row.facts)):
            # Whole figures only: receipts, tokens and microseconds hold every digit now and then.
            assert not re.search(r"70,000|\b70000\b|40,000|€", text)


def test_a_withdrawn_bid_is_told_once_with_its_reason(lead: Lead, ada: User):
    bid = bidding.send(lead)
    assert wanted("bid_received") == {True}
    for _ in range(2):
        bids.withdraw(bid, by=_owner(lead), reason="no_capacity", note="Two colleagues left us.")
    assert told("bid_withdrawn") == [ada]
    facts = Notification.objects.get(kind="bid_withdrawn").facts
    assert (facts["reason"], facts["note"]) == ("No one free in time", "Two colleagues left us.")
    assert wanted("bid_received") == {False}


def test_a_draft_that_was_never_sent_is_no_withdrawn_bid(lead: Lead):
    bid = bidding.begin(lead)
    bids.withdraw(bid, by=_owner(lead), reason="budget")
    assert told("bid_withdrawn") == []
    assert len(told("lead_declined")) == 1


def test_only_agencies_that_sent_nothing_are_reminded_once(project: Project):
    sent, writing, silent = project.leads.order_by("pk")
    bidding.send(sent)
    bidding.begin(writing)
    _due(project, DeadlineKind.BIDS_SOON)
    assert told("bids_close_soon") == sorted([_owner(writing), _owner(silent)], key=lambda person: person.pk)
    assert wanted("bids_close_soon") == {True}


def test_a_bid_sent_after_the_reminder_makes_its_mail_pointless(project: Project, lead: Lead):
    _due(project, DeadlineKind.BIDS_SOON)
    bidding.send(lead)
    row = Notification.objects.get(kind="bids_close_soon", recipient=_owner(lead))
    others = Notification.objects.filter(kind="bids_close_soon").exclude(pk=row.pk)
    still_wanted = kinds.named("bids_close_soon").still_wanted
    assert not still_wanted(row)
    assert all(still_wanted(other) for other in others)


def test_at_the_close_the_client_is_asked_to_choose_and_the_silent_are_told(project: Project, ada: User):
    sent, writing, silent = project.leads.order_by("pk")
    bidding.send(sent)
    bidding.begin(writing)
    bidding.close(project)
    assert told("bids_closed") == [ada]
    assert Notification.objects.get(kind="bids_closed").facts["bids"] == 1
    assert told("bid_missed") == sorted([_owner(writing), _owner(silent)], key=lambda person: person.pk)
    deadlines.meet_due()
    assert told("bids_closed") == [ada]


@pytest.mark.parametrize(
    ("kind", "days"),
    [(DeadlineKind.DECIDE_IN_A_WEEK, 7), (DeadlineKind.DECIDE_IN_TWO_DAYS, 2), (DeadlineKind.DECIDE_TODAY, 0)],
)
def test_the_day_to_decide_is_announced_once_each(project: Project, lead: Lead, ada: User, kind: str, days: int):
    bidding.send(lead)
    bidding.close(project)
    _due(project, kind)
    assert told("decision_due") == [ada]
    assert Notification.objects.get(kind="decision_due").facts["days"] == days
    assert wanted("decision_due") == {True}


def test_a_decision_makes_mails_about_deciding_pointless(project: Project, lead: Lead):
    bidding.send(lead)
    bidding.close(project)
    _due(project, DeadlineKind.DECIDE_TODAY)
    Project.objects.update(state="awarded")
    assert wanted("decision_due") == {False}
    assert wanted("bids_closed") == {False}


def test_nothing_is_told_twice_about_the_same_bid(lead: Lead):
    bidding.send(lead)
    before = Notification.objects.count()
    notifications.bid_received(Bid.objects.get(), number=1, at=timezone.now())
    assert Notification.objects.count() == before
