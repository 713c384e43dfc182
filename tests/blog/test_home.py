"""The home page: the editor's words, the first box, real figures or none."""

from collections.abc import Callable

from django.test import Client

from agencies.models import AgencyService
from agencies.states import AgencyState
from blog.models import HomePage
from blog.models.home import EXAMPLE_FIT
from matching.rules import describe
from tests import factories


def _agencies(count: int, **fields: object) -> None:
    for number in range(count):
        factories.agency(
            organisation=factories.organisation(f"Agency {number}"),
            name=f"Agency {number}",
            slug=f"agency-{number}",
            services={"python-back-end": 100},
            **fields,
        )


def test_the_words_between_asterisks_are_highlighted_and_escaped(client: Client, db: None) -> None:
    HomePage.objects.update(headline="Post <b>one</b>. Let *the right & good ones* come")
    page = client.get("/").content.decode()
    assert "Post &lt;b&gt;one&lt;/b&gt;. Let <mark>the right &amp; good ones</mark> come" in page
    assert page.count("<h1") == 1


def test_what_an_editor_empties_is_left_out(client: Client, db: None) -> None:
    HomePage.objects.update(lede="", reassurance="", headline="No asterisk * here")
    page = client.get("/").content.decode()
    assert "No asterisk * here" in page
    assert 'class="lede"' not in page


def test_figures_are_counted_or_left_out(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "published profile" not in page
    assert 'class="n"' not in page
    _agencies(3)
    page = client.get("/").content.decode()
    assert "<dd>3</dd>" in page
    assert '<span class="n">3 ' in page


def test_agencies_nobody_may_see_are_not_counted(client: Client, db: None) -> None:
    _agencies(3, state=AgencyState.DRAFT)
    assert AgencyService.objects.count() == 3
    page = client.get("/").content.decode()
    assert "published profile" not in page
    assert 'class="n"' not in page


def test_the_example_shows_the_fit_that_the_engine_would_give_its_shares(client: Client, db: None) -> None:
    rules = [rule for rule in describe() if rule["kind"] == "scored"]
    assert EXAMPLE_FIT["score"] == int(sum(EXAMPLE_FIT["shares"][rule["group"]] * rule["weight"] for rule in rules))
    page = client.get("/").content.decode()
    assert 'class="fit-doc"' in page
    assert "Strong fit" in page


def test_the_box_posts_into_the_wizard_with_a_token(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert 'action="/projects/new/"' in page
    assert "csrfmiddlewaretoken" in page
    assert 'name="form_token"' in page


def test_the_page_costs_few_queries_however_many_agencies(
    client: Client, db: None, query_count: Callable[..., int]
) -> None:
    client.get("/")
    few = query_count(lambda: client.get("/"))
    _agencies(20)
    assert query_count(lambda: client.get("/")) == few <= 8
