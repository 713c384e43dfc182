"""Finding agencies by words: forgiving, on both databases; and what people read of a profile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agencies.models import Agency
from agencies.search import by_relevance, facts_of, found_by, read_query
from tests import factories


@pytest.fixture
def market(grace: User, rival: User) -> dict[str, Agency]:
    """Four agencies that differ in everything one may search for."""
    paperlark = Agency.objects.get(slug="paperlark")
    paperlark.services.create(service="python-back-end", focus=80)
    paperlark.services.create(service="devops", focus=20)
    paperlark.industries.create(industry="transport")
    Agency.objects.filter(pk=paperlark.pk).update(
        city="Galway", tagline="Seats and tickets", description="We like tides."
    )
    merrowline = Agency.objects.get(slug="merrowline")
    merrowline.services.create(service="python-back-end", focus=30)
    merrowline.services.create(service="e-commerce", focus=70)
    Agency.objects.filter(pk=merrowline.pk).update(tagline="Shops", description="", country="PT")
    more = {}
    for name, slug, about in (
        ("Ördög Műhely", "ordog", "Приклади роботи"),
        ("Studio of Seven", "seven", "100% calm_software"),
    ):
        organisation = factories.organisation(name)
        more[slug] = factories.agency(
            organisation=organisation, name=name, slug=slug, tagline="", description=about, country="HU"
        )
    factories.case_study(agency=merrowline, title="Harbour lottery")
    return {"paperlark": paperlark, "merrowline": merrowline, **more}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", {"paperlark", "merrowline", "ordog", "seven"}),
        ("   ", {"paperlark", "merrowline", "ordog", "seven"}),
        ("paperlark", {"paperlark"}),
        ("PAPER", {"paperlark"}),
        ("Papelark", {"paperlark"}),  # a letter forgotten
        ("merowlnie", {"merrowline"}),  # two slips
        ("django", {"paperlark", "merrowline"}),  # a word for a service
        ("djnago", {"paperlark", "merrowline"}),
        ("django agency in galway", {"paperlark"}),
        ("online shop", {"merrowline"}),
        ("railway", {"paperlark"}),  # a word for an industry
        ("portugal", {"merrowline"}),
        ("python portugal", {"merrowline"}),
        ("lottery", {"merrowline"}),  # of a case study
        ("ördög", {"ordog"}),
        ("ÖRDÖG", {"ordog"}),
        ("приклади", {"ordog"}),
        ("100%", {"seven"}),
        ("calm_software", {"seven"}),
        ("calm-software", set()),  # the underscore is no wildcard
        ("qqqqqqq", set()),
        ("paperlark qqqqqqq", set()),
        ("' OR 1=1 --", set()),
        ("a" * 5_000, set()),
        ("the best agency", {"paperlark", "merrowline", "ordog", "seven"}),  # nothing but words that say nothing
    ],
)
def test_words_find_what_they_mean(market: dict[str, Agency], query: str, slugs: set[str]) -> None:
    found = found_by(Agency.objects.public(), read_query(query))
    assert set(Agency.objects.filter(pk__in=found).values_list("slug", flat=True)) == slugs


def test_the_best_stands_first(market: dict[str, Agency]) -> None:
    def order(text: str) -> list[str]:
        query = read_query(text)
        found = by_relevance(Agency.objects.filter(pk__in=found_by(Agency.objects.public(), query)), query)
        return [agency.slug for agency in found.order_by("-relevance", "pk")]

    assert order("django") == ["paperlark", "merrowline"]  # 80 percent of its work before 30
    Agency.objects.filter(slug="merrowline").update(name="Django and Daughters")
    assert order("django")[0] == "merrowline"  # who is called so


def test_a_typing_error_costs_two_queries_and_a_hit_one(market: dict[str, Agency]) -> None:
    for text, most in (("paperlark", 1), ("papelark", 2)):
        query = read_query(text)
        with CaptureQueriesContext(connection) as asked:
            found_by(Agency.objects.public(), query)
        assert len(asked) == most


def test_a_profile_is_read_with_one_query(market: dict[str, Agency], query_count: object) -> None:
    agency = market["paperlark"]
    agency.countries.create(country="GB")
    factories.case_study(agency=agency)
    with CaptureQueriesContext(connection) as asked:
        facts = facts_of(agency)
    assert len(asked) == 1
    assert facts.services == (("python-back-end", "Python back end", 80), ("devops", "DevOps", 20))
    assert facts.industries == ("Transport and logistics",)
    assert (facts.countries, facts.languages, facts.case_studies) == (("United Kingdom",), ("English",), 1)
    assert [bar["x"] for bar in facts.bars] == ["0", "80"]
