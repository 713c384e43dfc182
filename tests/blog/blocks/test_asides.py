"""Callouts, quotes, comparisons, steps, questions: what they say is said in words, and empty parts leave no trace."""

import pytest

from tests.blog.blocks.drawing import draw, name_of


@pytest.mark.parametrize(
    ("kind", "word"), [("note", "Note"), ("tip", "Tip"), ("warning", "Warning"), ("<script>", "Note"), (None, "Note")]
)
def test_a_callout_says_its_kind_in_a_word(kind: str, word: str) -> None:
    page = draw("callout", {"kind": kind, "title": "Mind the gap", "text": "<p>x</p>"})
    assert name_of(page, "aside") == f"{word} Mind the gap"
    assert page.select_one("svg")["aria-hidden"] == "true"
    assert {*page.aside["class"]} == {"callout", f"callout-{word.lower()}"}


def test_a_callout_without_title_is_named_by_its_kind() -> None:
    assert name_of(draw("callout", {"kind": "tip", "title": "", "text": "<p>x</p>"}), "aside") == "Tip"


def test_a_quote_names_who_said_it() -> None:
    page = draw("quote", {"words": "Short.", "name": "Ada", "role": "client", "source": "https://example.org/a"})
    assert page.blockquote.get_text(strip=True) == "“Short.”"
    assert page.blockquote["cite"] == "https://example.org/a"
    assert page.figcaption.get_text(" ", strip=True) == "Ada client Where it was said"


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x y", "ftp://x"]
)
def test_a_source_that_is_no_web_address_is_no_link(bad: str) -> None:
    page = draw("quote", {"words": "Short.", "name": "Ada", "role": "", "source": bad})
    assert not page.select("a, [cite]")


def test_a_comparison_says_for_and_against_in_words() -> None:
    page = draw("comparison", {"title": "Which?", "ways": [{"name": "One", "pros": ["fast"], "cons": ["dear"]}]})
    assert name_of(page, "section") == "Which?"
    assert name_of(page, ".way") == "One"
    assert [side.text for side in page.select(".way-side")] == ["For it", "Against it"]
    assert [point.text for point in page.select("li span")] == ["fast", "dear"]


def test_a_side_without_points_is_left_out() -> None:
    page = draw("comparison", {"title": "", "ways": [{"name": "One", "pros": ["fast"], "cons": []}]})
    assert [side.text for side in page.select(".way-side")] == ["For it"]
    assert name_of(page, "section") == "Comparison"


def test_steps_are_an_ordered_list() -> None:
    page = draw(
        "steps",
        {"title": "How", "steps": [{"title": "Write", "text": "<p>It down.</p>"}, {"title": "Send", "text": ""}]},
    )
    assert name_of(page, "section") == "How"
    assert [step.get_text(" ", strip=True) for step in page.select("ol > li")] == ["Write It down.", "Send"]


def test_an_answer_opens_without_a_script() -> None:
    page = draw("faq", {"title": "", "entries": [{"question": "Who?", "answer": "<p>You.</p>"}]})
    assert page.details.summary.get_text(strip=True) == "Who?"
    assert page.details.div.get_text(strip=True) == "You."
    assert name_of(page, "section") == "Questions and answers"
