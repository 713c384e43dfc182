"""A client's list and project page."""

import zoneinfo
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from projects import tasks
from projects.actions import leads, projects
from projects.models import DeclineReason, Lead, Project
from projects.states import ProjectState
from tests import factories
from tests.projects import briefs


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
    assert "Matching now" in page


def test_the_list_has_pages(client_of_ada: Client, tidewater: Organisation) -> None:
    for number in range(21):
        factories.open_project(organisation=tidewater, title=f"Project {number:02}")
    assert "Project 00" in client_of_ada.get("/projects/?page=2").content.decode()
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
    assert "3 asked, 5 seats" in page


def test_answers_show_with_their_reasons(client_of_ada: Client, tidewater: Organisation, grace: User) -> None:
    project = briefs.asked(tidewater, agencies=2)
    first, second = Lead.objects.order_by("pk")
    leads.accept(first, by=grace)
    leads.decline(second, by=grace, reason=DeclineReason.BUDGET, note="From <b>€90,000</b> we could.")
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
    assert client_of_ada.get(project.get_absolute_url()).status_code == 200


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
        if number % 2:
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
