"""The home page: the editor's words, the first box, real figures or none."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import JSONField, Value
from django.test import Client
from django.utils import timezone

from agencies.models import AgencyService
from agencies.states import AgencyState
from blog.models import GuidePage, HomePage
from blog.models.home import EXAMPLE_FIT
from matching.rules import describe
from tests import factories
from tests.blog import articles, publishing


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


def test_a_fresh_site_has_everything_below_the_box(client: Client, db: None) -> None:
    _agencies(3)
    page = client.get("/").content.decode()
    for words in (
        "From a paragraph to agencies that fit",
        "5 agencies are asked, one of them drawn by lot.",
        "What people post",
        "For agencies: 5 seats at the table, never forty",
        "<dt>Seats on one brief, as its client chooses</dt><dd>3 to 8</dd>",
        "<dt>Fee on work you win</dt><dd>8%</dd>",
    ):
        assert words in page, words
    assert "Know what to ask for" not in page  # while there are no guides
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_an_editor_changes_below_the_box_is_shown(client: Client, db: None) -> None:
    home = HomePage.objects.get()
    raw = {entry["type"]: dict(entry["value"]) for entry in home.body.raw_data}
    raw["steps"] |= {"heading": "How <it> goes", "lede": "At most {seats}, {who knows}."}
    home.body = json.dumps([{"type": "steps", "value": raw["steps"], "id": str(uuid.uuid4())}])
    home.save_revision().publish()
    page = client.get("/").content.decode()
    assert "How &lt;it&gt; goes" in page
    assert "At most 5, {who knows}." in page
    assert "For agencies:" not in page


def test_an_empty_page_below_the_box_is_a_page(client: Client, db: None) -> None:
    HomePage.objects.update(body=Value([], JSONField()))
    page = client.get("/").content.decode()
    assert 'id="brief-box"' in page
    assert "For agencies:" not in page


def test_the_three_newest_guides_stand_with_their_link(client: Client, db: None) -> None:
    for number in range(4):
        articles.guide(f"Number {number}", first_published_at=timezone.now() - timedelta(days=10 - number))
    articles.guide("Hidden", live=False)
    page = client.get("/").content.decode()
    assert re.findall(r"Number \d", page) == ["Number 3", "Number 2", "Number 1"]
    assert "Hidden" not in page
    assert 'href="/blog/"' in page


def test_blocks_of_the_marketplace_may_follow(client: Client, db: None) -> None:
    home = HomePage.objects.get()
    home.body.append(("newsletter", {"heading": "New guides by e-mail", "text": "", "button": "Send them"}))
    home.body.append(("open_numbers", {"heading": "In numbers", "service": "python-back-end"}))
    home.save_revision().publish()
    page = client.get("/").content.decode()
    assert 'action="/newsletter/"' in page
    assert "In numbers" not in page  # nothing was counted


def test_a_home_page_made_anew_has_the_first_texts(db: None) -> None:
    stored = {entry["type"]: entry["value"] for entry in HomePage.objects.get().body.get_prep_value()}
    anew = {entry["type"]: entry["value"] for entry in HomePage(title="Anew").body.get_prep_value()}
    assert [*stored] == [*anew]
    assert _without_ids(stored) == _without_ids(anew)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(inner) for key, inner in value.items() if key != "id"}
    return [_without_ids(inner) for inner in value] if isinstance(value, list) else value


def test_the_page_costs_few_queries_however_many_agencies(
    client: Client, db: None, query_count: Callable[..., int]
) -> None:
    client.get("/")
    few = query_count(lambda: client.get("/"))
    _agencies(20)
    articles.guide(cover=publishing.picture())
    client.get("/")  # draws the cover in its sizes
    with_a_guide = query_count(lambda: client.get("/"))
    for number in range(3):
        articles.guide(f"Number {number}", cover=publishing.picture())
    client.get("/")
    assert query_count(lambda: client.get("/")) == with_a_guide <= 12
    GuidePage.objects.all().delete()
    assert query_count(lambda: client.get("/")) == few <= 12
