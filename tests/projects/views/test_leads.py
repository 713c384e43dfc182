"""The agency's inbox: what stands in it, who sees it, and that looking changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from notifications.models import Notification
from projects.actions import leads
from projects.models import Lead, Project, ProjectEvent
from projects.states import LeadState
from tests import factories
from tests.projects import market

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
    assert max(one) <= 8
