"""The directory, landing pages and the search for services, as visitors get them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agencies.actions import agencies as actions, directory
from agencies.models import Agency
from tests import factories

Count = Callable[[Callable[[], object]], int]


def agencies(number: int) -> None:
    for n in range(number):
        agency = factories.agency(
            organisation=factories.organisation(f"Organisation {n}"),
            name=f"Agency {n:02}",
            slug=f"agency-{n}",
            services={"python-back-end": 60, "crm": 40},
            industries=("health",),
        )
        factories.case_study(agency=agency, title="A Django booking system")


def names(page: bytes) -> list[str]:
    return re.findall(r'class="cover-link" href="[^"]*">([^<]*)<', page.decode())


@pytest.mark.parametrize(
    "address", ["/agencies/", "/agencies/?q=django&service=crm&sort=budget", "/agencies/?q=djnago+agenyc"]
)
def test_the_directory_asks_as_much_for_one_row_as_for_twenty(
    client: Client, db: None, query_count: Count, address: str
) -> None:
    agencies(1)
    one = query_count(lambda: client.get(address))
    for n in range(1, 20):
        factories.agency(
            organisation=factories.organisation(f"More {n}"),
            name=f"Agenyc {n}",
            slug=f"more-{n}",
            services={"crm": 100},
        )
    assert query_count(lambda: client.get(address)) == one <= 12


@pytest.mark.parametrize(
    "address", ["/agencies/", "/agencies/?service=crm&country=IE&sort=name", "/agencies/?q=django"]
)
def test_what_was_drawn_once_takes_one_query_until_a_profile_changes(
    client: Client, grace: User, query_count: Count, address: str
) -> None:
    agencies(20)
    directory.renew()
    first = client.get(address).content
    assert query_count(lambda: client.get(address)) == 1
    assert client.get(address).content == first
    assert names(first)
    shown = Agency.objects.get(slug="agency-7")
    actions.edit(shown, by=None, name="Renamed Seven", services={"python-back-end": 100})
    changed = client.get(address).content
    assert changed != first
    assert "Renamed Seven" in names(changed) or "service=crm" in address
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'id="facet-service" hx-swap-oob="true"' in fragment  # drawn of its own, not the page's


def test_what_is_kept_holds_nothing_of_its_first_reader(
    client: Client, grace: User, signed_in: Callable[[User], Client]
) -> None:
    agencies(3)
    directory.renew()
    assert "Grace Lind" in signed_in(grace).get("/agencies/").content.decode()
    assert "Grace Lind" not in client.get("/agencies/").content.decode()


def test_who_was_free_some_time_ago_is_free_now(client: Client, grace: User) -> None:
    today = timezone.localdate()
    for day, said in ((today - timedelta(days=40), "free now"), (today + timedelta(days=2), "free from")):
        Agency.objects.filter(slug="paperlark").update(available_on=day)
        for address in ("/agencies/", "/agencies/paperlark/"):
            assert said in client.get(address).content.decode()


def test_a_member_stays_within_the_budget_of_queries(
    grace: User, signed_in: Callable[[User], Client], query_count: Count
) -> None:
    agencies(20)
    client = signed_in(grace)
    assert query_count(lambda: client.get("/agencies/?q=django&service=crm")) <= 13  # the bar asks for contracts, too


def test_an_empty_result_stays_within_the_budget_and_says_what_to_give_up(
    client: Client, db: None, query_count: Count
) -> None:
    agencies(3)
    address = "/agencies/?service=crm&industry=retail&country=IE"
    assert query_count(lambda: client.get(address)) <= 12
    page = client.get(address).content.decode()
    assert "Without “Retail and consumer goods” there are 3." in page
    assert 'href="/agencies/?service=crm&amp;country=IE"' in page


def test_pages_hold_24_and_keep_the_question(client: Client, db: None) -> None:
    agencies(26)
    first = client.get("/agencies/?service=crm&sort=name")
    assert names(first.content) == [f"Agency {n:02}" for n in range(24)]
    assert "1 to 24 of 26 agencies" in first.content.decode()
    assert "?service=crm&amp;sort=name&amp;page=2" in first.content.decode()
    assert names(client.get("/agencies/?service=crm&sort=name&page=2").content) == ["Agency 24", "Agency 25"]
    assert names(client.get("/agencies/?service=crm&sort=name&page=999").content) == ["Agency 24", "Agency 25"]
    assert len(names(client.get("/agencies/?page=-1").content)) in {2, 24}


def test_drafts_are_not_listed_and_paused_ones_say_so(client: Client, grace: User, rival: User) -> None:
    Agency.objects.filter(slug="paperlark").update(state="draft")
    Agency.objects.filter(slug="merrowline").update(state="paused")
    page = client.get("/agencies/")
    assert names(page.content) == ["Merrowline"]
    assert "Paused" in page.content.decode()


def test_htmx_gets_the_results_and_the_counts_only(client: Client, grace: User) -> None:
    answer = client.get("/agencies/?q=paper", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert text.lstrip().startswith('<div class="stack gap-4" id="results">')
    assert 'id="facet-service" hx-swap-oob="true"' in text
    assert "HX-Request" in answer.headers["Vary"]
    assert "hx-swap-oob" not in client.get("/agencies/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        'q="><img src=x onerror=alert(1)>',
        "service=%22%3E%3Cb%3E",
        "q={{7*7}}%25(x)s",
    ],
)
def test_what_was_searched_for_is_shown_as_text(client: Client, grace: User, query: str) -> None:
    text = client.get(f"/agencies/?{query}").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "49" not in re.findall(r'id="q"[^>]*value="([^"]*)"', text)[0]


def test_names_and_words_of_agencies_are_shown_as_text(client: Client, db: None) -> None:
    bad = "<img src=x onerror=alert(1)>"
    agency = factories.agency(organisation=factories.organisation(), name=bad, tagline=bad, description=bad, city=bad)
    factories.case_study(agency=agency, title=bad, text=bad, client=bad)
    for address in ("/agencies/", "/agencies/?q=img", "/agencies/an-agency/", "/agencies/an-agency/work/"):
        page = client.get(address).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img" in page


def test_landing_pages_are_indexed_from_five_agencies_on(client: Client, db: None) -> None:
    agencies(4)
    assert 'content="noindex"' in client.get("/agencies/services/crm/").content.decode()
    factories.agency(organisation=factories.organisation("Fifth"), name="Fifth", slug="fifth", services={"crm": 100})
    page = client.get("/agencies/services/crm/").content.decode()
    assert 'content="noindex"' not in page
    assert "<h1>CRM agencies</h1>" in page
    assert "<h1>CRM agencies in Ireland</h1>" in client.get("/agencies/services/crm/ie/").content.decode()
    assert names(client.get("/agencies/services/crm/pt/").content) == []


@pytest.mark.parametrize("address", ["none/", "crm/zz/", "crm/IE/", "crm/ireland/"])
def test_landing_pages_exist_for_services_and_countries_only(client: Client, db: None, address: str) -> None:
    assert client.get(f"/agencies/services/{address}").status_code == 404


def test_searching_makes_no_page_for_search_engines(client: Client, db: None) -> None:
    assert 'content="noindex"' not in client.get("/agencies/").content.decode()
    assert 'content="noindex"' in client.get("/agencies/?q=x").content.decode()


# --- services while typing ---------------------------------------------------------------------------


def test_services_are_found_while_typing_and_typing_errors_forgiven(client: Client, db: None) -> None:
    answer = client.get("/agencies/taxonomy/?q=djnago", headers={"HX-Request": "true"})
    assert 'data-stands-for="python-back-end"' in answer.content.decode()
    assert "found by “django”" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_without_script_the_search_is_a_page_of_links(client: Client, db: None) -> None:
    page = client.get("/agencies/taxonomy/?q=railway&kind=industry").content.decode()
    assert 'href="/agencies/?industry=transport"' in page
    everything = client.get("/agencies/taxonomy/").content.decode()
    assert everything.count('href="/agencies/?service=') > 50
    assert "Nothing goes by that word" in client.get("/agencies/taxonomy/?q=qqqqqqqq").content.decode()


def test_the_search_for_services_asks_no_database(client: Client, query_count: Count, db: None) -> None:
    assert query_count(lambda: client.get("/agencies/taxonomy/?q=seo", headers={"HX-Request": "true"})) == 0


@pytest.mark.parametrize("q", ["x" * 50_000, "<b>", "%F0%9F%92%A9", "(((((", "\u202e"])
def test_any_query_is_answered(client: Client, db: None, q: str) -> None:
    assert client.get("/agencies/taxonomy/", {"q": q}).status_code == 200
    assert client.get("/agencies/", {"q": q}).status_code == 200
