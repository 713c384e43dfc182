"""Agencies and numbers inside articles: current, explained, or the call to action in their place."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from agencies.models import Agency
from agencies.states import AgencyState
from blog.templatetags.market import lasting
from marketplace.models import OpenNumbers
from tests import factories
from tests.blog.market.making import SERVICE, agencies, drawn, with_block


def test_each_agency_stands_with_its_reasons(db: None) -> None:
    first, *_rest = agencies(4)
    factories.case_study(agency=first, title="Seats & <b>berths</b>", services=[SERVICE])
    html = drawn(with_block("agencies", {"service": SERVICE, "most": 3}))
    assert html.count("<li") == 3
    assert "Agencies for Python back end" in html
    assert "Built “Seats &amp; &lt;b&gt;berths&lt;/b&gt;”. 100% of their work is Python back end." in html
    assert 'href="/agencies/agency-0/"' in html
    assert f'href="/agencies/services/{SERVICE}/"' in html
    assert "Agency 3" not in html


def test_a_country_narrows_the_list_and_its_link(db: None) -> None:
    agencies(3, country="PT")
    html = drawn(with_block("agencies", {"service": SERVICE, "country": "PT", "most": 6}))
    assert "Agencies for Python back end in Portugal" in html
    assert f'href="/agencies/services/{SERVICE}/pt/"' in html
    assert "They are in Portugal." in html


def test_under_three_the_call_to_action_stands_in_their_place(db: None) -> None:
    made = agencies(3)
    page = with_block("agencies", {"service": SERVICE, "most": 3})
    assert "inline-agencies" in drawn(page)
    Agency.objects.filter(pk=made[0].pk).update(state=AgencyState.PAUSED)
    html = drawn(page)
    assert "inline-agencies" not in html
    assert "Agency 1" not in html
    assert "Describe your Python back end project once, and see who fits" in html
    assert f"service={SERVICE}" in html
    assert f'data-call="{page.body[-1].id}"' in html


def test_a_service_that_is_gone_leaves_the_call_to_action(db: None) -> None:
    agencies(3)
    html = drawn(with_block("agencies", {"service": "cobol", "most": 3}))
    assert "Describe your project once, and see who fits" in html
    assert "cobol" not in html


def test_numbers_out_of_range_that_were_stored_once_are_read_as_the_nearest(db: None) -> None:
    agencies(8)
    assert drawn(with_block("agencies", {"service": SERVICE, "most": 100})).count("<li") == 6
    assert drawn(with_block("agencies", {"service": SERVICE, "most": None}, slug="b")).count("<li") == 3


def test_the_block_costs_the_same_for_any_number(db: None, query_count: Callable[..., int]) -> None:
    agencies(3)
    page = with_block("agencies", {"service": SERVICE, "most": 6})
    drawn(page)
    few = query_count(lambda: drawn(page))
    for number in range(3, 6):
        factories.agency(
            organisation=factories.organisation(f"More {number}"), slug=f"more-{number}", services={SERVICE: 9}
        )
    assert query_count(lambda: drawn(page)) == few == 2


def _counted(**numbers: object) -> None:
    OpenNumbers.objects.create(service=SERVICE, counted_at=timezone.now(), **numbers)


def test_only_numbers_that_may_be_shown_are_shown(db: None) -> None:
    _counted(agencies=214, middle_price=5_200_000, currency="EUR", first_bid_after=timedelta(hours=3, minutes=5))
    html = drawn(with_block("open_numbers", {"heading": "In numbers", "service": SERVICE}))
    assert "agencies for Python back end" in html
    assert "<dd>214</dd>" in html
    assert "<dd>€52,000</dd>" in html
    assert "<dd>3 h 5 min</dd>" in html
    assert "awarded" not in html


def test_without_numbers_nothing_is_drawn(db: None) -> None:
    page = with_block("open_numbers", {"heading": "In numbers", "service": SERVICE})
    assert drawn(page).strip() == ""
    _counted()
    assert drawn(page).strip() == ""
    assert drawn(with_block("open_numbers", {"heading": "In numbers", "service": "cobol"}, slug="b")).strip() == ""


def test_a_span_is_said_in_its_two_largest_units() -> None:
    said = {
        timedelta(): "1 min",
        timedelta(minutes=59, seconds=20): "59 min",
        timedelta(minutes=59, seconds=40): "1 h",
        timedelta(hours=3, minutes=12): "3 h 12 min",
        timedelta(days=1, minutes=50): "1 day",
        timedelta(days=2, hours=4, minutes=9): "2 days 4 h",
    }
    assert {span: lasting(span) for span in said} == said
