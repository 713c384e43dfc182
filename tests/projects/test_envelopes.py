"""Who reads what bids contain: a table of readers, purposes and states."""

import ast
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, Role, User
from projects import bid_terms, envelopes
from projects.actions import bids, outcomes
from projects.envelopes import Purpose, Sealed
from projects.models import Bid, BidContent, BidVersion
from tests import factories
from tests.projects import bidding

pytestmark = pytest.mark.django_db


def may_read(version: BidVersion, reader: User, purpose: Purpose) -> bool:
    try:
        envelopes.read(version, reader=reader, purpose=purpose, at=timezone.now())
    except Sealed:
        return False
    return True


@pytest.fixture
def sent(ada: User) -> Bid:
    _project, (bid, *_others) = bidding.with_bids(ada)
    return bid


def test_each_reader_reads_for_their_own_purposes_alone(sent: Bid, ada: User, mallory: User, rival: User):
    superuser = factories.user(email="root@elsewhere.example", is_superuser=True, is_staff=True)
    version = sent.versions.get()
    own = {Purpose.OWN, Purpose.RECEIPT}
    allowed = {
        bidding.owner(sent.agency): own,
        ada: {Purpose.COMPARE, Purpose.AWARD},
        mallory: set(),
        rival: set(),
        superuser: set(),
    }
    for reader, purposes in allowed.items():
        assert {purpose for purpose in Purpose if may_read(version, reader, purpose)} == purposes


def test_what_was_sent_is_what_is_read(sent: Bid, ada: User):
    version = sent.versions.get()
    assert envelopes.read(version, reader=ada, purpose=Purpose.COMPARE, at=timezone.now()) == bidding.terms()


def test_the_client_reads_the_standing_version_only(sent: Bid, ada: User):
    bidding.send(sent.lead, weeks=20)
    first, second = BidVersion.objects.filter(bid=sent).order_by("number")
    assert not may_read(first, ada, Purpose.COMPARE)
    assert may_read(second, ada, Purpose.COMPARE)
    assert may_read(first, bidding.owner(sent.agency), Purpose.OWN)


def test_a_withdrawn_bid_is_closed_to_the_client(sent: Bid, ada: User):
    bids.withdraw(sent, by=bidding.owner(sent.agency), reason="budget")
    assert not may_read(BidVersion.objects.get(bid=sent), ada, Purpose.COMPARE)


def test_after_an_award_both_sides_read_the_contract(sent: Bid, ada: User):
    outcomes.award(sent, by=ada, seen_version=1, replies=bidding.replies(sent))
    version = BidVersion.objects.get(bid=sent)
    assert may_read(version, ada, Purpose.CONTRACT)
    assert may_read(version, bidding.owner(sent.agency), Purpose.CONTRACT)
    loser = Bid.objects.exclude(pk=sent.pk)[0]
    assert not may_read(loser.versions.get(), bidding.owner(loser.agency), Purpose.CONTRACT)


def test_nobody_reads_before_the_bid_is_open(sent: Bid, ada: User):
    version = sent.versions.get()
    with pytest.raises(Sealed):
        envelopes.read(version, reader=ada, purpose=Purpose.COMPARE, at=sent.begun_at.replace(year=2020))


def test_removed_and_suspended_readers_are_out_at_once(sent: Bid, ada: User, mallory: User):
    version = sent.versions.get()
    membership = Membership.objects.create(user=mallory, organisation=sent.project.organisation, role=Role.MEMBER)
    assert may_read(version, mallory, Purpose.COMPARE)
    mallory.suspended_at = timezone.now()
    mallory.save()
    assert not may_read(version, mallory, Purpose.COMPARE)
    membership.delete()
    ada.is_active = False
    ada.save()
    assert not may_read(version, ada, Purpose.COMPARE)


def test_drafts_are_the_agencys_own(sent: Bid, ada: User, mallory: User):
    assert envelopes.draft_of(sent, reader=bidding.owner(sent.agency)).answers
    for other in (ada, mallory):
        with pytest.raises(Sealed):
            envelopes.draft_of(sent, reader=other)


def test_a_suspended_writer_reads_no_draft(sent: Bid):
    writer = bidding.owner(sent.agency)
    assert envelopes.drafts_saved_at([sent], reader=writer)
    User.objects.filter(pk=writer.pk).update(suspended_at=timezone.now())
    with pytest.raises(Sealed):
        envelopes.draft_of(sent, reader=writer)
    assert not envelopes.drafts_saved_at([sent], reader=writer)


def test_reading_many_costs_two_queries(ada: User, query_count):
    project, _bids = bidding.with_bids(ada)
    versions = list(BidVersion.objects.filter(bid__project=project).select_related("bid__agency", "bid__project"))

    def read(some: list[BidVersion]) -> int:
        return query_count(lambda: envelopes.read_all(some, reader=ada, purpose=Purpose.COMPARE, at=timezone.now()))

    assert read(versions[:1]) == read(versions) == 2


def test_the_receipt_is_the_hash_of_the_document(sent: Bid):
    version = sent.versions.get()
    document = envelopes.document(version, reader=bidding.owner(sent.agency), at=timezone.now())
    assert hashlib.sha256(document).hexdigest() == version.receipt
    content = BidContent.objects.get(version=version)
    other = bid_terms.document(bid=sent.code, version=1, nonce=content.nonce, terms=bidding.terms(weeks=13))
    assert bid_terms.receipt(other) != version.receipt


def test_terms_survive_the_way_through_json():
    for terms in (bidding.terms(), bidding.terms(stands_until=None, team=(), assumptions=(), exclusions=())):
        assert bid_terms.BidTerms.from_json(terms.as_json()) == terms


def test_nothing_but_the_accessor_touches_the_priced_tables():
    """Actions may look at a draft's counters under the lock; the content is opened in one module."""
    allowed = {"projects/envelopes.py", "projects/models/bids.py", "projects/models/__init__.py"}
    readers = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("accounts", "agencies", "blog", "contracts", "marketplace", "notifications", "projects")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "migrations" not in path.parts and _names(path) & {"BidContent", "bidcontent"}
    }
    assert readers - allowed == set()


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def test_a_bid_stands_until_its_last_day_is_over_everywhere():
    terms = bidding.terms(stands_until=date(2027, 3, 15))
    over = datetime(2027, 3, 16, 12, tzinfo=UTC)
    assert terms.stands_at(over - timedelta(seconds=1)), "west of the Atlantic it is still the fifteenth"
    assert not terms.stands_at(over)
    assert bidding.terms(stands_until=None).stands_at(over)
