"""The demo: believable, the same every time, and refused wherever its published password would be a hole."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from agencies.models import Agency, ProfileVersion
from agencies.states import AgencyState
from blog.models import GuidePage
from contracts.models import Contract
from marketplace import demo_data
from marketplace.demo_data import case, market, people
from marketplace.lib import clock, jobs
from marketplace.lib.origins import Origin
from marketplace.models import OpenNumbers, PageDay, Reading
from notifications import tasks
from notifications.models import Delivery, Notification
from projects.models import Lead, MatchRun, Project, Question
from projects.states import LeadState, ProjectState
from tests import life

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]  # loaded once, so in one process


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """Loaded once for the module, in a transaction that is undone after it; gives where its pictures lie."""
    media = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("media")), "base_url": "/media/"},
    }
    cheap = override_settings(
        DEMO=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**django_settings.STORAGES, "default": media},
    )
    with django_db_blocker.unblock(), cheap, transaction.atomic():
        assert demo_data.load()
        yield media
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: dict[str, Any], settings: Settings, db: None) -> None:
    settings.DEMO = True
    settings.STORAGES = {**settings.STORAGES, "default": loaded}


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


def test_one_guide_tells_of_one_of_its_projects(client: Client, demo: None) -> None:
    guide = GuidePage.objects.live().get(slug="case-study-research-code")
    project = Project.objects.get(title=case.TOLD)
    text = "".join(str(block.value.source) for block in guide.body if block.block_type == "text")
    winner = project.bids.get(state="awarded").agency.name
    assert f"{winner} was chosen at" in text
    assert 900 <= guide.words <= 1_800
    tables = {block.value["table"].caption: block.value["table"] for block in guide.body if block.block_type == "table"}
    asked = {next(iter(row)).value for row in tables["Who was asked, and what they said"].rows}
    assert asked == set(project.leads.values_list("agency__name", flat=True))
    assert client.get(guide.url).status_code == 200


def test_some_of_its_briefs_began_at_a_guide(demo: None) -> None:
    lines = [Origin.parse(line) for line in Project.objects.exclude(came_from="").values_list("came_from", flat=True)]
    assert len(lines) == len([row for row in market.rows("projects.toml") if "came_from" in row]) > 10
    for line in lines:
        assert line is not None
        page = GuidePage.objects.live().get(pk=line.page)
        assert line.path == page.url
        assert line.block in {block.id for block in page.body if block.block_type == "call_to_action"}


def test_the_report_of_what_guides_bring_has_something_to_show(demo: None) -> None:
    for event in Reading.values:
        assert PageDay.objects.filter(event=event).exists(), event
    assert PageDay.objects.filter(event=Reading.FOLLOWED, variant="b").exists()
    assert OpenNumbers.objects.get(pk="python-back-end").agencies


def test_nobody_who_asked_for_less_is_told_that_the_price_was_too_high(demo: None) -> None:
    for contract in Contract.objects.select_related("project__created_by", "bid"):
        bids = list(contract.project.bids.exclude(sent_at=None).select_related("agency__organisation", "project"))
        prices = case.terms(contract.project, bids, at=clock.now())
        for bid in bids:
            if bid.decline_reason == "price":
                assert prices[bid.pk].total > prices[contract.bid_id].total
