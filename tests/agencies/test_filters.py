"""Facets: every count is what the page would show, under all other filters."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.filters import BUDGETS, DirectoryFilter
from agencies.models import Agency
from tests import factories

SERVICES = ("python-back-end", "devops", "crm", "e-commerce")
INDUSTRIES = ("health", "transport", "retail")
COUNTRIES = ("IE", "PT", "")
LANGUAGES = ("en", "de", "pt")
SIZES = (None, 1, 9, 10, 60, 400)
BUDGETS_HAD = ((None, "EUR"), (500_000, "EUR"), (1_000_000, "GBP"), (9_000_000, "SEK"), (60_000_000, "JPY"))


@pytest.fixture
def market(db: None) -> list[Agency]:
    """Sixty agencies in every mixture, deterministic."""
    made = []
    for number in range(60):
        minimum, currency = BUDGETS_HAD[number % 5]
        made.append(
            factories.agency(
                organisation=factories.organisation(f"Organisation {number}"),
                name=f"Agency {number % 50}",
                slug=f"agency-{number}",
                services={SERVICES[number % 4]: 60, SERVICES[(number + 1 + number % 3) % 4]: 40},
                industries=tuple({INDUSTRIES[number % 3], INDUSTRIES[(number // 3) % 3]}),
                languages=tuple({LANGUAGES[number % 3], LANGUAGES[(number // 2) % 3]}),
                country=COUNTRIES[(number // 4) % 3],
                team_size=SIZES[number % 6],
                minimum_budget=minimum,
                currency=currency,
                state="paused" if number % 7 == 0 else "published",
                accepting_leads=number % 5 != 0,
                published_at=timezone.now(),
            )
        )
    factories.agency(organisation=factories.organisation("Hidden"), slug="hidden", state="draft", services={"crm": 100})
    return made


def filtered(query: str) -> DirectoryFilter:
    return DirectoryFilter(QueryDict(query), queryset=Agency.objects.public())


ASKED = [
    "",
    "service=crm",
    "service=crm&service=devops",
    "service=crm&industry=health&country=IE",
    "language=de&size=2-9&size=10-49",
    "budget=10000",
    "accepting=1&budget=20000&size=1",
    "q=django&country=PT&accepting=1",
    "q=agency+7&language=en",
    "service=crm&industry=health&country=IE&language=de&size=1&budget=5000&accepting=1",
]


@pytest.mark.parametrize("query", ASKED)
def test_every_count_is_what_choosing_it_would_show(market: list[Agency], query: str) -> None:
    page = filtered(query)
    assert page.total == page.ordered().count() == len({agency.pk for agency in page.ordered()})
    for name, value, n in _shown(page):
        asked = QueryDict(query, mutable=True)
        asked.setlist(name, [value])  # alone within its facet, under all other filters
        assert n == filtered(asked.urlencode()).narrowed().count(), (name, value)


def _shown(page: DirectoryFilter) -> Iterator[tuple[str, str, int]]:
    for facet in page.facets:
        for value, _label, n, _chosen in itertools.chain(facet.options, facet.more):
            yield facet.name, value, n
    for value, _label, n, _chosen in page.budgets:
        yield "budget", value, n
    yield "accepting", "1", page.accepting_count


def test_no_value_that_an_agency_has_is_left_out(market: list[Agency]) -> None:
    shown = {(name, value) for name, value, _n in _shown(filtered(""))}
    assert {("service", slug) for slug in SERVICES} <= shown
    assert {("industry", slug) for slug in INDUSTRIES} <= shown
    assert {("country", "IE"), ("country", "PT"), ("language", "pt"), ("size", "250")} <= shown
    assert ("country", "") not in shown


def test_all_counts_take_two_queries(market: list[Agency]) -> None:
    page = filtered("service=crm&size=1&budget=5000")
    with CaptureQueriesContext(connection) as asked:
        list(_shown(page))
        assert page.total is not None
    assert len(asked) == 2


def test_budgets_are_compared_across_currencies(market: list[Agency]) -> None:
    # 10,000 pounds are more than 10,000 euros and less than 20,000; 60 million yen are more than 100,000 euros.
    def has(most: int, **minimum: Any) -> bool:
        return filtered(f"budget={most}").narrowed().filter(**minimum).exists()

    assert not has(10_000, currency="GBP")
    assert has(20_000, currency="GBP")
    assert not has(max(BUDGETS), currency="JPY")
    assert has(5_000, minimum_budget=None)


@pytest.mark.parametrize("sort", ["fit", "newest", "budget", "name"])
def test_every_order_is_total(market: list[Agency], sort: str) -> None:
    Agency.objects.update(published_at=timezone.now())  # the same for all
    rows = list(filtered(f"sort={sort}&service=crm").ordered().values_list("pk", flat=True))
    assert len(set(rows)) == len(rows)
    for size in (1, 7):
        paged = [pk for start in range(0, len(rows), size) for pk in rows[start : start + size]]
        assert paged == list(filtered(f"sort={sort}&service=crm").ordered().values_list("pk", flat=True))
    assert filtered(f"sort={sort}").ordered().query.order_by[-1] in {"pk", "-pk"}


def test_the_smallest_project_comes_first_in_any_currency(market: list[Agency]) -> None:
    currencies = [agency.currency for agency in filtered("sort=budget").ordered() if agency.minimum_budget is not None]
    assert list(dict.fromkeys(currencies)) == ["EUR", "SEK", "GBP", "JPY"]
    assert list(filtered("sort=budget").ordered())[-1].minimum_budget is None


@pytest.mark.parametrize(
    "query",
    [
        "service=none",
        "size=77&budget=x&accepting=2&sort=worst&page=zz",
        "service=crm&service=%27%3B+DROP",
        "country=ZZ&language=xx",
        "q=" + "x" * 10_000,
    ],
)
def test_what_cannot_be_read_is_passed_over(market: list[Agency], query: str) -> None:
    page = filtered(query)
    assert page.total >= 0
    assert all(page.facets)
    list(page.ordered()[:3])


def test_filters_in_use_lead_to_the_page_without_them(market: list[Agency]) -> None:
    used = filtered("q=django&service=crm&service=devops&size=1&budget=5000&accepting=1&page=3").in_use
    assert [each.label for each in used] == ["CRM", "DevOps", "1 person", "Up to €5,000", "Takes leads now"]
    assert used[0].query == "q=django&service=devops&size=1&budget=5000&accepting=1"
    assert used[2].query == "q=django&service=crm&service=devops&budget=5000&accepting=1"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("service=crm&country=IE&q=qqqqqq", "q"),
        ("country=PT&size=1&accepting=1&budget=5000&language=en&industry=health", None),
        ("service=search-engines&country=IE", "service"),
    ],
)
def test_the_filter_to_give_up_is_the_one_that_helps_most(market: list[Agency], query: str, name: str | None) -> None:
    page = filtered(query)
    assert page.total == 0
    with CaptureQueriesContext(connection) as asked:
        best = page.best_to_give_up()
    assert len(asked) <= 1
    counts = {each: page.narrowed(but={each}).count() for each in page.chosen}
    if best is None:
        assert not any(counts.values())
        return
    used, n = best
    assert n == max(counts.values()) == filtered(used.query).total
    assert name is None or used.name == name
