"""The agency's page of a bid when it is too late, decided or withdrawn; who may see it; how much it asks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from projects.actions import bids, outcomes
from projects.actions.outcomes import Reply
from projects.bid_terms import Milestone
from projects.models import Bid, BidDraft, BidVersion, Lead
from projects.states import BidState, LeadState
from tests import factories
from tests.projects import bidding
from tests.projects.views.bids.posting import address, closed, draft_of, form, page, sent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


# --- too late -----------------------------------------------------------------------------------------


def test_after_the_deadline_nothing_is_saved_or_sent_and_what_was_typed_is_shown(agent: Client, lead: Lead):
    sent(agent, lead)
    closed(lead)
    answer = agent.post(address(lead), form(letter="A minute late", seen_version="1"))
    assert answer.status_code == 409
    assert "A minute late" in answer.content.decode()
    assert "Bids for this project are closed" in answer.content.decode()
    assert agent.post(address(lead), form(letter="x", seen_version="1"), headers=HTMX).status_code == 422
    assert draft_of(lead).answers_version == 1
    shown = page(agent, f"{address(lead)}?edit")
    assert "Your bid stands as it was sent" in shown
    assert "Revise" not in shown


def test_an_unsent_change_is_not_sent_after_the_deadline(agent: Client, lead: Lead):
    sent(agent, lead)
    agent.post(address(lead), form(letter="Second thoughts", seen_version="1"))
    closed(lead)
    assert agent.post(address(lead), {"go": "send", "seen_version": "2"}).status_code == 409
    assert BidVersion.objects.count() == 1


def test_a_bid_that_was_never_begun_is_not_begun_after_the_deadline(agent: Client, lead: Lead):
    closed(lead)
    assert "none can be sent any more" in page(agent, address(lead))
    answer = agent.post(address(lead), form(letter="A minute late"))
    assert answer.status_code == 409
    assert "A minute late" in answer.content.decode()
    assert not Bid.objects.exists()


def test_a_draft_that_lapsed_is_still_there_to_be_read(agent: Client, lead: Lead):
    agent.post(address(lead), form(letter="Never finished"))
    bidding.close(lead.project)
    shown = page(agent, address(lead))
    assert "This bid was begun and never sent." in shown
    assert "Never finished" in shown


def test_the_outcome_stands_there_with_reason_and_words(agent: Client, lead: Lead, ada: User):
    bid = sent(agent, lead)
    outcomes.decline(bid, by=ada, reply=Reply("price", "We liked the letter."), seen_version=1)
    shown = page(agent, address(lead))
    for text in ("The client did not choose this bid.", "too far from our budget", "We liked the letter."):
        assert text in shown
    assert "Ada Quill" not in shown
    assert agent.post(address(lead), form(letter="Cheaper", seen_version="1")).status_code == 409


def test_the_bid_that_was_chosen_says_so(agent: Client, lead: Lead, ada: User):
    bid = sent(agent, lead)
    bidding.close(lead.project)
    outcomes.award(bid, by=ada, seen_version=1, replies={})
    shown = page(agent, address(lead))
    assert "The client chose your bid." in shown
    assert "The client chose this bid" in shown
    assert "€20,000" in shown
    assert reverse("contracts:index") in shown


def test_a_bid_that_nobody_decided_says_so(agent: Client, lead: Lead):
    bid = sent(agent, lead)
    Bid.objects.filter(pk=bid.pk).update(state=BidState.LAPSED)
    assert "The client decided nothing in time." in page(agent, address(lead))


# --- withdrawing --------------------------------------------------------------------------------------


def withdrawal(lead: Lead) -> str:
    return reverse("leads:withdraw_bid", args=[lead.code])


def test_withdrawing_asks_for_a_reason_and_is_for_good(agent: Client, lead: Lead):
    sent(agent, lead)
    shown = page(agent, withdrawal(lead))
    assert "This can't be taken back" in shown
    assert "Withdraw the bid for good" in shown
    assert agent.post(withdrawal(lead), {}).status_code == 422
    assert Bid.objects.get().state == BidState.SUBMITTED
    agent.post(withdrawal(lead), {"reason": "no_capacity"})
    assert Bid.objects.get().state == BidState.WITHDRAWN
    assert "You withdrew this bid." in page(agent, address(lead))
    assert agent.post(withdrawal(lead), {"reason": "no_capacity"}).status_code == 302
    assert agent.post(address(lead), form(letter="Back again", seen_version="1")).status_code == 409
    assert agent.post(address(lead), {"go": "send", "seen_version": "1"}).status_code in {302, 409}
    assert Bid.objects.get().state == BidState.WITHDRAWN


def test_a_decided_bid_is_not_withdrawn(agent: Client, lead: Lead, ada: User):
    bid = sent(agent, lead)
    outcomes.decline(bid, by=ada, reply=Reply("price"), seen_version=1)
    assert "There is nothing left to withdraw." in page(agent, withdrawal(lead))
    assert agent.post(withdrawal(lead), {"reason": "no_capacity"}).status_code == 409
    assert Bid.objects.get().state == BidState.DECLINED


def test_the_seat_of_an_unsent_bid_is_given_back_once(agent: Client, lead: Lead):
    agent.post(address(lead), form())
    shown = page(agent, withdrawal(lead))
    assert "Give the seat back?" in shown
    assert 'name="reason"' in shown
    bids.withdraw(Bid.objects.get(), by=bidding.owner(lead.agency), reason="budget")
    assert "There is nothing left to withdraw." in page(agent, withdrawal(lead))


def test_nothing_begun_is_nothing_to_withdraw(agent: Client, lead: Lead):
    assert agent.get(withdrawal(lead)).status_code == 404


# --- who may ------------------------------------------------------------------------------------------


@pytest.fixture
def moss(lead: Lead) -> User:
    """A colleague without the right to decide."""
    return factories.member(email="moss@agency.example", organisation=lead.agency.organisation, role=Role.MEMBER).user


def test_a_member_writes_and_does_not_send(client: Client, lead: Lead, moss: User):
    client.force_login(moss)
    client.post(address(lead), form())
    assert draft_of(lead).saved_by == moss
    for query in ("", "?check"):
        shown = page(client, address(lead) + query)
        assert "Owners and managers send and withdraw bids" in shown
    answer = client.post(address(lead), {"go": "send", "seen_version": "1"})
    assert answer.status_code == 403
    assert "Owners and managers send and withdraw bids" in answer.content.decode()
    for method in (client.get, client.post):
        assert method(withdrawal(lead), {"reason": "budget"}).status_code == 403
    assert not BidVersion.objects.exists()
    assert Bid.objects.get().state == BidState.DRAFT


def test_somebody_removed_in_mid_edit_finds_nothing_and_loses_nothing(client: Client, lead: Lead, moss: User):
    client.force_login(moss)
    client.post(address(lead), form(letter="Half a letter"))
    Membership.objects.filter(user=moss).delete()
    answer = client.post(address(lead), form(letter="Half a letter and a bit", seen_version="1"))
    assert answer.status_code == 404
    assert "Half a letter and a bit" in answer.content.decode()
    assert draft_of(lead).answers["letter"] == "Half a letter"
    assert client.post(address(lead), form(letter="Or so", seen_version="1"), headers=HTMX).status_code == 404


def test_a_session_that_ended_in_mid_edit_keeps_the_text(agent: Client, lead: Lead):
    agent.post(address(lead), form())
    agent.logout()
    assert agent.post(address(lead), form(letter="Signed out"), headers=HTMX).status_code == 401
    answer = agent.post(address(lead), form(letter="Typed while signed out", seen_version="1"))
    assert answer.headers["Location"].startswith("/accounts/login/?next=/settings/unsent/")
    agent.force_login(bidding.owner(lead.agency), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Typed while signed out" in page(agent, "/settings/unsent/")


@pytest.mark.parametrize("name", ["leads:bid", "leads:withdraw_bid"])
def test_strangers_rivals_and_the_client_find_nothing(lead: Lead, ada: User, mallory: User, client: Client, name: str):
    bidding.send(lead)
    other = lead.project.leads.exclude(pk=lead.pk)[0]
    url = reverse(name, args=[lead.code])
    for person in (ada, mallory, bidding.owner(other.agency)):
        client.force_login(person)
        for method in (client.get, client.post):
            assert method(url, form(reason="budget")).status_code == 404
            assert method(url, {"go": "send", "seen_version": "1"}).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    assert BidVersion.objects.count() == 1
    assert Lead.objects.get(pk=lead.pk).state == LeadState.ACCEPTED


def test_the_page_tells_nothing_of_client_or_rivals(agent: Client, lead: Lead):
    for other in lead.project.leads.exclude(pk=lead.pk):
        bidding.send(other)
    sent(agent, lead)
    for query in ("", "?edit", "?check"):
        shown = page(agent, address(lead) + query)
        rivals = lead.project.leads.exclude(pk=lead.pk).values_list("agency__name", flat=True)
        for hidden in ("Tidewater", "Ada Quill", "€70,000", *rivals):
            assert hidden not in shown


def test_what_people_wrote_is_shown_as_text(agent: Client, lead: Lead):
    agent.post(address(lead), form(letter="<script>alert(1)</script>", **{"milestones-0-title": "<b>bold</b>"}))
    agent.post(address(lead), {"go": "send", "seen_version": "1"})
    for query in ("", "?edit", "?check"):
        shown = page(agent, address(lead) + query)
        assert "<script>alert" not in shown
        assert "<b>bold" not in shown


# --- how much it asks ---------------------------------------------------------------------------------


def test_one_and_twenty_milestones_ask_the_same(agent: Client, lead: Lead, query_count: Callable[..., int]):
    counts = []
    for rows in (1, 20):
        version = BidDraft.objects.filter(bid__lead=lead).values_list("answers_version", flat=True).first() or 0
        agent.post(address(lead), form(rows, seen_version=str(version)))
        agent.post(address(lead), {"go": "send", "seen_version": str(version + 1)})
        counts.append([query_count(lambda at=at: agent.get(address(lead) + at)) for at in ("", "?edit", "?check")])
    assert counts[0] == counts[1]


def test_one_and_twenty_versions_ask_the_same(agent: Client, lead: Lead, query_count: Callable[..., int]):
    bid = bidding.send(lead)
    first = query_count(lambda: agent.get(address(lead)))
    for number in range(2, 21):
        bidding.send(lead, milestones=(Milestone("All", bidding.START + timedelta(weeks=6), number * 100_000),))
    assert Bid.objects.get(pk=bid.pk).version == 20
    assert query_count(lambda: agent.get(address(lead))) == first
