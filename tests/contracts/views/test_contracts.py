"""Contracts as both sides read them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from contracts.actions import contracts
from contracts.models import Contract
from projects.actions import leads
from tests import factories
from tests.projects import bidding, market

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada: User) -> Contract:
    _project, (first, *_others) = bidding.with_bids(ada)
    return contracts.award(first, by=ada, seen_version=1, replies=bidding.replies(first))


def _page(client: Client, person: User, url: str) -> str:
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_both_sides_read_the_terms(client: Client, ada: User, contract: Contract) -> None:
    for person in (ada, bidding.owner(contract.bid.agency)):
        page = _page(client, person, contract.get_absolute_url())
        for text in (
            *("€70,000", "Booking core", "Forty sample bookings pass.", "Card terminals", "Grace Lind", "Agreed"),
            *("Tidewater Ferries", contract.bid.agency.name, "Ada Quill", "We run ferries between six islands"),
        ):
            assert text in page, text
    assert "All bids" not in page  # the agency finds no way to its rivals
    assert "All bids" in _page(client, ada, contract.get_absolute_url())


def test_members_of_both_sides_read_it(client: Client, ada: User, contract: Contract) -> None:
    for organisation in (ada.organisations.get(), contract.bid.agency.organisation):
        joined = factories.member(
            name="Mel", email=f"mel-{organisation.pk}@x.example", organisation=organisation, role=Role.MEMBER
        )
        assert "€70,000" in _page(client, joined.user, contract.get_absolute_url())
        assert contract.project.title in _page(client, joined.user, "/contracts/")


def test_nobody_else_finds_it(client: Client, contract: Contract, mallory: User, rival: User) -> None:
    losing = contract.project.bids.exclude(pk=contract.bid_id).first()
    assert losing is not None
    suspended = factories.member(
        name="Sten", email="sten@client.example", organisation=contract.project.organisation
    ).user
    for person in (mallory, rival, bidding.owner(losing.agency)):
        client.force_login(person)
        assert client.get(contract.get_absolute_url()).status_code == 404
        assert contract.project.title not in client.get("/contracts/").content.decode()
    client.force_login(suspended)
    suspended.suspended_at = timezone.now()
    suspended.save(update_fields=["suspended_at"])
    assert client.get(contract.get_absolute_url()).status_code != 200
    assert client.get("/contracts/nothere/").status_code != 200


def test_without_contracts_the_list_says_what_will_stand_there(client: Client, ada: User) -> None:
    assert "No contracts yet" in _page(client, ada, "/contracts/")


def _award_one(client: User, name: str) -> Contract:
    """A project of this name, awarded to the only agency there is."""
    project = market.matched(client, title=name)
    lead = project.leads.get()
    leads.accept(lead, by=bidding.owner(lead.agency))
    return contracts.award(bidding.send(lead), by=client, seen_version=1, replies={})


def test_the_list_has_pages_and_costs_the_same_for_one_and_twenty(
    client: Client, ada: User, query_count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    market.agencies(1)
    first = _award_one(ada, "Nr 1")
    client.force_login(ada)
    client.get("/contracts/")
    for_one = query_count(lambda: client.get("/contracts/"))
    for number in range(2, 21):
        _award_one(ada, f"Nr {number}")
    assert query_count(lambda: client.get("/contracts/")) == for_one
    monkeypatch.setattr("contracts.views.contracts.PAGE_SIZE", 2)
    page = _page(client, ada, "/contracts/")
    assert "Nr 20" in page
    assert first.get_absolute_url() not in page
    assert first.get_absolute_url() in _page(client, ada, "/contracts/?page=10")
    assert _page(client, ada, "/contracts/?page=nonsense")


def test_the_page_of_one_costs_few_queries(client: Client, ada: User, contract: Contract, query_count) -> None:
    client.force_login(ada)
    client.get(contract.get_absolute_url())
    assert query_count(lambda: client.get(contract.get_absolute_url())) <= 16
