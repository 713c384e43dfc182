"""Rich text: clean whatever way it came in, and its headings have addresses."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from blog import reading
from blog.blocks.editorial import SHORT_FEATURES, TEXT_FEATURES
from blog.models import HomePage, StandardPage
from tests.blog import articles
from tests.blog.blocks.drawing import draw, html, searched, stream
from tests.blog.blocks.writing import post_page

HOSTILE = (
    "<script>alert('boo')</script>",
    "<style>p{color:red}</style>",
    "<p onclick=\"alert('boo')\" style=\"color:red\" class='x'>words</p>",
    "<a href=\"javascript:alert('boo')\">words</a>",
    "<a href=\" jav&#x09;ascript:alert('boo')\">words</a>",
    "<a href=\"data:text/html,alert('boo')\">words</a>",
    '<a linktype="page" id="1" href="javascript:alert(1)" onmouseover="alert(1)">words</a>',
    '<a linktype="page" id="x">words</a>',
    '<a linktype="page" id="99999999999999999999">words</a>',
    '<a linktype="page">words</a>',
    '<a linktype="document" id="abc">words</a>',
    '<a linktype="nonsense" id="1">words</a>',
    '<embed embedtype="image" id="1" format="fullwidth" alt="&quot;onerror=alert(1)"/>',
    '<embed embedtype="media" url="https://evil.example/video"/>',
    "<img src=x onerror=\"alert('boo')\">",
    "<svg><script>alert('boo')</script></svg>",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='/accounts/logout/'><button>words</button></form>",
    "<math><mtext></p><style><img src onerror=alert(1)></style>",
    "<p><b>never closed<p><i>words",
    "<h1>words</h1><table><tr><td>words",
    '<h2 id="main" data-block-key="&quot;><script>alert(1)</script>">words</h2>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
DANGEROUS = (
    "script, style, img, svg, iframe, embed, object, form, button, math, table, h1, "
    "[onclick], [onerror], [onmouseover], [style], [class]:not(.prose-text, .heading, .heading-link, .sr-only), "
    "[linktype], [data-block-key]"
)


def dangers(page: BeautifulSoup) -> list[str]:
    found = [str(element) for element in page.select(DANGEROUS)]
    return found + [
        str(link) for link in page.select("[href]") if not str(link["href"]).startswith(("http", "/", "#", "mailto:"))
    ]


@pytest.mark.parametrize("bad", HOSTILE)
def test_what_was_stored_by_force_never_reaches_a_page(bad: str, db: None) -> None:
    page = draw("text", f"<p>before</p>{bad}<p>after</p>")
    assert dangers(page) == []
    assert "before" in page.text
    assert "boo" not in page.text


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize(
    ("kind", "around"),
    [
        ("callout", lambda bad: {"kind": "note", "title": "", "text": bad}),
        ("faq", lambda bad: {"title": "", "entries": [{"question": bad, "answer": bad}]}),
        ("steps", lambda bad: {"title": bad, "steps": [{"title": bad, "text": bad}]}),
        (
            "decision_helper",
            lambda bad: {
                "title": bad,
                "questions": [{"key": bad, "question": bad, "hint": bad, "answers": [{"words": bad, "leads_to": bad}]}],
                "results": [{"key": bad, "heading": bad, "text": bad}],
            },
        ),
        (
            "table",
            lambda bad: {
                "table": {
                    "caption": bad,
                    "columns": [{"type": "text", "heading": bad}, {"type": "rich_text", "heading": bad}],
                    "rows": [{"values": [bad, bad]}],
                },
                "row_headers": True,
                "source": bad,
            },
        ),
        ("comparison", lambda bad: {"title": bad, "ways": [{"name": bad, "pros": [bad], "cons": [bad]}]}),
        ("quote", lambda bad: {"words": bad, "name": bad, "role": bad, "source": bad}),
        ("code", lambda bad: {"language": bad, "code": bad, "caption": bad, "numbers": True}),
        ("video", lambda bad: {"url": bad, "title": bad, "minutes": None, "summary": bad}),
        ("picture", lambda bad: {"image": None, "caption": bad, "credit": bad}),
    ],
)
def test_no_field_of_any_block_lets_code_through(kind: str, around: Any, bad: str, db: None) -> None:
    page = draw(kind, around(bad))
    wild = "script, style, img, iframe, embed, object, form, math, h1, h2, [onclick], [onerror], [onmouseover], [style]"
    assert [str(element) for element in page.select(wild)] == []
    assert [
        link["href"]
        for link in page.select("[href]")
        if not str(link["href"]).startswith(("http", "/", "#", "mailto:"))
    ] == []


def test_a_forged_embed_asks_nobody_and_looks_nothing_up(db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html(
            "text",
            '<p>x</p><embed embedtype="image" id="1" format="left" alt=""/><embed embedtype="media" url="https://youtu.be/aaaaaaaaaaa"/>',
        )
    assert len(queries) == 0


def test_a_field_outside_a_body_is_cleaned_too(db: None) -> None:
    for bad in HOSTILE:
        shown = Template("{% load articles %}{{ text|rich }}").render(Context({"text": bad}))
        assert dangers(BeautifulSoup(shown, "html.parser")) == []
    shown = Template("{% load wagtailcore_tags %}{{ text|richtext }}{{ block }}").render(
        Context({"text": HOSTILE[0], "block": RichText(HOSTILE[2])})
    )
    assert shown == "<p>words</p>"


def test_what_the_editor_can_make_stays(db: None) -> None:
    home = HomePage.objects.get()
    made = (
        '<h2 data-block-key="a">Two</h2><h3 data-block-key="b">Three</h3><h4 data-block-key="c">Four</h4>'
        '<p data-block-key="d"><b>bold</b> <i>italic</i> <code>code</code><br/>'
        f'<a href="https://example.org/?a=1&amp;b=2">out</a> <a linktype="page" id="{home.pk}">home</a></p>'
        '<ul><li data-block-key="e">one</li></ul><ol><li data-block-key="f">two</li></ol><hr/>'
    )
    page = draw("text", made)
    assert [element.name for element in page.div.find_all(True)] == (
        ["h2", "h3", "h4", "p", "b", "i", "code", "br", "a", "a", "ul", "li", "ol", "li", "hr"]
    )
    assert [link["href"] for link in page.select("a")] == ["https://example.org/?a=1&b=2", "/"]


def test_a_short_text_has_no_headings(db: None) -> None:
    page = draw("callout", {"kind": "tip", "title": "T", "text": "<h2>Loud</h2><p>quiet</p>"})
    assert not page.select("h2")
    assert "Loud" in page.text


def test_pictures_and_embeds_are_no_part_of_rich_text() -> None:
    assert not {"image", "embed"} & {*TEXT_FEATURES, *SHORT_FEATURES}


def test_something_that_is_no_text_is_empty(db: None) -> None:
    for nonsense in (None, 5, [], {"format": "db_html"}):
        assert draw("text", nonsense).text.strip() == ""


# --- through the editor's own form -------------------------------------------------------------------


def contentstate(*blocks: dict[str, Any], entities: dict[str, Any] | None = None) -> str:
    return json.dumps({"blocks": blocks, "entityMap": entities or {}})


def line(text: str, kind: str = "unstyled", **fields: Any) -> dict[str, Any]:
    return {
        "key": "abcde",
        "text": text,
        "type": kind,
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
        **fields,
    }


FORGED = contentstate(
    line("<script>alert('boo')</script> words"),
    line("a link", entityRanges=[{"key": 0, "offset": 0, "length": 6}]),
    line(" ", "atomic", entityRanges=[{"key": 1, "offset": 0, "length": 1}]),
    line(" ", "atomic", entityRanges=[{"key": 2, "offset": 0, "length": 1}]),
    line("another", entityRanges=[{"key": 3, "offset": 0, "length": 7}]),
    line("loud", "header-one"),
    line("raw", "raw-html"),
    entities={
        "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert('boo')"}},
        "1": {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"id": "1", "format": "left", "alt": "x"}},
        "2": {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://youtu.be/aaaaaaaaaaa"}},
        "3": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": "x", "parentId": 1}},
    },
)


def test_a_forged_post_of_the_editor_leaves_words_and_nothing_else(desk: Client) -> None:
    answer = post_page(desk, ("text", FORGED), ("callout", {"kind": "note", "title": "", "text": FORGED}))
    assert answer.status_code == 302, answer.content
    page = StandardPage.objects.get(slug="about-us")
    for block in page.body:
        drawn = BeautifulSoup(str(block.render({})), "html.parser")
        assert not drawn.select("script, img, iframe, embed, h1")
        assert not [link for link in drawn.select("a[href]") if "javascript" in link["href"]]
        assert "words" in drawn.text
    kept = json.dumps(page.body.get_prep_value())
    assert "javascript:" not in kept
    assert "embed" not in kept


@pytest.mark.parametrize(
    "raw", ["<p>html instead</p><script>alert(1)</script>", "{}", "[]", "null", "5", '{"blocks": 5}']
)
def test_a_post_that_is_no_contentstate_is_answered_and_harmless(desk: Client, raw: str) -> None:
    answer = post_page(desk, ("text", raw))
    assert answer.status_code in {200, 302, 400}
    for page in StandardPage.objects.all():
        assert not BeautifulSoup(str(page.body), "html.parser").select("script")


# --- headings ----------------------------------------------------------------------------------------


def test_a_heading_has_its_anchor_and_a_link_with_a_name(db: None) -> None:
    guide = articles.guide(html='<h2 data-block-key="one">What <b>it</b> costs &amp; why</h2><p>x</p>')
    page = BeautifulSoup(str(guide.body[0].render({"page": guide})), "html.parser")
    heading = page.select_one("h2#what-it-costs-why")
    link = page.select_one("a.heading-link")
    assert heading is not None
    assert heading.get_text() == "What it costs & why"
    assert link is not None
    assert link["href"] == "#what-it-costs-why"
    assert link.select_one(".sr-only").get_text() == "Link to “What it costs & why”"
    assert link.select_one("[aria-hidden=true]").get_text() == "#"


def test_anchors_stay_when_words_change_and_blocks_move(db: None) -> None:
    guide = articles.guide(
        html='<h2 data-block-key="one">What it costs</h2>', blocks=[("text", '<h2 data-block-key="one">Second</h2>')]
    )
    first, second = guide.body.get_prep_value()
    first["value"] = '<h2 data-block-key="one">Prices, by kind</h2>'
    guide.body = json.dumps([second, first])
    guide.save()
    page = BeautifulSoup("".join(str(block.render({"page": guide})) for block in guide.body), "html.parser")
    assert [(heading["id"], heading.get_text()) for heading in page.select("h2")] == [
        ("second", "Second"),
        ("what-it-costs", "Prices, by kind"),
    ]


def test_a_page_that_keeps_no_anchors_shows_plain_headings(db: None) -> None:
    page = draw("text", "<h2>What it costs</h2>", page=StandardPage(title="About us"))
    assert page.h2.attrs == {}
    assert not page.select("a")


# --- found and counted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", "<h2>Heading</h2><p>words &amp; more</p>", ["Heading", "words & more"]),
        ("code", {"language": "python", "code": "print('needle')", "caption": "a.py", "numbers": True}, ["needle"]),
        ("callout", {"kind": "tip", "title": "Title", "text": "<p>needle</p>"}, ["Title", "needle"]),
        ("faq", {"title": "T", "entries": [{"question": "Q", "answer": "<p>needle</p>"}]}, ["Q", "needle"]),
        (
            "decision_helper",
            {
                "title": "T",
                "questions": [
                    {
                        "key": "hidden-key",
                        "question": "Q",
                        "hint": "H",
                        "answers": [{"words": "A", "leads_to": "hidden-key"}],
                    }
                ],
                "results": [{"key": "end", "heading": "R", "text": "<p>needle</p>"}],
            },
            ["T", "Q", "H", "A", "R", "needle"],
        ),
    ],
)
def test_a_search_finds_what_readers_see(kind: str, value: Any, words: list[str], db: None) -> None:
    found = searched(kind, value)
    assert [word for word in words if word not in found] == []
    assert "<" not in found
    assert "hidden-key" not in found


def test_all_blocks_count_as_words_to_read(db: None) -> None:
    body = stream(
        ("text", "<p>one two three</p>"),
        ("callout", {"kind": "tip", "title": "four", "text": "<p>five</p>"}),
        ("faq", {"title": "", "entries": [{"question": "six", "answer": "<p>seven eight</p>"}]}),
        ("code", {"language": "text", "code": "nine", "caption": "", "numbers": True}),
    )
    assert reading.words(body) == 9


def test_code_that_was_stored_by_force_is_not_searched(db: None) -> None:
    assert searched("text", "<p>words</p><script>secret()</script>") == "words"
