"""The decision helper: every answer leads somewhere, and errors stand beside the field that causes them."""

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.test.utils.form_data import rich_text

from blog.models import StandardPage
from tests.blog.blocks.drawing import BODY, draw, name_of, stream
from tests.blog.blocks.writing import listed, post_page

BLOCK = BODY.child_blocks["decision_helper"]


def question(key: str, *answers: tuple[str, str]) -> dict[str, Any]:
    return {
        "key": key,
        "question": f"Question {key}?",
        "hint": "",
        "answers": [{"words": words, "leads_to": leads_to} for words, leads_to in answers],
    }


def result(key: str) -> dict[str, Any]:
    return {"key": key, "heading": f"Result {key}", "text": f"<p>Do {key}.</p>"}


def helper(*parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": "Which one?",
        "questions": [part for part in parts if "question" in part],
        "results": [part for part in parts if "heading" in part],
    }


SOUND = helper(
    question("start", ("Yes", "more"), ("No", "small")),
    question("more", ("Many", "large"), ("Few", "small")),
    result("small"),
    result("large"),
)


def problems(value: dict[str, Any], *, draft: bool = False) -> dict[str, str]:
    """Sentences by the place of their field, as the editor's form shows them: questions/0/answers/1/leads_to."""
    body = stream(("decision_helper", value))
    try:
        BLOCK.clean_deferred(body[0].value) if draft else BLOCK.clean(body[0].value)
    except StructBlockValidationError as errors:
        return dict(_places(errors, ()))
    return {}


def _places(error: Any, place: tuple[Any, ...]) -> Any:
    if isinstance(error, StructBlockValidationError | ListBlockValidationError):
        for step, inner in error.block_errors.items():
            yield from _places(inner, (*place, str(step)))
        for text in error.non_block_errors:
            yield "/".join(place), str(text)
    else:
        yield "/".join(place), error.messages[0]


def test_a_sound_one_passes() -> None:
    assert problems(SOUND) == {}


@pytest.mark.parametrize(
    ("value", "place", "words"),
    [
        (
            helper(question("start", ("Yes", "small"), ("No", "nowhere")), result("small")),
            "questions/0/answers/1/leads_to",
            "No question and no result has the key “nowhere”.",
        ),
        (
            helper(question("start", ("Yes", "start"), ("No", "small")), result("small")),
            "questions/0/answers/0/leads_to",
            "This leads in a circle, back to “start”.",
        ),
        (
            helper(
                question("start", ("Yes", "more"), ("No", "small")),
                question("more", ("Yes", "small"), ("No", "start")),
                result("small"),
            ),
            "questions/1/answers/1/leads_to",
            "This leads in a circle, back to “start”.",
        ),
        (
            helper(question("start", ("Yes", "small"), ("No", "small")), result("small"), result("small")),
            "results/1/key",
            "Another question or result has this key already.",
        ),
        (
            helper(question("start", ("Yes", "small"), ("No", "small")), result("start"), result("small")),
            "results/0/key",
            "Another question or result has this key already.",
        ),
        (
            helper(question("start", ("Yes", "small"), ("No", "small")), result("small"), result("large")),
            "results/1/key",
            "No answer leads here from the first question.",
        ),
        (
            helper(
                question("start", ("Yes", "small"), ("No", "small")),
                question("lost", ("Yes", "large"), ("No", "large")),
                result("small"),
                result("large"),
            ),
            "questions/1/key",
            "No answer leads here from the first question.",
        ),
        (
            helper(question("Not A Key", ("Yes", "small"), ("No", "small")), result("small")),
            "questions/0/key",
            "Use small letters, digits and hyphens, for example has-users.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(value: dict[str, Any], place: str, words: str) -> None:
    assert problems(value)[place] == words


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = problems(helper(question("start", ("Yes", "a"), ("No", "b")), result("small")))
    assert {*found} == {"questions/0/answers/0/leads_to", "questions/0/answers/1/leads_to"}


def test_many_ways_to_the_same_end_are_walked_once() -> None:
    """Thirty questions whose two answers both lead on: a billion ways, thirty parts."""
    parts = [question(f"q{n}", ("Yes", f"q{n + 1}"), ("No", f"q{n + 1}")) for n in range(29)]
    value = helper(*parts, question("q29", ("Yes", "end"), ("No", "end")), result("end"))
    assert problems(value) == {}
    assert len(draw("decision_helper", value).select(".decision-part")) == 31


def posted(leads_to: str) -> dict[str, object]:
    return {
        "title": "Which one?",
        "questions": listed(
            [
                {
                    "key": "start",
                    "question": "Typed with care?",
                    "hint": "",
                    "answers": listed(
                        [{"words": "Yes", "leads_to": leads_to}, {"words": "No", "leads_to": "small"}],
                    ),
                }
            ]
        ),
        "results": listed([{"key": "small", "heading": "Small", "text": rich_text("<p>Do it.</p>")}]),
    }


def test_the_editors_form_says_it_and_keeps_what_was_typed(desk: Client) -> None:
    answer = post_page(desk, ("decision_helper", posted("nowhere")))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "has the key \\u201cnowhere\\u201d" in page or "has the key “nowhere”" in page
    assert "Typed with care?" in page
    assert not StandardPage.objects.exists()


def test_a_sound_one_is_published_from_the_editors_form(desk: Client) -> None:
    assert post_page(desk, ("decision_helper", posted("small"))).status_code == 302
    page = StandardPage.objects.get()
    assert page.live
    assert page.body[0].value["questions"][0]["answers"][0]["leads_to"] == "small"


def test_an_unfinished_one_is_kept_as_a_draft(desk: Client) -> None:
    assert post_page(desk, ("decision_helper", posted("nowhere")), action="action-draft").status_code == 302
    assert StandardPage.objects.get().live is False


def test_a_draft_may_be_unfinished() -> None:
    assert problems(helper(question("start", ("Yes", "later"), ("No", ""))), draft=True) == {}


def test_it_is_drawn_as_links_between_parts_that_exist() -> None:
    page = draw("decision_helper", SOUND)
    parts = {part["id"] for part in page.select(".decision-part")}
    assert len(parts) == 4
    links = [(link.get_text(strip=True), link["href"].removeprefix("#")) for link in page.select(".decision-answers a")]
    assert [words for words, _place in links] == ["Yes", "No", "Many", "Few"]
    assert {place for _words, place in links} < parts
    assert links[1][1] == links[3][1]
    assert name_of(page, "section.decision") == "Which one?"
    assert name_of(page, f"#{links[0][1]}") == "Question more?"
    assert name_of(page, f"#{links[1][1]}") == "Result small"
    assert [link["href"] for link in page.select(".decision-again a")] == ["#decision-b0-q1"] * 3
    assert not page.select("script, input, button")


def test_on_paper_an_answer_names_where_it_leads() -> None:
    page = draw("decision_helper", SOUND)
    assert page.select_one(".decision-leads").get_text() == "leads to: Question more?"


def test_an_answer_to_nowhere_is_no_link() -> None:
    page = draw("decision_helper", helper(question("start", ("Yes", "gone"), ("No", "small")), result("small")))
    first, second = page.select(".decision-answers li")
    assert first.select_one("a") is None
    assert first.select_one("[aria-disabled=true]").get_text() == "Yes"
    assert second.select_one("a") is not None


def test_two_on_a_page_keep_apart() -> None:
    body = stream(("decision_helper", SOUND), ("decision_helper", SOUND))
    ids = re.findall(r'id="([^"]+)"', str(body))
    assert len(ids) == len(set(ids))
