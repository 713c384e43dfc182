"""Awarding: one contract, the version that was seen, everybody told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from contracts.actions import contracts
from contracts.models import Contract
from marketplace.lib.workflow import InvalidTransition
from notifications.models import Notification
from projects.actions import bids, leads, outcomes, projects
from projects.models import Bid, Lead
from projects.states import BidState, ProjectState
from tests.projects import bidding

pytestmark = pytest.mark.django_db


def test_award_makes_one_contract_on_the_version_seen_and_ends_the_project(ada: User):
    project, (first, second, third) = bidding.with_bids(ada)
    contract = contracts.award(first, by=ada, seen_version=1, replies=bidding.replies(first))
    project.refresh_from_db()
    assert (contract.project, contract.bid, contract.version.number) == (project, first, 1)
    assert project.state == ProjectState.AWARDED
    states = dict(Bid.objects.values_list("pk", "state"))
    assert states == {first.pk: "awarded", second.pk: "declined", third.pk: "declined"}
    assert not Lead.objects.open().exists()


def test_everybody_asked_is_told_the_outcome_with_a_reason(ada: User):
    project = bidding.project(ada, agencies=4)
    winner, loser, decliner, writer = project.leads.order_by("pk")
    bid = bidding.send(winner)
    bidding.send(loser)
    leads.decline(decliner, by=bidding.owner(decliner.agency), reason="budget")
    bidding.begin(writer)
    bidding.close(project)
    contracts.award(bid, by=ada, seen_version=1, replies=bidding.replies(bid))
    told = {
        (row.recipient, row.kind): row.facts
        for row in Notification.objects.filter(kind__in=["bid_awarded", "bid_declined", "awarded_elsewhere"])
    }
    assert (bidding.owner(winner.agency), "bid_awarded") in told
    assert told[bidding.owner(loser.agency), "bid_declined"]["note"] == "They built one before."
    assert "budget too small" in told[bidding.owner(decliner.agency), "awarded_elsewhere"]["reason"]
    assert (bidding.owner(writer.agency), "awarded_elsewhere") in told
    assert len(told) == 4


def test_award_twice_returns_the_same_contract_and_another_bid_is_refused(ada: User):
    _project, (first, second, _third) = bidding.with_bids(ada)
    replies = bidding.replies(first)
    contract = contracts.award(first, by=ada, seen_version=1, replies=replies)
    assert contracts.award(first, by=ada, seen_version=1, replies=replies) == contract
    with pytest.raises(outcomes.AlreadyAwarded):
        contracts.award(second, by=ada, seen_version=1, replies={})
    assert Contract.objects.count() == 1


def test_a_bid_revised_since_it_was_seen_is_not_awarded(ada: User):
    project, (first, *_others) = bidding.with_bids(ada)
    replies = bidding.replies(first)
    bidding.send(first.lead)
    with pytest.raises(outcomes.BidChanged, match="version 2"):
        contracts.award(first, by=ada, seen_version=1, replies=replies)
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN


def test_a_withdrawn_bid_is_not_awarded(ada: User):
    _project, (first, *_others) = bidding.with_bids(ada)
    replies = bidding.replies(first)
    bids.withdraw(first, by=bidding.owner(first.agency), reason="no_capacity")
    with pytest.raises(outcomes.BidChanged, match="Withdrawn"):
        contracts.award(first, by=ada, seen_version=1, replies=replies)


def test_a_bid_without_a_reply_stops_the_award(ada: User):
    _project, (first, second, _third) = bidding.with_bids(ada)
    for replies in ({}, {second.code: outcomes.Reply("price")}):
        with pytest.raises(outcomes.OtherBids):
            contracts.award(first, by=ada, seen_version=1, replies=replies)
    assert set(Bid.objects.values_list("state", flat=True)) == {BidState.SUBMITTED}


def test_agencies_that_are_still_writing_are_waited_for(ada: User):
    project = bidding.project(ada, agencies=3)
    lead, *_writing = project.leads.order_by("pk")
    bid = bidding.send(lead)
    with pytest.raises(PermissionDenied, match="2 agencies are still writing"):
        contracts.award(bid, by=ada, seen_version=1, replies={})
    bidding.close(project)
    assert contracts.award(bid, by=ada, seen_version=1, replies={}).bid == bid


def test_strangers_and_the_bidder_award_nothing(ada: User, mallory: User):
    _project, (first, *_others) = bidding.with_bids(ada)
    for stranger in (mallory, bidding.owner(first.agency)):
        with pytest.raises(PermissionDenied):
            contracts.award(first, by=stranger, seen_version=1, replies=bidding.replies(first))


def test_a_cancelled_project_is_not_awarded(ada: User):
    project, (first, *_others) = bidding.with_bids(ada)
    replies = bidding.replies(first)
    projects.cancel(project, by=ada, note="The board said no.")
    first.refresh_from_db()
    assert (first.state, first.decline_reason, first.decline_note) == ("declined", "cancelled", "The board said no.")
    with pytest.raises(InvalidTransition):
        contracts.award(first, by=ada, seen_version=1, replies=replies)


def test_the_database_refuses_a_second_contract_and_one_on_another_bid(ada: User):
    project, (first, second, _third) = bidding.with_bids(ada)
    contract = contracts.award(first, by=ada, seen_version=1, replies=bidding.replies(first))
    for changes in ({"bid": second}, {"version": second.versions.get()}):
        with pytest.raises(IntegrityError, match="contracts_are_on_the_awarded_bid"), transaction.atomic():
            Contract.objects.filter(pk=contract.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.create(
            project=project, bid=first, version=first.versions.get(), awarded_at=contract.awarded_at, awarded_by=ada
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.filter(pk=second.pk).update(state="awarded", decline_reason="")
