"""The taxonomy is whole, and people find what they look for however they type."""

import pytest
from hypothesis import given, strategies as st

from matching import taxonomy
from matching.taxonomy import CATEGORIES, INDUSTRIES, SERVICES, UnknownSlugError, search


def test_there_are_ten_categories_about_sixty_services_and_twenty_industries() -> None:
    assert len(CATEGORIES) == 10
    assert 55 <= len(SERVICES) <= 70
    assert len(INDUSTRIES) == 20
    assert all(taxonomy.services_of(slug) for slug in CATEGORIES)


def test_no_two_nodes_share_a_name_and_every_node_has_synonyms() -> None:
    names = [node.name for node in (*CATEGORIES.values(), *SERVICES.values(), *INDUSTRIES.values())]
    assert len(set(names)) == len(names)
    assert all(len(node.synonyms) >= 5 for node in (*SERVICES.values(), *INDUSTRIES.values()))


def test_no_synonym_speaks_of_two_services() -> None:
    owners: dict[str, str] = {}
    for node in SERVICES.values():
        for synonym in node.synonyms:
            assert owners.setdefault(synonym.casefold(), node.slug) == node.slug, synonym


def test_a_service_names_its_category() -> None:
    assert taxonomy.service("python-back-end").path == "Web development › Python back end"


@pytest.mark.parametrize("lookup", [taxonomy.service, taxonomy.industry, taxonomy.services_of])
def test_an_unknown_slug_is_named(lookup) -> None:
    with pytest.raises(UnknownSlugError, match="knitting"):
        lookup("knitting")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("django", "python-back-end"),
        ("djnago", "python-back-end"),
        ("pyth", "python-back-end"),
        ("back end python", "python-back-end"),
        ("Python Back-End", "python-back-end"),
        ("user reserch", "user-research"),
        ("designer content", "content-design"),
        ("delivery mangaer", "delivery-management"),
        ("dev ops", "devops"),
        ("kubernets", "devops"),
        ("qa", "software-testing"),
        ("pen test", "security-testing"),
        ("c#", "dotnet-back-end"),
        (".net", "dotnet-back-end"),
        ("wordpres", "content-management"),
        ("moblie app", "cross-platform-apps"),
        ("business analyst", "business-analysis"),
        ("discovery", "digital-strategy"),
        ("alpha", "prototypes-and-pilots"),
        ("agile coach", "agile-coaching"),
        ("technical architect", "technical-architecture"),
        ("cyber security", "security-advice"),
        ("service designer", "service-design"),
    ],
)
def test_a_service_is_found_however_it_is_typed(typed: str, expected: str) -> None:
    assert search(typed)[0].node.slug == expected


def test_an_industry_is_found_by_its_own_search() -> None:
    assert search("helth", "industry")[0].node.slug == "health"
    assert search("nhs", "industry")[0].node.slug == "health"
    assert search("web", "category")[0].node.slug == "web-development"


def test_the_synonym_that_matched_is_told() -> None:
    assert search("fastapi")[0].matched == "fastapi"


def test_nothing_typed_lists_from_the_start_and_nonsense_finds_nothing() -> None:
    assert [found.node for found in search("", limit=3)] == list(SERVICES.values())[:3]
    assert search("zzzzqqq") == []
    assert search("???") == []


@given(st.text(max_size=60))
def test_anything_can_be_typed(text: str) -> None:
    found = search(text)
    assert len(found) <= 8
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_a_text_speaks_of_services_where_their_names_stand() -> None:
    text = "A Django back office, then user researchers and a Node.js chat. Not an api."
    found = taxonomy.services_in(text)
    assert [text[start:end] for start, end in found["python-back-end"]] == ["Django"]
    assert [text[start:end] for start, end in found["user-research"]] == ["user researchers"]
    assert [text[start:end] for start, end in found["node-back-end"]] == ["Node.js"]
    assert "health" in taxonomy.industries_in("For an NHS trust")


@pytest.mark.parametrize(
    ("one", "other", "edits"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3)]
)
def test_edits_are_counted(one: str, other: str, edits: int) -> None:
    assert taxonomy.distance(one, other, 3) == edits
