"""Receipts: whoever holds one learns when and which version; only the agency learns what for."""

import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from projects.models import Bid, Lead
from tests import factories
from tests.projects import bidding

pytestmark = pytest.mark.django_db


@pytest.fixture
def bid(ada: User) -> Bid:
    return bidding.send(bidding.project(ada, agencies=2).leads.order_by("pk")[0])


def receipt_of(bid: Bid, number: int = 1) -> str:
    return str(bid.versions.get(number=number).receipt)


def page(client: Client, receipt: str, status: int = 200) -> str:
    answer = client.get(reverse("receipt", args=[receipt]))
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    return answer.content.decode()


def title(bid: Bid) -> str:
    return str(Lead.objects.get(bid=bid).brief.title)


def test_anybody_learns_time_and_version_and_nothing_else(bid: Bid, ada: User, mallory: User, client: Client):
    rival = bidding.owner(bid.project.leads.exclude(pk=bid.lead_id)[0].agency)
    for person in (None, mallory, ada, rival):
        if person:
            client.force_login(person)
        shown = page(client, receipt_of(bid))
        assert bid.sent_at.isoformat() in shown
        assert "1, the latest" in shown
        for hidden in (title(bid), bid.code, bid.lead.code, bid.agency.name, "€70,000", "/document/"):
            assert hidden not in shown


def test_a_replaced_version_says_so(bid: Bid, client: Client):
    bidding.send(bid.lead, letter="Second thoughts")
    assert "1, replaced by a later one" in page(client, receipt_of(bid))
    assert "2, the latest" in page(client, receipt_of(bid, 2))


def test_the_agencys_members_see_the_project_and_the_document(bid: Bid, client: Client):
    organisation = bid.agency.organisation
    moss = factories.member(email="moss@agency.example", organisation=organisation, role=Role.MEMBER).user
    for person in (bidding.owner(bid.agency), moss):
        client.force_login(person)
        shown = page(client, receipt_of(bid))
        assert title(bid) in shown
        assert reverse("receipt_document", args=[receipt_of(bid)]) in shown


def test_the_document_is_what_the_receipt_is_the_hash_of(bid: Bid, client: Client):
    bidding.send(bid.lead, letter="Second thoughts: für 5 €, “genau so”")
    client.force_login(bidding.owner(bid.agency))
    for number in (1, 2):
        receipt = receipt_of(bid, number)
        answer = client.get(reverse("receipt_document", args=[receipt]))
        assert hashlib.sha256(answer.content).hexdigest() == receipt
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{bid.code}-v{number}.json"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert json.loads(answer.content)["version"] == number


def test_nobody_else_gets_the_document(bid: Bid, ada: User, mallory: User, client: Client):
    url = reverse("receipt_document", args=[receipt_of(bid)])
    rival = bidding.owner(bid.project.leads.exclude(pk=bid.lead_id)[0].agency)
    assert client.get(url).status_code == 302
    for person in (ada, mallory, rival):
        client.force_login(person)
        assert client.get(url).status_code == 404


def test_an_unknown_receipt_says_so(db: None, mallory: User, client: Client):
    assert "No such receipt" in page(client, "0" * 64, 404)
    client.force_login(mallory)
    assert client.get(reverse("receipt_document", args=["0" * 64])).status_code == 404
    for odd in ("0" * 63, "G" * 64, "0" * 65):
        assert client.get(f"/receipts/{odd}/").status_code == 404


def test_looking_is_all_there_is_to_do(bid: Bid, client: Client):
    client.force_login(bidding.owner(bid.agency))
    for name in ("receipt", "receipt_document"):
        assert client.post(reverse(name, args=[receipt_of(bid)])).status_code == 405
