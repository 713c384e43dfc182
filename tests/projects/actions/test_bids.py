"""Bids: begun by whoever took the seat, sent in time, revised as versions, withdrawn for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from marketplace.lib.workflow import InvalidTransition
from notifications.models import Notification
from projects.actions import bids, leads
from projects.models import Bid, BidContent, BidDraft, BidEvent, BidVersion, Lead, ProjectEvent
from projects.states import BidState, LeadState
from tests.projects import bidding, market

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(ada: User) -> Lead:
    return bidding.project(ada, agencies=3).leads.order_by("pk")[0]


def owner(lead: Lead) -> User:
    return bidding.owner(lead.agency)


def write(bid: Bid, *, by: User, letter: str = "We would start with the seats.") -> BidDraft:
    draft = BidDraft.objects.get(bid=bid)
    return bids.save(bid, typed={"letter": letter}, seen_version=draft.answers_version, by=by)


def test_begin_twice_makes_one_bid(lead: Lead):
    assert bids.begin(lead, by=owner(lead)) == bids.begin(lead, by=owner(lead))
    assert Bid.objects.get().state == BidState.DRAFT


def test_nobody_begins_without_the_seat(ada: User):
    market.agencies(1)
    project = market.matched(ada, seats=3)
    lead = project.leads.get()
    with pytest.raises(bids.NoSeat):
        bids.begin(lead, by=owner(lead))
    leads.decline(lead, by=owner(lead), reason="budget")
    with pytest.raises(bids.NoSeat):
        bids.begin(lead, by=owner(lead))
    assert not Bid.objects.exists()


def test_nobody_begins_writes_or_sends_after_the_close(lead: Lead):
    bid = bids.begin(lead, by=owner(lead))
    draft = write(bid, by=owner(lead))
    late = lead.project.bids_close_at
    with pytest.raises(bids.BidsClosed):
        bids.save(bid, typed={"letter": "Late"}, seen_version=draft.answers_version, by=owner(lead), at=late)
    with pytest.raises(bids.BidsClosed):
        bids.submit(bid, terms=bidding.terms(), seen_version=draft.answers_version, by=owner(lead), at=late)
    other = lead.project.leads.order_by("pk")[1]
    with pytest.raises(bids.BidsClosed):
        bids.begin(other, by=owner(other), at=late)
    in_time = late - timedelta(microseconds=1)
    bids.submit(bid, terms=bidding.terms(), seen_version=draft.answers_version, by=owner(lead), at=in_time)


def test_strangers_rivals_and_the_client_touch_no_bid(lead: Lead, ada: User, mallory: User):
    bid = bids.begin(lead, by=owner(lead))
    rival = owner(lead.project.leads.order_by("pk")[1])
    for stranger in (ada, mallory, rival):
        with pytest.raises(PermissionDenied):
            bids.begin(lead, by=stranger)
        with pytest.raises(PermissionDenied):
            bids.save(bid, typed={"letter": "Mine"}, seen_version=0, by=stranger)
        with pytest.raises(PermissionDenied):
            bids.submit(bid, terms=bidding.terms(), seen_version=0, by=stranger)
        with pytest.raises(PermissionDenied):
            bids.withdraw(bid, by=stranger, reason="budget")
    assert BidDraft.objects.get().answers == {}


def test_members_write_and_owners_send(lead: Lead, mallory: User):
    Membership.objects.create(user=mallory, organisation=lead.agency.organisation, role=Role.MEMBER)
    bid = bids.begin(lead, by=mallory)
    draft = write(bid, by=mallory)
    with pytest.raises(PermissionDenied, match="Owners and managers send"):
        bids.submit(bid, terms=bidding.terms(), seen_version=draft.answers_version, by=mallory)
    bids.submit(bid, terms=bidding.terms(), seen_version=draft.answers_version, by=owner(lead))


def test_a_removed_member_saves_nothing_more(lead: Lead, mallory: User):
    membership = Membership.objects.create(user=mallory, organisation=lead.agency.organisation, role=Role.MANAGER)
    bid = bids.begin(lead, by=mallory)
    membership.delete()
    with pytest.raises(PermissionDenied):
        bids.save(bid, typed={"letter": "Still here"}, seen_version=0, by=mallory)


def test_save_keeps_what_was_typed_and_refuses_a_stale_tab(lead: Lead):
    bid = bids.begin(lead, by=owner(lead))
    draft = write(bid, by=owner(lead), letter="First")
    assert (draft.answers, draft.answers_version) == ({"letter": "First"}, 1)
    with pytest.raises(bids.StaleBid) as stale:
        bids.save(bid, typed={"letter": "Other tab"}, seen_version=0, by=owner(lead))
    assert stale.value.draft.answers == {"letter": "First"}
    same = bids.save(bid, typed={"letter": "First"}, seen_version=0, by=owner(lead))
    assert same.answers_version == 1


def test_submit_stores_the_version_its_content_and_a_receipt(lead: Lead):
    bid = bidding.send(lead)
    version = BidVersion.objects.get()
    content = BidContent.objects.get()
    assert (bid.state, bid.version, version.number) == (BidState.SUBMITTED, 1, 1)
    assert (content.total, content.currency) == (7_000_000, "EUR")
    assert len(version.receipt) == 64
    assert [event.kind for event in BidEvent.objects.order_by("number")] == ["begun", "submitted"]


def test_submit_the_same_answers_twice_sends_one_version(lead: Lead):
    bid = bidding.send(lead)
    draft = BidDraft.objects.get()
    again = bids.submit(bid, terms=bidding.terms(weeks=20), seen_version=draft.answers_version, by=owner(lead))
    assert again == BidVersion.objects.get()


def test_submit_of_answers_changed_since_is_refused(lead: Lead):
    bid = bids.begin(lead, by=owner(lead))
    seen = write(bid, by=owner(lead)).answers_version
    write(bid, by=owner(lead), letter="A colleague was here")
    with pytest.raises(bids.StaleBid):
        bids.submit(bid, terms=bidding.terms(), seen_version=seen, by=owner(lead))


def test_revise_keeps_both_versions_with_receipts_of_their_own(lead: Lead):
    bidding.send(lead)
    bid = bidding.send(lead, weeks=20)
    first, second = BidVersion.objects.order_by("number")
    assert (bid.version, bid.state) == (2, BidState.SUBMITTED)
    assert first.receipt != second.receipt
    told = Notification.objects.filter(kind="bid_received").values_list("facts__version", flat=True)
    assert sorted(told) == [1, 2]


def test_the_same_terms_sent_twice_never_share_a_receipt(ada: User):
    _project, sent = bidding.with_bids(ada)
    assert len(set(BidVersion.objects.values_list("receipt", flat=True))) == len(sent) == 3


def test_withdraw_frees_the_seat_and_asks_the_next(ada: User):
    market.agencies(4)
    project = market.matched(ada, seats=3)
    lead, *_rest = project.leads.order_by("pk")
    leads.accept(lead, by=owner(lead))
    bid = bidding.send(lead)
    bids.withdraw(bid, by=owner(lead), reason="no_capacity", note="Our lead developer left.")
    assert project.leads.count() == 4
    lead.refresh_from_db()
    assert (lead.state, lead.decline_reason) == (LeadState.DECLINED, "no_capacity")
    told = Notification.objects.get(kind="bid_withdrawn")
    assert (told.recipient, told.facts["note"]) == (ada, "Our lead developer left.")


def test_withdraw_twice_changes_nothing_and_nothing_follows(lead: Lead):
    bid = bidding.send(lead)
    bids.withdraw(bid, by=owner(lead), reason="budget")
    bids.withdraw(bid, by=owner(lead), reason="other")
    draft = BidDraft.objects.get()
    with pytest.raises(InvalidTransition):
        bids.save(bid, typed={"letter": "Back again"}, seen_version=draft.answers_version, by=owner(lead))
    with pytest.raises(InvalidTransition):
        bids.submit(bid, terms=bidding.terms(), seen_version=draft.answers_version, by=owner(lead))
    assert BidEvent.objects.filter(kind="withdrawn").count() == 1


def test_a_lead_is_not_given_back_once_a_bid_was_sent(lead: Lead):
    bidding.send(lead)
    with pytest.raises(leads.BidStands):
        leads.decline(lead, by=owner(lead), reason="budget")


def test_giving_the_lead_back_withdraws_the_draft(lead: Lead):
    bid = bids.begin(lead, by=owner(lead))
    leads.decline(lead, by=owner(lead), reason="budget")
    bid.refresh_from_db()
    assert bid.state == BidState.WITHDRAWN


def test_history_never_holds_a_price_or_a_word_of_the_bid(lead: Lead):
    bidding.send(lead, letter="CANARY-LETTER", team=("CANARY-TEAM",))
    told = [*ProjectEvent.objects.values_list("data", flat=True), *BidEvent.objects.values_list("data", flat=True)]
    assert "CANARY" not in str(told)
    assert "7000000" not in str(told)


def test_the_database_refuses_late_second_and_changed_versions(lead: Lead):
    bid = bidding.send(lead)
    version = bid.versions.get()
    late = BidVersion(
        bid=bid,
        number=2,
        brief=version.brief,
        sent_at=lead.project.bids_close_at,
        sent_by=owner(lead),
        receipt="0" * 64,
    )
    with pytest.raises(IntegrityError, match="bids_arrive_in_time"), transaction.atomic():
        late.save(force_insert=True)
    for table, change in ((BidVersion, {"number": 5}), (BidContent, {"total": 1}), (BidEvent, {"kind": "nothing"})):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            table.objects.update(**change)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table._meta.db_table}")
    with pytest.raises(IntegrityError, match=r"one_bid_per|agency_id|lead_id"), transaction.atomic():
        Bid.objects.create(project=bid.project, agency=bid.agency, lead=bid.lead, begun_at=timezone.now())
    other = lead.project.leads.order_by("pk")[1]
    with pytest.raises(IntegrityError, match="bids_belong_to"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(agency=other.agency)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "imagined"},
        {"state": "draft"},
        {"version": 0},
        {"sent_at": None},
        {"state": "declined"},
        {"state": "awarded"},
    ],
)
def test_the_database_refuses_impossible_bids(lead: Lead, changes: dict[str, object]):
    bid = bidding.send(lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(**changes)


def test_the_database_refuses_bids_for_nothing(lead: Lead):
    with pytest.raises(IntegrityError, match="bids_cost_something"):
        bidding.send(lead, milestones=())
