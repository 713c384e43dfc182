"""The call to action: its two wordings, where it leads, and its fragment."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from wagtail.blocks import StructBlockValidationError

from blog.blocks.market import CallToAction
from blog.models import GuidePage
from marketplace.lib.origins import Origin
from tests.blog import articles
from tests.blog.market.making import drawn, with_block

FIRST = {"heading": "Describe your back end", "text": "See who fits.", "button": "Post a brief"}
SECOND = {"heading_b": "Six minutes, five agencies", "text_b": "Free for clients.", "button_b": "Begin"}
PRESET = {"service": "python-back-end", "budget": "30-60", "preset": "python-back-end"}


def _link(html: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(html.split('href="')[1].split('"', maxsplit=1)[0].replace("&amp;", "&")).query)


def _path(page: GuidePage, variant: str) -> str:
    return f"/blog/calls/{page.pk}/{page.body[-1].id}/{variant}/"


def test_it_leads_into_the_wizard_with_what_is_known_and_where_it_was_read(db: None) -> None:
    page = with_block("call_to_action", {**FIRST, **PRESET})
    html = drawn(page)
    link = _link(html)
    assert (link["service"], link["budget"], link["preset"]) == (["python-back-end"], ["30-60"], ["python-back-end"])
    assert Origin.parse(link["from"][0]) == Origin(page.url, page.pk, page.body[-1].id, "a")
    assert f'data-call="{page.body[-1].id}"' in html
    assert f'data-page="{page.pk}"' in html
    assert 'data-variants="1"' in html
    assert "data-call-link" in html


def test_a_service_a_budget_or_a_preset_that_is_gone_is_left_out(db: None) -> None:
    page = with_block("call_to_action", {**FIRST, "service": "cobol", "budget": "one-euro", "preset": "mainframe"})
    link = _link(drawn(page))
    assert set(link) == {"from"}
    assert "Describe your back end" in drawn(page)


def test_what_an_editor_wrote_is_text(db: None) -> None:
    page = with_block("call_to_action", {**FIRST, "heading": "<script>alert(1)</script>", "button": '" onclick="x'})
    html = drawn(page)
    assert "<script" not in html
    assert 'onclick="x' not in html


def test_blocks_written_before_there_was_a_button_have_one(db: None) -> None:
    assert "Post a brief" in drawn(with_block("call_to_action", {"heading": "Describe your back end"}))


def test_without_a_second_heading_there_is_one_wording(db: None) -> None:
    assert 'data-variants="2"' in drawn(with_block("call_to_action", {**FIRST, **SECOND}))
    assert 'data-variants="1"' in drawn(with_block("call_to_action", {**FIRST, "heading_b": "", "text_b": "x"}))


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ({**FIRST}, set()),
        ({**FIRST, **SECOND}, set()),
        ({**FIRST, "heading_b": "Other"}, {"text_b", "button_b"}),
        ({**FIRST, "text_b": "Other"}, {"heading_b", "button_b"}),
        ({**FIRST, "text": "", "heading_b": "Other", "button_b": "Begin"}, set()),
    ],
)
def test_the_second_wording_is_whole_or_not_there(value: dict[str, str], missing: set[str]) -> None:
    block = CallToAction()
    given = block.normalize(value)
    if not missing:
        assert block.clean(given)["heading"] == FIRST["heading"]
        return
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(given)
    assert set(refused.value.block_errors) == missing


def test_the_fragment_is_the_section_in_the_wording_asked_for(client: Client, db: None) -> None:
    page = with_block("call_to_action", {**FIRST, **SECOND})
    first, second = (client.get(_path(page, variant)) for variant in "ab")
    assert "Describe your back end" in first.content.decode()
    html = second.content.decode()
    assert "Six minutes, five agencies" in html
    assert "Describe your back end" not in html
    assert html.strip().startswith("<section")
    assert Origin.parse(_link(html)["from"][0]) == Origin(page.url, page.pk, page.body[-1].id, "b")
    assert first.content.decode().strip() == drawn(page).strip()


def test_the_fragment_is_the_same_for_everybody_and_follows_its_page(client: Client, db: None) -> None:
    page = with_block("call_to_action", FIRST)
    path = _path(page, "a")
    answer = client.get(path)
    assert not answer.cookies
    assert not {"no-store", "private"} & set(answer.headers["Cache-Control"].split(", "))
    assert "csrf" not in answer.content.decode()
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    page.body[-1].value["heading"] = "Other words"
    page.save_revision().publish()
    assert "Other words" in client.get(path).content.decode()


def test_what_is_not_there_is_not_found(client: Client, db: None) -> None:
    page = with_block("call_to_action", FIRST)
    numbers = with_block("newsletter", {"heading": "New guides"}, slug="other", title="Other")
    wrong = [
        _path(page, "b"),
        _path(page, "c"),
        _path(numbers, "a"),
        f"/blog/calls/{page.pk}/{uuid.uuid4()}/a/",
        f"/blog/calls/{page.pk + 10_000}/{page.body[-1].id}/a/",
        f"/blog/calls/{articles.blog_index().pk}/{page.body[-1].id}/a/",
    ]
    assert [client.get(path).status_code for path in wrong] == [404] * len(wrong)
    page.unpublish()
    assert client.get(_path(page, "a")).status_code == 404


def test_it_spans_the_page_on_the_home_page_and_stands_quietly_in_a_guide(client: Client, db: None) -> None:
    assert "cta-quiet" in drawn(with_block("call_to_action", FIRST))
    home = articles.home()
    home.body.append(("call_to_action", FIRST))
    home.save_revision().publish()
    html = client.get("/").content.decode()
    assert "deep on-deep cta-band" in html
    assert f'data-page="{home.pk}"' in html


def test_a_preview_counts_nothing(db: None) -> None:
    page = with_block("call_to_action", FIRST)
    request = RequestFactory().get(page.url)
    request.is_preview = True
    html = str(page.body[-1].render({"page": page, "request": request}))
    assert "data-call" not in html
    assert "Post a brief" in html
