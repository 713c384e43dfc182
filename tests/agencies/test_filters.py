"""Facets: every count is what the page would show, under all other filters."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from agencies.actions import agencies, directory
from agencies.filters import BUDGETS, SIZES as SIZES_SHOWN, DirectoryFilter
from agencies.models import Agency
from marketplace.lib.lookups import Among
from matching.rates import in_euros
from tests import factories

SERVICES = ("python-back-end", "devops", "crm", "e-commerce")
INDUSTRIES = ("health", "transport", "retail")
COUNTRIES = ("IE", "PT", "")
LANGUAGES = ("en", "de", "pt")
SIZES = (None, 1, 9, 10, 60, 400)
EUROS = {code: 1 / in_euros(1, code) for code in ("EUR", "GBP", "SEK", "JPY")}
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


def test_all_counts_take_two_queries_and_one_for_the_edition(market: list[Agency]) -> None:
    for expected, renew in ((3, True), (3, False), (1, False)):
        page = filtered("service=crm&size=1&budget=5000")
        with CaptureQueriesContext(connection) as asked:
            list(_shown(page))
            assert page.total is not None
        assert len(asked) == expected
        if renew:
            directory.renew()  # from then on they are kept


# --- counts against counting by hand -------------------------------------------------------------------


def fits(agency: Agency, asked: QueryDict) -> bool:
    """Whether the agency is under the filters, worked out from its rows without any query of the directory's."""

    def any_of(name: str, had: set[str]) -> bool:
        return not asked.getlist(name) or bool(had & set(asked.getlist(name)))

    people = agency.team_size or 0
    sizes = {value for value, (_label, least, most) in SIZES_SHOWN.items() if least <= people <= most}
    euros = None if agency.minimum_budget is None else agency.minimum_budget / EUROS[agency.currency]
    return (
        any_of("service", {row.service for row in agency.services.all()})
        and any_of("industry", {row.industry for row in agency.industries.all()})
        and any_of("language", {row.language for row in agency.languages.all()})
        and any_of("country", {agency.country})
        and any_of("size", sizes)
        and ("budget" not in asked or euros is None or euros <= int(asked["budget"]))
        and ("accepting" not in asked or (agency.accepting_leads and agency.state == "published"))
        and agency.state != "draft"
    )


def asked_at_random(dice: random.Random) -> str:
    asked = QueryDict(mutable=True)
    every = {"service": SERVICES, "industry": INDUSTRIES, "country": COUNTRIES[:2], "language": LANGUAGES}
    for name, values in {**every, "size": tuple(SIZES_SHOWN)}.items():
        asked.setlist(name, dice.sample(values, dice.choice((0, 0, 1, 2))))
    if dice.random() < 0.4:
        asked["budget"] = str(dice.choice(BUDGETS))
    if dice.random() < 0.3:
        asked["accepting"] = "1"
    return asked.urlencode()


def test_counts_are_those_of_counting_by_hand_under_any_mixture_of_filters(market: list[Agency]) -> None:
    directory.renew()  # so that they are kept, too
    rows = list(Agency.objects.prefetch_related("services", "industries", "languages"))
    dice, several = random.Random(2026), 0
    for _ in range(40):
        query = asked_at_random(dice)
        asked = QueryDict(query, mutable=True)
        for _again in range(2):
            page = filtered(query)
            assert page.total == sum(fits(agency, asked) for agency in rows), query
            for name, value, n in _shown(page):
                each = QueryDict(query, mutable=True)
                each.setlist(name, [value])
                assert n == sum(fits(agency, each) for agency in rows), (query, name, value)
        several += bool(page.total) and len(page.chosen) > 1
    assert several > 5  # control: the mixtures are such that something is left to count


# --- what is kept --------------------------------------------------------------------------------------


def test_an_edit_shows_in_the_counts_at_once(grace: User, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = Agency.objects.get(slug="paperlark")
    agencies.edit(agency, by=grace, services={"crm": 100})

    def counted() -> tuple[int, int]:
        counts = filtered("").counts
        return counts.get(("service", "crm"), 0), counts.get(("service", "devops"), 0)

    assert counted() == (1, 0)
    agencies.edit(agency, by=grace, services={"devops": 100})
    assert counted() == (0, 1)
    agencies.pause(agency, by=grace)
    assert filtered("").accepting_count == 0
    monkeypatch.setattr(directory, "renew", lambda: None)  # control: but for the new edition they would be stale
    agencies.edit(agency, by=grace, services={"crm": 100})
    assert counted() == (0, 1)
    cache.clear()  # what is lost is counted again
    assert counted() == (1, 0)


def test_an_edit_that_is_taken_back_keeps_the_edition(grace: User) -> None:
    agency = Agency.objects.get(slug="paperlark")
    agencies.edit(agency, by=grace, tagline="Boats")
    before = filtered("").edition
    with pytest.raises(agencies.ProfileChanged):
        agencies.edit(agency, by=grace, seen_version=0, tagline="Ships")
    with transaction.atomic():
        agencies.edit(agency, by=grace, tagline="Ships")
        transaction.set_rollback(True)
    assert filtered("").edition == before
    agencies.edit(agency, by=grace, tagline="Ships")  # control
    assert filtered("").edition != before


def test_a_draft_changes_nothing_of_the_directory(grace: User) -> None:
    agency = Agency.objects.get(slug="paperlark")
    Agency.objects.filter(pk=agency.pk).update(state="draft")
    agencies.edit(agency, by=grace, tagline="Boats", country="IE", description="x", services={"crm": 100})
    assert filtered("").edition == ""
    agencies.publish(agency, by=grace)
    assert filtered("").edition != ""


def test_filters_in_another_order_are_the_same_question(market: list[Agency]) -> None:
    one, other = filtered("service=crm&service=devops&q=x&sort=name"), filtered("q=x&service=devops&service=crm")
    assert one.asked == other.asked
    assert filtered("service=crm").asked != filtered("industry=health").asked != filtered("").asked


def test_thousands_of_keys_are_one_parameter(market: list[Agency]) -> None:
    keys = [agency.pk for agency in market[:5]] + list(range(10**6, 10**6 + 5_000))
    found = Agency.objects.filter(Among(F("pk"), keys))
    assert {agency.pk for agency in found} == set(keys[:5])
    assert len(found.query.sql_with_params()[1]) == 1
    assert not Agency.objects.filter(Among(F("pk"), [])).exists()


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


def test_a_choice_that_is_made_again_and_again_counts_once(market: list[Agency]) -> None:
    """Thousands of the same would be as many conditions, more than a database reads, and as many filters in use."""
    page = filtered("&".join(["size=1", "service=crm"] * 1_100))
    assert page.total == filtered("size=1&service=crm").total
    assert [each.label for each in page.in_use] == ["CRM", "1 person"]
