"""The open numbers of a service: right, rounded, and empty where too few stand behind them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.template import Context, Template
from hypothesis import given, strategies as st

from accounts.models import User
from blog import epochs
from contracts.actions.contracts import award
from marketplace import open_numbers, periodic
from marketplace.lib.money import Money
from marketplace.models import OpenNumbers
from projects.bid_terms import Milestone
from projects.models import Bid, BidVersion, Project
from tests.projects import bidding, market
from tests.races import at_once

PYTHON = "python-back-end"
LEAST = 5


def _euros(*amounts: int) -> list[Money]:
    return [Money(amount * 100, "EUR") for amount in amounts]


def _awarded(ada: User, price: int) -> Project:
    project = bidding.project(ada, agencies=3)
    lead = project.leads.order_by("pk")[0]
    bid = bidding.send(lead, milestones=(Milestone("All of it", bidding.START, price * 100),))
    bidding.close(project)
    chosen = Bid.objects.get(pk=bid.pk)
    award(chosen, by=ada, seen_version=chosen.version, replies=bidding.replies(chosen))
    return project


@pytest.mark.parametrize(
    ("prices", "middle"),
    [
        ([], None),
        (_euros(10_000, 20_000, 30_000, 40_000), None),
        (_euros(10_000, 20_000, 74_912, 80_000, 90_000), Money(7_500_000, "EUR")),
        (_euros(10_000, 20_000, 30_000, 40_000, 50_000, 60_000), Money(3_500_000, "EUR")),
        ([*_euros(1, 2, 3, 4), Money(5, "USD")], None),
        ([*_euros(10_000, 20_000, 30_000, 40_000, 50_000), Money(999, "USD")], Money(3_000_000, "EUR")),
    ],
)
def test_the_middle_price_is_a_rounded_median_of_one_currency(prices: list[Money], middle: Money | None) -> None:
    assert open_numbers.middle(prices, least=LEAST) == middle


@given(st.integers(0, 10**14))
def test_rounding_keeps_two_digits_and_the_size(amount: int) -> None:
    found = open_numbers.rounded(amount)
    assert len(str(found).rstrip("0")) <= 2
    assert abs(found - amount) * 20 <= max(amount, 1)


def test_too_small_groups_are_empty(ada: User) -> None:
    market.agencies(2)
    open_numbers.recount()
    row = OpenNumbers.objects.get(pk=PYTHON)
    assert [getattr(row, name) for name in open_numbers.COUNTED] == [None, None, "", None, None]
    assert open_numbers.of_service(PYTHON) is None


def test_numbers_of_a_service(ada: User) -> None:
    made = [_awarded(ada, price) for price in (10_000, 20_000, 34_567, 50_000, 60_000)]
    for number, project in enumerate(made, start=1):
        first = BidVersion.objects.get(bid__project=project).sent_at
        waited = timedelta(hours=number, seconds=10)
        Project.objects.filter(pk=project.pk).update(published_at=first - waited)
    periodic.count_open_numbers()
    found = open_numbers.of_service(PYTHON)
    assert found is not None
    assert (found.agencies, found.awards) == (3, 5)
    assert (found.middle_price, found.currency) == (3_500_000, "EUR")
    assert found.first_bid_after == timedelta(hours=3)
    assert open_numbers.of_service("web-design") is None


def test_four_awards_tell_no_price(ada: User) -> None:
    for price in (10_000, 20_000, 30_000, 40_000):
        _awarded(ada, price)
    open_numbers.recount()
    found = open_numbers.of_service(PYTHON)
    assert found is not None
    assert (found.awards, found.middle_price) == (4, None)


def test_pages_are_drawn_again_only_when_a_number_changes(ada: User, django_capture_on_commit_callbacks: Any) -> None:
    market.agencies(3)
    cache.clear()
    epochs.begin()

    def epoch_after() -> str:
        with django_capture_on_commit_callbacks(execute=True):
            open_numbers.recount()
        return epochs.current()

    before = epochs.current()
    first = epoch_after()
    assert first != before
    assert epoch_after() == first
    market.agency("One more")
    assert epoch_after() != first


def test_a_service_that_left_the_taxonomy_is_forgotten(ada: User) -> None:
    at = open_numbers.recount()
    OpenNumbers.objects.create(service="gone", agencies=9, counted_at=at)
    open_numbers.recount()
    assert not OpenNumbers.objects.filter(pk="gone").exists()


@pytest.mark.parametrize("service", ["", "gone", "<b>"])
def test_the_tag_knows_nothing_of_other_services(db: None, service: str) -> None:
    page = Template("{% load numbers %}{% open_numbers service as n %}[{{ n|default_if_none:'nothing' }}]")
    assert page.render(Context({"service": service})) == "[nothing]"


def test_the_tag_gives_a_template_its_numbers(ada: User, django_assert_num_queries: Any) -> None:
    market.agencies(4)
    open_numbers.recount()
    page = Template("{% load numbers %}{% open_numbers service as n %}{{ n.agencies }}/{{ n.awards }}")
    with django_assert_num_queries(1):
        assert page.render(Context({"service": PYTHON})) == "4/None"


def test_counting_asks_no_more_for_more_projects(ada: User, django_assert_max_num_queries: Any) -> None:
    _awarded(ada, 10_000)
    open_numbers.recount()
    with django_assert_max_num_queries(40) as few:
        open_numbers.recount()
    _awarded(ada, 20_000)
    with django_assert_max_num_queries(len(few.captured_queries)):
        open_numbers.recount()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_counting_at_once_is_one_count() -> None:
    _results, failures = at_once(4, lambda _number: open_numbers.recount())
    assert failures == []
    assert OpenNumbers.objects.values("counted_at").distinct().count() == 1
