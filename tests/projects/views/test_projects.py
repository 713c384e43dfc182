"""A client's list and project page."""

import html
import zoneinfo
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from contracts.actions import contracts
from marketplace.templatetags.ui import day
from projects import tasks
from projects.actions import bids, leads, outcomes, projects, questions
from projects.actions.outcomes import Reply
from projects.models import DeclineReason, Lead, Project
from projects.states import ProjectState
from tests import factories
from tests.projects import bidding, briefs, market


@pytest.fixture
def tidewater(ada: User) -> Organisation:
    return ada.organisations.get()


@pytest.fixture
def client_of_ada(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    for path in ("/projects/", "/projects/bcdfghjkmn/", "/projects/bcdfghjkmn/cancel/"):
        assert "/accounts/login/" in client.get(path).headers["Location"]


def test_without_projects_the_list_says_what_to_do(client_of_ada: Client) -> None:
    page = client_of_ada.get("/projects/").content.decode()
    assert "No briefs yet" in page
    assert "e-brief" in page


def test_the_list_begins_with_what_needs_doing(client_of_ada: Client, tidewater: Organisation, ada: User) -> None:
    states = [ProjectState.AWARDED, ProjectState.OPEN, ProjectState.DECIDING, ProjectState.CANCELLED]
    for state in states:
        project = factories.open_project(organisation=tidewater, title=f"The {state} one")
        Project.objects.filter(pk=project.pk).update(state=state)
    briefs.draft(tidewater, by=ada, title="The draft one")
    page = client_of_ada.get("/projects/").content.decode()
    order = ["The deciding one", "The draft one", "The open one", "The cancelled one", "The awarded one"]
    assert sorted(order, key=page.index) == order
    assert "Nothing to do: matching now" in page


def test_what_waits_for_the_client_comes_first_by_its_deadline(
    client_of_ada: Client, tidewater: Organisation, ada: User
) -> None:
    now = timezone.now()
    late, _bids = bidding.with_bids(ada)
    Project.objects.filter(pk=late.pk).update(title="Decide soon", decide_by=now + timedelta(days=2))
    bidding.close(late)
    asked = bidding.project(ada)
    lead = asked.leads.order_by("pk")[0]
    for text in ("Which terminals?", "Who pays them?"):
        questions.ask(lead, text=text, by=bidding.owner(lead.agency))
    Project.objects.filter(pk=asked.pk).update(title="Answer first", bids_close_at=now + timedelta(days=1, hours=1))
    read = bidding.project(ada)
    bidding.send(read.leads.order_by("pk")[0])
    Project.objects.filter(pk=read.pk).update(title="Read one", bids_close_at=now + timedelta(days=3, hours=1))
    briefs.draft(tidewater, by=ada, title="Write on")
    waits = bidding.project(ada)
    Project.objects.filter(pk=waits.pk).update(title="Wait")
    page = client_of_ada.get("/projects/").content.decode()
    order = ["Answer first", "Decide soon", "Read one", "Write on", ">Wait<"]
    assert sorted(order, key=page.index) == order
    steps = ["Answer 2 questions", "Compare 3 bids and decide", "Read 1 bid", "Finish the draft", "until a bid arrives"]
    assert sorted(steps, key=page.index) == steps
    assert "bids close in 1 day" in page
    assert f"by {day(now + timedelta(days=2))}" in page


def test_the_list_has_pages(client_of_ada: Client, tidewater: Organisation) -> None:
    for number in range(21):
        factories.open_project(organisation=tidewater, title=f"Project {number:02}")
    assert "Project 20" in client_of_ada.get("/projects/?page=2").content.decode()
    assert client_of_ada.get("/projects/?page=nonsense").status_code == 200


def test_the_list_is_ones_own(client: Client, mallory: User, tidewater: Organisation) -> None:
    factories.open_project(organisation=tidewater, title="Not for Mallory")
    client.force_login(mallory)
    assert "Not for Mallory" not in client.get("/projects/").content.decode()


@pytest.mark.parametrize("name", ["detail", "cancel"])
def test_strangers_get_404(client: Client, mallory: User, grace: User, tidewater: Organisation, name: str) -> None:
    project = factories.open_project(organisation=tidewater)
    for stranger in (mallory, grace):
        client.force_login(stranger)
        assert client.get(reverse(f"projects:{name}", args=[project.code])).status_code == 404
    assert client.post(reverse("projects:cancel", args=[project.code])).status_code == 404


def test_a_draft_opens_in_the_wizard(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.draft(tidewater)
    assert client_of_ada.get(f"/projects/{project.code}/").headers["Location"].endswith("/edit/what/")


def test_before_it_is_matched_the_page_waits_and_asks_again(client_of_ada: Client, tidewater: Organisation) -> None:
    project = factories.open_project(organisation=tidewater)
    page = client_of_ada.get(project.get_absolute_url()).content.decode()
    assert "Matching now" in page
    assert 'hx-trigger="every 5s"' in page
    assert "Load it again" in page
    part = client_of_ada.get(project.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "Matching now" in part
    assert "<h1" not in part


def test_when_matching_failed_for_good_the_page_says_so_and_stops_asking(
    client_of_ada: Client, tidewater: Organisation
) -> None:
    project = factories.open_project(organisation=tidewater)
    project.versions.update(dead_at=timezone.now(), failure="It went wrong five times.")
    page = client_of_ada.get(project.get_absolute_url()).content.decode()
    assert "Matching did not work." in page
    assert "every 5s" not in page
    assert "five times" not in page


def test_matched_it_says_who_was_asked_and_marks_why(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.asked(tidewater, agencies=3)
    page = client_of_ada.get(project.get_absolute_url()).content.decode()
    assert "every 5s" not in page
    assert "Fitting0" in page
    assert "Asked" in page
    assert "<mark>" in page
    assert "<sup>1</sup>" in page
    assert "0 of 5 in" in page
    assert "2 seats free" in page


def test_answers_show_with_their_reasons(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.asked(tidewater, agencies=2)
    first, second = Lead.objects.order_by("pk")
    one, other = (
        factories.member(organisation=lead.agency.organisation, email=f"{lead.agency.slug}@example.com").user
        for lead in (first, second)
    )
    leads.accept(first, by=one)
    leads.decline(second, by=other, reason=DeclineReason.BUDGET, note="From <b>€90,000</b> we could.")
    page = client_of_ada.get(project.get_absolute_url()).content.decode()
    assert "Considering" in page
    assert "Budget too small" in page
    assert "From &lt;b&gt;€90,000&lt;/b&gt; we could." in page
    assert f"{second.agency.name} declined: budget too small" in page


def test_with_nobody_to_ask_the_page_says_so(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.asked(tidewater, agencies=0)
    assert "No agency could be asked yet" in client_of_ada.get(project.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", [ProjectState.CANCELLED, ProjectState.EXPIRED])
def test_what_is_over_keeps_its_page(client_of_ada: Client, tidewater: Organisation, state: str) -> None:
    project = factories.open_project(organisation=tidewater)
    Project.objects.filter(pk=project.pk).update(state=state)
    page = client_of_ada.get(project.get_absolute_url()).content.decode()
    assert "Write a new brief" in page
    assert "Cancel the project" not in page


def test_an_expired_draft_keeps_its_page(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.draft(tidewater)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.EXPIRED)
    page = client_of_ada.get(project.get_absolute_url())
    assert page.status_code == 200
    assert "Its text is kept below" in page.content.decode()
    assert project.answers["text"][:40] in html.unescape(page.content.decode())


def test_cancelling_asks_first_and_then_tells(client_of_ada: Client, tidewater: Organisation) -> None:
    project = briefs.asked(tidewater)
    path = reverse("projects:cancel", args=[project.code])
    assert "Cancel this project?" in client_of_ada.get(path).content.decode()
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN
    page = client_of_ada.post(path, follow=True).content.decode()
    assert "The project is cancelled." in page
    assert Lead.objects.get().state == "withdrawn"


def test_a_member_may_not_cancel_and_is_told_why(client_of_ada: Client, tidewater: Organisation, ada: User) -> None:
    project = factories.open_project(organisation=tidewater)
    Membership.objects.filter(user=ada).update(role=Role.MEMBER)
    path = reverse("projects:cancel", args=[project.code])
    assert "Owners and managers cancel" in client_of_ada.get(path).content.decode()
    answer = client_of_ada.post(path)
    assert answer.status_code == 403
    assert "Owners and managers cancel" in answer.content.decode()


def test_cancelling_what_is_over_is_refused(client_of_ada: Client, tidewater: Organisation, ada: User) -> None:
    project = factories.open_project(organisation=tidewater)
    projects.cancel(project, by=ada)
    assert client_of_ada.post(reverse("projects:cancel", args=[project.code])).status_code == 403


def test_the_list_makes_the_same_queries_for_one_and_twenty(
    client_of_ada: Client, tidewater: Organisation, ada: User, query_count: Callable[..., int]
) -> None:
    factories.open_project(organisation=tidewater)
    client_of_ada.get("/projects/")
    one = query_count(lambda: client_of_ada.get("/projects/"))
    for number in range(19):
        if number == 0:
            bidding.close(bidding.with_bids(ada)[0])
        elif number == 1:
            lead = bidding.project(ada).leads.order_by("pk")[0]
            questions.ask(lead, text="Which terminals?", by=bidding.owner(lead.agency))
        elif number % 2:
            factories.open_project(organisation=tidewater)
        else:
            briefs.draft(tidewater, by=ada)
    assert query_count(lambda: client_of_ada.get("/projects/")) == one
    assert one <= 14


def test_the_page_makes_the_same_queries_for_one_and_eight_agencies(
    client_of_ada: Client, tidewater: Organisation, query_count: Callable[..., int]
) -> None:
    project = briefs.asked(tidewater)
    client_of_ada.get(project.get_absolute_url())
    one = query_count(lambda: client_of_ada.get(project.get_absolute_url()))
    for number in range(7):
        briefs.fitting_agency(f"More{number}")
    full = factories.open_project(organisation=tidewater, services=["python-back-end"])
    Project.objects.filter(pk=full.pk).update(seats=8)
    tasks.match_brief(full.versions.get().pk)
    assert full.leads.count() == 8
    assert query_count(lambda: client_of_ada.get(full.get_absolute_url())) == one
    assert one <= 20


def test_deadlines_are_shown_in_the_readers_zone(client_of_ada: Client, tidewater: Organisation, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(time_zone="Pacific/Auckland")
    project = factories.open_project(organisation=tidewater)
    closes = (timezone.now() + timedelta(days=3)).replace(hour=17, minute=0)
    Project.objects.filter(pk=project.pk).update(bids_close_at=closes)
    hour = closes.astimezone(zoneinfo.ZoneInfo("Pacific/Auckland")).strftime("%H:%M")
    assert hour in client_of_ada.get(project.get_absolute_url()).content.decode()


def test_bidders_are_told_in_the_clients_words_why_a_project_is_called_off(client_of_ada: Client, ada: User) -> None:
    project, (bid, *_others) = bidding.with_bids(ada)
    url = reverse("projects:cancel", args=[project.code])
    assert "What bidders are told" in client_of_ada.get(url).content.decode()
    too_long = client_of_ada.post(url, {"note": "x" * 1_001})
    assert too_long.status_code == 422
    assert "Shorten this to 1000 characters" in too_long.content.decode()
    assert client_of_ada.post(url, {"note": "The board said no."}).status_code == 302
    bid.refresh_from_db()
    assert (bid.decline_reason, bid.decline_note) == ("cancelled", "The board said no.")


def test_without_bids_nobody_is_to_be_told(client_of_ada: Client, tidewater: Organisation) -> None:
    project = factories.open_project(organisation=tidewater)
    assert "What bidders are told" not in client_of_ada.get(f"/projects/{project.code}/cancel/").content.decode()


# --- bids on the page ---------------------------------------------------------------------------------


def _page(client: Client, project: Project) -> str:
    return client.get(project.get_absolute_url()).content.decode()


def test_bids_stand_on_the_page_as_they_arrive_and_can_be_read(client_of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    first, second, third = project.leads.order_by("pk")
    bid = bidding.send(first)
    bidding.begin(second)
    page = _page(client_of_ada, project)
    assert "1 of 3 in" in page
    assert reverse("projects:received_bid", args=[project.code, bid.code]) in page
    assert page.count("Considering or writing") == 2, "a draft that was begun is its agency's own"
    assert page.count(">Bid in<") == 1
    assert "Read 1 bid" in page
    for lead in (second, third):
        bidding.send(lead)
    page = _page(client_of_ada, project)
    assert "Nobody is still writing: you can decide before bids close." in page
    assert "Compare 3 bids" in page
    assert "3 of 3 in" in page


def test_a_bid_taken_back_is_named_and_no_longer_linked(client_of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    lead = project.leads.order_by("pk")[0]
    bid = bidding.send(lead)
    bids.withdraw(bid, by=bidding.owner(lead.agency), reason="no_capacity")
    page = _page(client_of_ada, project)
    assert f"{lead.agency.name} sent a bid and withdrew it." in page
    assert bid.code not in page
    assert ">Bid withdrawn<" in page


def test_a_question_is_the_next_step(client_of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    lead = project.leads.order_by("pk")[0]
    bidding.send(lead)
    questions.ask(lead, text="Which terminals?", by=bidding.owner(lead.agency))
    page = _page(client_of_ada, project)
    assert "Answer 1 question" in page
    assert "#questions" in page
    assert page.index("Which terminals?") < page.index("What agencies read"), "what waits stands above the brief"


def test_while_deciding_the_page_says_by_when(client_of_ada: Client, ada: User) -> None:
    project, (first, *others) = bidding.with_bids(ada)
    project = bidding.close(project)
    page = _page(client_of_ada, project)
    assert "Compare 3 bids and decide" in page
    assert f"by {day(project.decide_by)}" in page
    assert "Decide within" in page
    assert "Bids close in" not in page
    Project.objects.filter(pk=project.pk).update(decide_by=timezone.now() - timedelta(days=1))
    page = _page(client_of_ada, project)
    assert "was due" in page
    assert "the project ends by itself on" in page
    for bid in (first, *others):
        outcomes.decline(bid, by=ada, reply=Reply("price", ""), seen_version=1)
    assert "No bid is left to choose from" in _page(client_of_ada, project)


def test_an_awarded_project_leads_to_its_contract(client_of_ada: Client, ada: User) -> None:
    project, (chosen, *_others) = bidding.with_bids(ada)
    contract = contracts.award(chosen, by=ada, seen_version=1, replies=bidding.replies(chosen))
    page = _page(client_of_ada, project)
    assert f"Awarded to {chosen.agency.name} on" in page
    assert contract.get_absolute_url() in page
    assert "Your next step" not in page
    assert "Cancel the project" not in page


def test_the_page_makes_the_same_queries_however_many_bid(
    client_of_ada: Client, ada: User, query_count: Callable[..., int]
) -> None:
    market.agencies(8)
    project = bidding.project(ada, agencies=8)
    open_leads = list(project.leads.order_by("pk"))
    bidding.send(open_leads[0])
    _page(client_of_ada, project)
    one = query_count(lambda: _page(client_of_ada, project))
    for lead in open_leads[1:]:
        bidding.send(lead)
    assert project.bids.standing().count() == 8
    assert query_count(lambda: _page(client_of_ada, project)) == one
