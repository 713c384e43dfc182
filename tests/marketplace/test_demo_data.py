"""The demo: believable, the same every time, and refused wherever its published password would be a hole."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from agencies.models import Agency, ProfileVersion
from agencies.states import AgencyState
from marketplace import demo_data
from marketplace.demo_data import market, people
from projects.models import Lead, MatchRun, Project
from projects.states import LeadState, ProjectState


@pytest.fixture
def demo(settings: Settings, db: None) -> None:
    settings.DEMO = True
    assert demo_data.load()


def test_it_fills_sixty_agencies_and_forty_projects(demo: None) -> None:
    assert Agency.objects.filter(state=AgencyState.PUBLISHED).count() == 60
    assert Project.objects.count() == 40
    assert ProfileVersion.objects.values("agency").distinct().count() == 60
    open_projects = Project.objects.filter(state=ProjectState.OPEN)
    assert MatchRun.objects.filter(brief__project__in=open_projects).count() == open_projects.count()
    assert set(Project.objects.values_list("state", flat=True)) == {"draft", "open", "cancelled", "expired"}
    assert set(LeadState.values) == set(Lead.objects.values_list("state", flat=True))
    assert Lead.objects.filter(agency__name=market.DEMO_AGENCY, state=LeadState.OFFERED).exists(), "nothing to answer"


def test_loading_twice_changes_nothing(demo: None) -> None:
    before = User.objects.count(), Lead.objects.count()
    assert not demo_data.load()
    assert (User.objects.count(), Lead.objects.count()) == before


def test_every_printed_sign_in_works(demo: None, client: Client) -> None:
    for sign_in in ("client", "agency", "editor", "reviewer", "moderator"):
        answer = client.post(
            "/accounts/login/", {"login": people.address(sign_in), "password": people.PASSWORD}, follow=True
        )
        assert answer.context["user"].email == people.address(sign_in)
        client.post("/accounts/logout/")


def test_it_is_refused_outside_of_the_demo(settings: Settings, db: None) -> None:
    settings.DEMO = False
    with pytest.raises(demo_data.NotADemo):
        demo_data.load()
    settings.DEMO, settings.PRODUCTION = True, True
    with pytest.raises(demo_data.NotADemo):
        demo_data.load()
    assert not User.objects.exists()


def test_shares_sum_to_a_hundred_and_names_are_unique() -> None:
    agencies = market.rows("agencies.toml")
    assert {row["name"] for row in agencies if sum(row["services"].values()) != 100} == set()
    assert len({row["name"] for row in agencies}) == len(agencies) == 60
