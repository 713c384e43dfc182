"""The demo: believable, the same every time, and refused wherever its published password would be a hole."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from agencies.models import Agency, ProfileVersion
from agencies.states import AgencyState
from contracts.models import Contract
from marketplace import demo_data
from marketplace.demo_data import market, people
from marketplace.lib import jobs
from notifications import tasks
from notifications.models import Delivery, Notification
from projects.models import Lead, MatchRun, Project, Question
from projects.states import LeadState, ProjectState
from tests import life

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]  # loaded once, so in one process


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for the module, in a transaction that is undone after it."""
    cheap = override_settings(DEMO=True, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), cheap, transaction.atomic():
        assert demo_data.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, settings: Settings, db: None) -> None:
    settings.DEMO = True


def test_it_fills_sixty_agencies_and_forty_projects(demo: None) -> None:
    assert Agency.objects.filter(state=AgencyState.PUBLISHED).count() == 60
    assert Project.objects.count() == 40
    assert ProfileVersion.objects.values("agency").distinct().count() == 60
    open_projects = Project.objects.filter(state=ProjectState.OPEN)
    assert MatchRun.objects.filter(brief__project__in=open_projects).count() == open_projects.count()
    assert set(Project.objects.values_list("state", flat=True)) == set(ProjectState.values) - {"held"}
    assert set(LeadState.values) == set(Lead.objects.values_list("state", flat=True))
    assert Lead.objects.filter(agency__name=market.DEMO_AGENCY, state=LeadState.OFFERED).exists(), "nothing to answer"
    for pk in jobs.overdue(Delivery):  # dated back like everything, so the first worker has them to do
        tasks.deliver(pk)
    life.assert_unharmed()


def test_its_agencies_ask_bid_win_and_lose(demo: None) -> None:
    own = Lead.objects.filter(agency__name=market.DEMO_AGENCY)
    assert {"submitted", "awarded", "declined"} <= set(own.values_list("bid__state", flat=True))
    deciding = Project.objects.filter(organisation__name=market.CLIENT_WITH_A_COLLEAGUE, state=ProjectState.DECIDING)
    assert deciding.get().bids.standing().count() >= 2, "nothing to compare"
    assert Contract.objects.count() == Project.objects.filter(state=ProjectState.AWARDED).count() > 0
    assert Question.objects.filter(answered_at__isnull=False).exists()


def test_what_it_tells_happened_in_the_order_of_time(demo: None) -> None:
    for project in Project.objects.all():
        times = list(project.events.order_by("number").values_list("at", flat=True))
        assert times == sorted(times), project.title


def test_only_what_is_recent_is_unread(demo: None) -> None:
    newest = Notification.objects.newest_first()[0].created_at
    told = Notification.objects.filter(recipient__email=people.address("client"))
    assert 0 < told.unread().count() < told.count()
    assert not told.unread().filter(created_at__lt=newest - demo_data.RECENT).exists()
    assert Notification.objects.filter(recipient__email=people.address("agency")).unread().exists()


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
    before = User.objects.count()
    settings.DEMO = False
    with pytest.raises(demo_data.NotADemo):
        demo_data.load()
    settings.DEMO, settings.PRODUCTION = True, True
    with pytest.raises(demo_data.NotADemo):
        demo_data.load()
    assert User.objects.count() == before


def test_shares_sum_to_a_hundred_and_names_are_unique() -> None:
    agencies = market.rows("agencies.toml")
    assert {row["name"] for row in agencies if sum(row["services"].values()) != 100} == set()
    assert len({row["name"] for row in agencies}) == len(agencies) == 60
