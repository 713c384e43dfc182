"""The agency's inbox: what stands in it, who sees it, and that looking changes nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from contracts.actions import contracts
from notifications.models import Notification
from projects.actions import bids, deadlines, leads, outcomes, projects
from projects.actions.outcomes import Reply
from projects.models import Bid, Lead, Project, ProjectEvent
from projects.states import LeadState
from tests import factories
from tests.projects import bidding, market

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(ada: User, grace: User) -> Lead:
    market.known(grace, capacity=50)
    return market.matched(
        ada,
        title="Booking for six islands",
        budget_kind="range",
        budget_low=6_000_000,
        budget_high=8_500_000,
        country="IE",
    ).leads.get()


@pytest.fixture
def in_as(client: Client) -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client.force_login(person)
        return client

    return sign_in


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_inbox_shows_score_budget_clock_and_how_many_were_asked(
    lead: Lead, grace: User, in_as: Callable[[User], Client]
) -> None:
    page = _page(in_as(grace), "/leads/")
    for text in ("Booking for six islands", "€60,000 to €85,000", "Client in Ireland", "1 asked, 0 answered"):
        assert text in page
    assert f"<b>{int(lead.match.score)}</b>" in page
    assert "to answer" in page


def test_the_brief_is_marked_with_the_numbers_of_the_reasons(
    lead: Lead, grace: User, in_as: Callable[[User], Client]
) -> None:
    page = _page(in_as(grace), lead.get_absolute_url())
    assert "<mark>Python<sup>" in page
    assert "Why this fits you" in page
    assert 2 <= page.count('<li><span class="ref"') <= 3


def test_each_tab_holds_its_states(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client = in_as(grace)
    leads.accept(lead, by=grace)
    assert "Booking for six islands" not in _page(client, "/leads/")
    assert "Booking for six islands" in _page(client, "/leads/?tab=considering")
    leads.decline(lead, by=grace, reason="budget")
    assert "Booking for six islands" in _page(client, "/leads/?tab=closed")
    assert "Nothing closed yet" not in _page(client, "/leads/?tab=closed")


TABS = ("new", "considering", "bid", "won", "lost", "closed")


def _tabs_with(client: Client, title: str) -> list[str]:
    return [tab for tab in TABS if f"{title}</h2>" in _page(client, f"/leads/?tab={tab}")]


def _bid(lead: Lead, grace: User) -> Bid:
    lead.project.bids_close_at = timezone.now() + timedelta(days=3)
    lead.project.decide_by = timezone.now() + timedelta(days=10)
    lead.project.save()
    deadlines.plan(lead.project, at=timezone.now())
    leads.accept(lead, by=grace)
    return bidding.send(lead)


def test_a_lead_goes_through_the_tabs_with_its_bid(
    lead: Lead, ada: User, grace: User, in_as: Callable[[User], Client]
) -> None:
    client = in_as(grace)
    title = "Booking for six islands"
    assert _tabs_with(client, title) == ["new"]
    leads.accept(lead, by=grace)
    assert _tabs_with(client, title) == ["considering"]
    bidding.begin(lead)
    assert _tabs_with(client, title) == ["considering"]
    assert "Draft saved" in _page(client, "/leads/?tab=considering")
    bid = _bid(lead, grace)
    assert _tabs_with(client, title) == ["bid"]
    assert "Version 1 sent" in _page(client, "/leads/?tab=bid")
    contracts.award(bid, by=ada, seen_version=1, replies={})
    assert _tabs_with(client, title) == ["won"]


@pytest.mark.parametrize(
    ("ends", "tab"), [("declined", "lost"), ("lapsed", "lost"), ("withdrawn", "closed"), ("cancelled", "lost")]
)
def test_a_bid_that_ends_goes_where_its_end_belongs(
    lead: Lead, ada: User, grace: User, in_as: Callable[[User], Client], ends: str, tab: str
) -> None:
    bid = _bid(lead, grace)
    if ends == "declined":
        outcomes.decline(bid, by=ada, reply=Reply("team", "They sit next door."), seen_version=1)
    elif ends == "withdrawn":
        bids.withdraw(bid, by=grace, reason="no_capacity")
    elif ends == "cancelled":
        projects.cancel(lead.project, by=ada, note="The board said no.")
    else:
        bidding.close(lead.project)
        outcomes.give_up(lead.project)
    client = in_as(grace)
    assert _tabs_with(client, "Booking for six islands") == [tab]
    page = _page(client, lead.get_absolute_url())
    said = {
        "declined": ("Another team fits ours better", "They sit next door."),
        "lapsed": ("let the time to decide pass", "Never decided"),
        "withdrawn": ("You withdrew your bid: No one free in time.",),
        "cancelled": ("The client called the project off on", "The board said no."),
    }[ends]
    for sentence in said:
        assert sentence in page
    assert "See your bid" in page


def test_a_lead_whose_bid_was_never_sent_is_closed_with_the_bids(
    lead: Lead, grace: User, in_as: Callable[[User], Client]
) -> None:
    lead.project.bids_close_at = timezone.now() + timedelta(days=3)
    lead.project.save()
    deadlines.plan(lead.project, at=timezone.now())
    leads.accept(lead, by=grace)
    bidding.begin(lead)
    bidding.close(lead.project)
    client = in_as(grace)
    assert _tabs_with(client, "Booking for six islands") == ["closed"]
    assert "You took the seat, and no bid was sent by" in _page(client, lead.get_absolute_url())


def test_the_page_of_a_lead_leads_to_its_bid(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client, address = in_as(grace), reverse("leads:bid", args=[lead.code])
    assert address not in _page(client, lead.get_absolute_url())
    leads.accept(lead, by=grace)
    page = _page(client, lead.get_absolute_url())
    assert f'href="{address}"' in page
    assert "Write your bid" in page
    bidding.begin(lead)
    assert "Go on with your bid" in _page(client, lead.get_absolute_url())
    _bid(lead, grace)
    page = _page(client, lead.get_absolute_url())
    assert "See your bid" in page
    assert "The client decides by" in page
    assert "Give the seat back" not in page


def test_a_seat_whose_bid_was_sent_is_not_given_back(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    bid = _bid(lead, grace)
    client, address = in_as(grace), reverse("leads:decline", args=[lead.code])
    refused = client.post(address, {"reason": "budget"})
    assert refused.status_code == 409
    for page in (refused.content.decode(), _page(client, address)):
        assert "You have sent a bid. To give the seat back, withdraw the bid." in page
    bid.refresh_from_db()
    lead.refresh_from_db()
    assert (bid.state, lead.state) == ("submitted", "accepted")


@pytest.mark.parametrize("address", ["/leads/?tab=nonsense", "/leads/?page=99", "/leads/?page=x", "/leads/?tab="])
def test_odd_addresses_show_the_inbox(lead: Lead, grace: User, in_as: Callable[[User], Client], address: str) -> None:
    assert "Booking for six islands" in _page(in_as(grace), address)


def test_without_an_agency_the_page_says_how_to_get_leads(ada: User, in_as: Callable[[User], Client]) -> None:
    assert "Leads go to agencies" in _page(in_as(ada), "/leads/")


# --- what nobody may see ------------------------------------------------------------------------------


def test_the_page_names_neither_the_client_nor_other_agencies(
    ada: User, grace: User, rival: User, in_as: Callable[[User], Client]
) -> None:
    market.known(grace)
    market.known(rival)
    project = market.matched(ada)
    page = _page(in_as(grace), project.leads.get(agency__slug="paperlark").get_absolute_url())
    assert "2 asked, 0 answered" in page
    for hidden in ("Tidewater", "Ada Quill", "ada@client.example", "Merrowline", project.code):
        assert hidden not in page


@pytest.mark.parametrize("action", ["detail", "accept", "decline", "seen"])
def test_strangers_find_nothing(lead: Lead, ada: User, rival: User, mallory: User, client: Client, action: str) -> None:
    url = reverse(f"leads:{action}", args=[lead.code])
    for person in (ada, rival, mallory):
        client.force_login(person)
        for method in (client.get, client.post):
            assert method(url).status_code in {404, 405}
    client.logout()
    assert client.get(url).status_code in {302, 405}
    lead.refresh_from_db()
    assert (lead.state, lead.seen_at) == (LeadState.OFFERED, None)


def test_a_member_reads_but_does_not_answer(lead: Lead, in_as: Callable[[User], Client]) -> None:
    moss = factories.member(email="moss@agency.example", organisation=lead.agency.organisation, role=Role.MEMBER).user
    client = in_as(moss)
    assert "Owners and managers answer leads" in _page(client, lead.get_absolute_url())
    for action in ("accept", "decline"):
        response = client.post(reverse(f"leads:{action}", args=[lead.code]), {"reason": "budget"})
        assert response.status_code == 403
        assert "Owners and managers answer leads" in response.content.decode()


def test_a_removed_member_is_out_at_the_next_request(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client = in_as(grace)
    grace.memberships.get().delete()
    assert client.get(lead.get_absolute_url()).status_code == 404


def test_looking_changes_nothing(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client = in_as(grace)
    before = (list(Lead.objects.values()), ProjectEvent.objects.count(), Notification.objects.count())
    for url in ("/leads/", lead.get_absolute_url(), reverse("leads:decline", args=[lead.code])):
        _page(client, url)
    assert (list(Lead.objects.values()), ProjectEvent.objects.count(), Notification.objects.count()) == before


# --- answering ----------------------------------------------------------------------------------------


def test_taking_the_seat(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    response = in_as(grace).post(reverse("leads:accept", args=[lead.code]), follow=True)
    assert "The seat is yours." in response.content.decode()
    lead.refresh_from_db()
    assert (lead.state, lead.answered_by) == (LeadState.ACCEPTED, grace)


def test_taking_the_seat_twice_shows_the_same_page(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client = in_as(grace)
    for _ in range(2):
        assert client.post(reverse("leads:accept", args=[lead.code])).url == lead.get_absolute_url()
    assert lead.project.events.filter(kind="accepted").count() == 1


@pytest.mark.parametrize("state", [LeadState.LAPSED, LeadState.WITHDRAWN])
def test_a_lead_that_was_closed_meanwhile_says_so(
    lead: Lead, grace: User, in_as: Callable[[User], Client], state: str
) -> None:
    Lead.objects.update(state=state, closed_at=timezone.now())
    response = in_as(grace).post(reverse("leads:accept", args=[lead.code]))
    assert response.status_code == 409
    assert "answered any more" in response.content.decode()
    response = in_as(grace).post(reverse("leads:decline", args=[lead.code]), {"reason": "budget"})
    assert response.status_code == 409


def test_a_lead_whose_time_is_over_is_not_taken(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    market.overdue(lead, timezone.now() - timedelta(minutes=1))
    response = in_as(grace).post(reverse("leads:accept", args=[lead.code]))
    assert response.status_code == 409
    assert "The time to answer this lead is over" in response.content.decode()


def test_declining_with_a_reason(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    url = reverse("leads:decline", args=[lead.code])
    response = in_as(grace).post(url, {"reason": "unclear", "note": "What is a cabin here?"}, follow=True)
    assert "Declined." in response.content.decode()
    lead.refresh_from_db()
    assert (lead.state, lead.decline_reason, lead.decline_note) == ("declined", "unclear", "What is a cabin here?")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose the reason that comes closest."),
        ({"reason": "bored"}, "Choose one of the reasons listed."),
        ({"reason": "other"}, "Say in a few words what the reason is."),
        ({"reason": "budget", "note": "x" * 1001}, "Shorten this to 1000 characters."),
    ],
)
def test_a_wrong_answer_is_said_beside_the_field_and_kept(
    lead: Lead, grace: User, in_as: Callable[[User], Client], typed: dict[str, str], sentence: str
) -> None:
    response = in_as(grace).post(reverse("leads:decline", args=[lead.code]), typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page.replace("1,000", "1000")
    assert typed.get("note", "") in page
    lead.refresh_from_db()
    assert lead.state == LeadState.OFFERED


def test_no_more_than_the_form_asks_for_is_taken(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    extra = {"reason": "budget", "state": "accepted", "agency": "1", "answered_by": "1", "seat_kind": "lottery"}
    in_as(grace).post(reverse("leads:decline", args=[lead.code]), extra)
    lead.refresh_from_db()
    assert (lead.state, lead.answered_by, lead.seat_kind) == ("declined", grace, "score")


def test_opening_is_said_by_the_page(lead: Lead, grace: User, in_as: Callable[[User], Client]) -> None:
    client = in_as(grace)
    assert client.post(reverse("leads:seen", args=[lead.code])).status_code == 204
    lead.refresh_from_db()
    assert lead.seen_at is not None
    assert "hx-trigger" not in _page(client, lead.get_absolute_url()).split('id="lead"')[1].split(">")[0]


def test_text_of_the_client_is_never_markup(ada: User, grace: User, in_as: Callable[[User], Client]) -> None:
    market.known(grace)
    project = market.project(ada, title="<script>booking</script> Python", text="<img src=x onerror=1> ferries Python")
    market.match(project)
    page = _page(in_as(grace), project.leads.get().get_absolute_url())
    assert "<script>booking" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


# --- how much it asks of the database -----------------------------------------------------------------


def test_the_pages_make_the_same_queries_for_one_lead_and_for_twenty(
    lead: Lead, ada: User, grace: User, in_as: Callable[[User], Client], query_count: Callable[..., int]
) -> None:
    client = in_as(grace)
    addresses = ("/leads/", lead.get_absolute_url())
    for address in addresses:
        client.get(address)
    one = [query_count(lambda address=address: client.get(address)) for address in addresses]
    for _ in range(19):
        market.matched(ada)
    assert Lead.objects.count() == 20
    assert Project.objects.count() == 20
    assert [query_count(lambda address=address: client.get(address)) for address in addresses] == one
    assert max(one) <= 10


def test_the_tabs_of_bids_make_the_same_queries_for_one_and_for_twenty(
    ada: User, grace: User, in_as: Callable[[User], Client], query_count: Callable[..., int]
) -> None:
    market.known(grace, capacity=50)
    client = in_as(grace)

    def another() -> None:
        for send in (True, False):
            lead = market.matched(ada).leads.get()
            leads.accept(lead, by=grace)
            (bidding.send if send else bidding.begin)(lead)

    another()
    addresses = ("/leads/?tab=considering", "/leads/?tab=bid")
    for address in addresses:
        client.get(address)
    one = [query_count(lambda address=address: client.get(address)) for address in addresses]
    for _ in range(19):
        another()
    assert Lead.objects.count() == 40
    assert [query_count(lambda address=address: client.get(address)) for address in addresses] == one
    assert max(one) <= 11


def test_a_long_brief_is_folded_and_a_short_one_is_not(ada: User, grace: User, in_as: Callable[[User], Client]) -> None:
    market.known(grace)
    short, long = market.matched(ada), market.matched(ada, text="Ferries in Python. " * 300, title="A long one")
    for project, folded in ((short, 0), (long, 1)):
        lead = Lead.objects.get(project=project)
        for person, path in ((grace, lead.get_absolute_url()), (ada, project.get_absolute_url())):
            page = _page(in_as(person), path)
            assert page.count('class="folded"') == page.count("Read the whole brief") == folded, path
            assert page.count("Ferries in Python.") >= 299 * folded, "all of it is there"


def test_rivals_are_counted_as_asked_and_answered_and_in_no_other_way(
    ada: User, grace: User, rival: User, in_as: Callable[[User], Client]
) -> None:
    market.known(grace)
    market.known(rival)
    project = market.matched(ada)
    own, other = (project.leads.get(agency__organisation__members=person) for person in (grace, rival))
    said = []
    for answer in (
        None,
        lambda: leads.accept(other, by=rival),
        lambda: leads.decline(other, by=rival, reason="budget"),
    ):
        if answer:
            answer()
        page = _page(in_as(grace), own.get_absolute_url())
        said.append(re.findall(r'<span class="row slot-row".*?</span></span>|class="on"', page, re.DOTALL))
    assert "2 asked, 0 answered" in said[0][0]
    assert "2 asked, 1 answered" in said[1][0]
    assert said[1] == said[2], "nobody can tell whether a rival took its seat or gave it back"
