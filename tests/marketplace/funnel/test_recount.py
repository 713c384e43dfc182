"""The nightly count: who gets the credit for a brief, that it is the same however often it runs, and what stays."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import User
from blog.models import HomePage
from contracts.actions.contracts import award
from contracts.models import Contract
from marketplace import periodic
from marketplace.funnel import beacons, places, recount
from marketplace.funnel.beacons import Beacon
from marketplace.lib.origins import Origin
from marketplace.models import AwardedDay, FunnelDay, FunnelPlace, Heartbeat, Reading
from projects.models import Bid, Project
from tests import factories
from tests.marketplace.funnel import pages
from tests.projects import bidding, briefs
from tests.races import at_once

DAY = datetime(2027, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def home(db: None) -> HomePage:
    cache.clear()
    return pages.with_calls()


def _line(home: HomePage, block: str = pages.BOTH, variant: str = "b") -> str:
    return str(Origin("/", home.pk, block, variant))


def _brief(ada: User, line: str) -> Project:
    project = briefs.draft(ada.organisations.get())
    Project.objects.filter(pk=project.pk).update(came_from=line, created_at=DAY)
    return project


def _rows() -> dict[tuple[int, str, str], dict[str, int]]:
    """The counts above nought, by spot, all days together."""
    found: dict[tuple[int, str, str], dict[str, int]] = {}
    for row in FunnelDay.objects.all():
        counts = found.setdefault((row.page, row.block, row.variant), {})
        for name in FunnelDay.COUNTS:
            if getattr(row, name):
                counts[name] = counts.get(name, 0) + getattr(row, name)
    return found


def _awarded(ada: User, line: str) -> Contract:
    _project, bids = bidding.with_bids(ada, bids=2, came_from=line)
    chosen = Bid.objects.get(pk=bids[0].pk)
    return award(chosen, by=ada, seen_version=chosen.version, replies=bidding.replies(chosen))


def test_counts_of_readers_become_rows(home: HomePage) -> None:
    day = DAY.date()
    beacons.count(Beacon(Reading.READ, home.pk), title="T", on=day)
    for _ in range(2):
        beacons.count(Beacon(Reading.SEEN, home.pk, pages.BOTH, "a"), title="T", on=day)
    beacons.count(Beacon(Reading.FOLLOWED, home.pk, pages.BOTH, "a"), title="T", on=day)
    recount.recount()
    assert _rows() == {
        (home.pk, "", ""): {"readers": 1},
        (home.pk, pages.BOTH, "a"): {"seen": 2, "followed": 1},
    }


def test_a_brief_is_credited_from_its_beginning_to_its_award(home: HomePage, ada: User) -> None:
    contract = _awarded(ada, _line(home))
    recount.recount()
    spot = (home.pk, pages.BOTH, "b")
    assert _rows() == {spot: {"begun": 1, "published": 1, "bids": 2, "awards": 1}}
    worth = AwardedDay.objects.get()
    assert (worth.page, worth.block, worth.variant) == spot
    assert (worth.day, worth.currency, worth.awards) == (contract.awarded_at.astimezone(UTC).date(), "EUR", 1)
    assert worth.total == 7_000_000


@pytest.mark.parametrize(
    ("line", "spot"),
    [
        ("/", ("", "")),
        ("/?page={page}&block=" + pages.ONE, (pages.ONE, "a")),
        ("/?page={page}&block=" + places.HERO, (places.HERO, "a")),
        ("/gone/?page={page}&block=" + pages.BOTH + "&variant=b", (pages.BOTH, "b")),
        ("/?page={page}&block=0b1c2d3e-0000-4172-8394-a5b6c7d8e9fa&variant=b", ("", "")),
        ("/?page={page}&block=made-up", ("", "")),
        ("/?page=999999&block=" + pages.BOTH + "&variant=b", ("", "")),
    ],
)
def test_credit_goes_to_what_stands_there(home: HomePage, ada: User, line: str, spot: tuple[str, str]) -> None:
    _brief(ada, line.format(page=home.pk))
    recount.recount()
    assert _rows() == {(home.pk, *spot): {"begun": 1}}


@pytest.mark.parametrize("line", ["/nowhere/", "/nowhere/?page=999999&block=hero", "", "not a line"])
def test_what_names_no_page_brings_nothing_to_anybody(home: HomePage, ada: User, line: str) -> None:
    _brief(ada, line)
    recount.recount()
    assert _rows() == {}


def test_counting_twice_changes_nothing(home: HomePage, ada: User) -> None:
    _awarded(ada, _line(home))
    beacons.count(Beacon(Reading.READ, home.pk), title="T", on=DAY.date())
    periodic.count_funnel()
    first, names = _rows(), list(FunnelPlace.objects.order_by("pk").values_list("pk", "name", "stands"))
    periodic.count_funnel()
    assert _rows() == first
    assert AwardedDay.objects.count() == 1
    assert list(FunnelPlace.objects.order_by("pk").values_list("pk", "name", "stands")) == names
    assert Heartbeat.objects.filter(name=recount.NAME).count() == 1


def test_a_call_that_is_taken_away_keeps_its_name_and_its_briefs(home: HomePage, ada: User) -> None:
    _brief(ada, _line(home))
    recount.recount()
    pages.with_calls(pages.call(pages.ONE))
    recount.recount()
    assert _rows() == {(home.pk, pages.BOTH, "b"): {"begun": 1}}
    place = FunnelPlace.objects.get(page=home.pk, block=pages.BOTH)
    assert (place.name, place.stands) == ("Call to action: Need a back end?", False)


def test_a_page_that_is_deleted_keeps_its_history(home: HomePage, ada: User) -> None:
    gone = home.pk + 500
    beacons.count(Beacon(Reading.READ, gone), title="A guide that was", on=DAY.date())
    _brief(ada, str(Origin("/blog/gone/", gone, pages.ONE, "a")))
    beacons.count(Beacon(Reading.SEEN, gone, pages.ONE, "a"), title="A guide that was", on=DAY.date())
    recount.recount()
    assert _rows() == {(gone, "", ""): {"readers": 1}, (gone, pages.ONE, "a"): {"seen": 1, "begun": 1}}
    assert FunnelPlace.objects.get(page=gone, block="").name == "A guide that was"
    assert not FunnelPlace.objects.filter(page=gone, stands=True).exists()


def test_an_unpublished_page_is_still_credited(home: HomePage, ada: User) -> None:
    HomePage.objects.update(live=False)
    _brief(ada, _line(home))
    recount.recount()
    assert _rows() == {(home.pk, pages.BOTH, "b"): {"begun": 1}}
    assert not FunnelPlace.objects.filter(stands=True, page=home.pk).exists()


def test_counting_asks_no_more_for_more_briefs(home: HomePage, ada: User, django_assert_max_num_queries: Any) -> None:
    _brief(ada, _line(home))
    recount.recount()
    with django_assert_max_num_queries(100) as few:
        recount.recount()
    for _ in range(10):
        _brief(ada, _line(home))
    with django_assert_max_num_queries(len(few.captured_queries)):
        recount.recount()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_counting_at_once_counts_once() -> None:
    home = pages.with_calls()
    client = factories.member(name="Ada", email="ada@client.example", organisation="Client")
    _brief(client.user, _line(home))
    _results, failures = at_once(4, lambda _number: recount.recount())
    assert failures == []
    assert _rows() == {(home.pk, pages.BOTH, "b"): {"begun": 1}}
