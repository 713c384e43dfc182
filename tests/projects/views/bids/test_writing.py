"""The agency's page of a bid: begun by the first POST, saved, checked, sent, revised."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from projects import envelopes
from projects.bid_terms import MOST_MILESTONES
from projects.forms.bids import MOST_KEPT, MOST_ROWS_KEPT
from projects.models import Bid, BidVersion, Lead
from projects.states import BidState
from projects.views.bids import SENDS_AN_HOUR
from tests.projects import bidding, market
from tests.projects.views.bids.posting import address, draft_of, form, page, sent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


# --- before and while writing -------------------------------------------------------------------------


def test_before_the_seat_is_taken_the_page_offers_it(ada: User, client: Client):
    market.agencies(1)
    offered = market.matched(ada).leads.get()
    client.force_login(bidding.owner(offered.agency))
    shown = page(client, address(offered))
    assert "Take the seat, then write your bid" in shown
    assert reverse("leads:accept", args=[offered.code]) in shown
    answer = client.post(address(offered), form(letter="Too early"))
    assert answer.status_code == 409
    assert "Take the seat first" in answer.content.decode()
    assert "Too early" in answer.content.decode()
    assert not Bid.objects.exists()


def test_get_writes_nothing(agent: Client, lead: Lead):
    for query in ("", "?edit", "?check", "?version=3"):
        page(agent, address(lead) + query)
    assert not Bid.objects.exists()


def test_the_first_post_begins_the_bid_and_keeps_what_was_typed_valid_or_not(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(**{"milestones-0-amount": "a lot", "weeks": "soon"}))
    assert answer.headers["Location"] == f"{address(lead)}?edit"
    shown = page(agent, address(lead))
    for typed in ("a lot", "soon", "We moved a ferry line", "Part 2"):
        assert typed in shown
    assert "Draft, saved at" in shown
    assert Bid.objects.get().state == BidState.DRAFT


def test_posting_the_first_form_twice_begins_one_bid_and_saves_once(agent: Client, lead: Lead):
    for _ in range(2):
        assert agent.post(address(lead), form()).status_code == 302
    assert draft_of(lead).answers_version == 1


def test_autosave_answers_with_the_time_the_version_and_the_margin(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(7), headers=HTMX)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "saved at" in shown
    assert 'id="seen-version" value="1"' in shown
    for text in ("€70,000", "−€5,600", "€64,400", "Inside their budget", "Everything that is needed is there"):
        assert text in shown
    assert "<html" not in shown


@pytest.mark.parametrize(
    ("rows", "words"), [(2, "Below their budget"), (7, "Inside their budget"), (9, "6% above their budget")]
)
def test_the_margin_places_the_price_beside_the_budget(agent: Client, lead: Lead, rows: int, words: str):
    assert words in agent.post(address(lead), form(rows), headers=HTMX).content.decode()


def test_the_margin_links_to_what_is_missing(agent: Client, lead: Lead):
    shown = agent.post(address(lead), form(letter="", **{"milestones-1-due_on": ""}), headers=HTMX).content.decode()
    assert '<a href="#id_letter">' in shown
    assert '<a href="#id_milestones-1-due_on">' in shown


def test_rows_are_added_and_removed_without_a_script_and_everything_typed_stays(agent: Client, lead: Lead):
    agent.post(address(lead), form(go="add", letter="Kept"))
    assert [row["title"] for row in draft_of(lead).answers["milestones"]] == ["Part 1", "Part 2", ""]
    shown = page(agent, f"{address(lead)}?edit")
    assert 'name="milestones-2-title"' in shown
    assert "Kept" in shown
    agent.post(address(lead), form(go="remove-1", seen_version="1"))
    assert [row["title"] for row in draft_of(lead).answers["milestones"]] == ["Part 2"]


def test_enter_in_a_field_saves(agent: Client, lead: Lead):
    """The first submit button of a form is the one that Enter presses: not one that removes a milestone."""
    shown = page(agent, address(lead))
    inside = shown[shown.index('id="bid-form"') :]
    assert inside.index("<button hidden") < inside.index('value="remove-1"')


def test_a_wrong_bid_is_not_sent_and_every_field_says_why(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(go="check", letter="", **{"milestones-0-amount": "0"}))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a few sentences" in shown
    assert shown.count("Enter an amount above zero.") >= 2  # in the summary and beside the field
    assert agent.get(f"{address(lead)}?check").content.decode().count("Enter an amount above zero.") >= 2
    assert not BidVersion.objects.exists()


def test_more_milestones_than_a_bid_may_have_are_kept_and_refused(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(MOST_MILESTONES + 5, go="check"))
    assert answer.status_code == 422
    assert f"A bid has at most {MOST_MILESTONES} milestones" in answer.content.decode()
    assert len(draft_of(lead).answers["milestones"]) == MOST_MILESTONES + 5


@pytest.mark.parametrize("changes", [{"letter": "x" * (MOST_KEPT + 1)}, {"rows": MOST_ROWS_KEPT + 1}])
def test_what_is_too_long_to_keep_is_refused_and_stands_in_the_form(agent: Client, lead: Lead, changes: dict[str, Any]):
    answer = agent.post(address(lead), form(**changes))
    assert answer.status_code == 422
    assert "This is too long to be saved" in answer.content.decode()
    assert "Part 1" in answer.content.decode()
    assert not Bid.objects.exists()
    assert agent.post(address(lead), form(**changes), headers=HTMX).status_code == 422


def test_a_thousand_milestones_are_refused_with_a_sentence(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(1_000))
    assert answer.status_code == 422
    assert f"Keep at most {MOST_MILESTONES} milestones" in answer.content.decode()
    assert 'name="milestones-99-title"' in answer.content.decode()
    assert 'name="milestones-100-title"' not in answer.content.decode()


# --- two tabs -----------------------------------------------------------------------------------------


def test_an_old_tab_overwrites_nothing_and_loses_nothing(agent: Client, lead: Lead):
    agent.post(address(lead), form(letter="From the other tab"))
    answer = agent.post(address(lead), form(letter="From this tab"))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "From the other tab" in shown
    assert "From this tab" in shown
    assert 'name="seen_version" id="seen-version" value="1"' in shown
    assert draft_of(lead).answers["letter"] == "From the other tab"
    agent.post(address(lead), form(letter="From this tab", seen_version="1"))
    assert draft_of(lead).answers["letter"] == "From this tab"


def test_an_old_tabs_autosave_says_so(agent: Client, lead: Lead):
    agent.post(address(lead), form(letter="From the other tab"))
    answer = agent.post(address(lead), form(letter="From this tab"), headers=HTMX)
    assert answer.status_code == 422
    assert "Not saved." in answer.content.decode()
    assert draft_of(lead).answers["letter"] == "From the other tab"


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 30])
def test_an_odd_version_counts_as_none(agent: Client, lead: Lead, seen: str):
    agent.post(address(lead), form())
    assert agent.post(address(lead), form(letter="Other", seen_version=seen)).status_code == 409


def test_what_was_changed_after_the_check_is_not_sent(agent: Client, lead: Lead):
    agent.post(address(lead), form())
    agent.post(address(lead), form(letter="A colleague was faster", seen_version="1"))
    answer = agent.post(address(lead), {"go": "send", "seen_version": "1"})
    assert answer.status_code == 409
    assert "A colleague was faster" in answer.content.decode()
    assert "Not sent." in answer.content.decode()
    assert not BidVersion.objects.exists()


# --- sending ------------------------------------------------------------------------------------------


def test_the_check_shows_what_the_client_will_see_and_sends_nothing(agent: Client, lead: Lead):
    answer = agent.post(address(lead), form(go="check"))
    assert answer.headers["Location"] == f"{address(lead)}?check"
    shown = page(agent, f"{address(lead)}?check")
    for text in ("€20,000", "Part 1", "Card terminals", "Grace Lind", "12 weeks", "Send the bid"):
        assert text in shown
    assert not BidVersion.objects.exists()


def test_sending_seals_what_was_saved_and_shows_the_receipt(agent: Client, lead: Lead):
    bid = sent(agent, lead)
    version = bid.versions.get()
    assert (bid.state, bid.version) == (BidState.SUBMITTED, 1)
    by = bidding.owner(lead.agency)
    terms = envelopes.read(version, reader=by, purpose=envelopes.Purpose.OWN, at=timezone.now())
    assert (terms.total, terms.currency, len(terms.milestones)) == (2_000_000, "EUR", 2)
    shown = page(agent, address(lead))
    assert reverse("receipt", args=[version.receipt]) in shown
    assert reverse("receipt_document", args=[version.receipt]) in shown
    assert f"{by.name} sent the bid" in shown
    assert "You have changes that are not sent" not in shown


def test_sending_twice_sends_one_version(agent: Client, lead: Lead):
    sent(agent, lead)
    agent.post(address(lead), {"go": "send", "seen_version": "1"})
    assert BidVersion.objects.count() == 1


def test_what_is_not_whole_is_not_sent(agent: Client, lead: Lead):
    agent.post(address(lead), form(letter=""))
    answer = agent.post(address(lead), {"go": "send", "seen_version": "1"})
    assert answer.status_code == 422
    assert "Write a few sentences" in answer.content.decode()
    assert not BidVersion.objects.exists()


def test_nothing_begun_is_nothing_to_send(agent: Client, lead: Lead):
    assert agent.post(address(lead), {"go": "send", "seen_version": "0"}).status_code == 404


def test_a_revision_is_a_new_version_and_until_then_the_page_says_what_is_unsent(agent: Client, lead: Lead):
    sent(agent, lead)
    agent.post(address(lead), form(3, seen_version="1", letter="Second thoughts"))
    shown = page(agent, address(lead))
    assert "You have changes that are not sent." in shown
    assert "Second thoughts" not in shown
    assert "Second thoughts" in page(agent, f"{address(lead)}?edit")
    assert "Send version 2" in page(agent, f"{address(lead)}?check")
    agent.post(address(lead), {"go": "send", "seen_version": "2"})
    newest = page(agent, address(lead))
    assert "Second thoughts" in newest
    assert "€30,000" in newest
    first = page(agent, f"{address(lead)}?version=1")
    assert "It was replaced" in first
    assert "Second thoughts" not in first


def test_an_agency_sends_only_so_often(agent: Client, lead: Lead):
    agent.post(address(lead), form())
    for _ in range(SENDS_AN_HOUR):
        agent.post(address(lead), {"go": "send", "seen_version": "1"})
    agent.post(address(lead), form(letter="Once more", seen_version="1"))
    answer = agent.post(address(lead), {"go": "send", "seen_version": "2"})
    assert answer.status_code == 429
    assert "Your agency sent too many bids" in answer.content.decode()
    assert BidVersion.objects.count() == 1
    cache.clear()
    agent.post(address(lead), {"go": "send", "seen_version": "2"})
    assert BidVersion.objects.count() == 2
