"""What the engine says in words, and where in a brief the words stand that it rests on."""

import pytest

from matching.sentences import SENTENCES
from matching.types import Evidence, Exclusion, Reason
from projects.matchmaking import evidence, sentences


def _reason(code: str, params: dict[str, object], *spans: tuple[int, int]) -> Reason:
    found = tuple(Evidence(str(span), (span,), "profile") for span in spans)
    return Reason("text", "skills", code, params, 1.0, 10.0, 10.0, found)


def test_values_are_shown_as_people_write_them() -> None:
    params = {"budget": {"money": [2_000_000, "EUR"]}, "minimum": {"money": [150_050, "GBP"]}}
    said = sentences.text_of(Exclusion("minimum_budget", "minimum_above_budget", params), "agency")
    assert "€20,000" in said
    assert "£1,500.50" in said


def test_the_first_thing_named_is_bold_and_everything_else_escaped() -> None:
    params = {"title": "<b>Ferries & co</b>", "words": {"all": [{"word": "<i>"}, {"word": "x"}]}}
    html = sentences.html_of(_reason("text_case_study", params), "agency")
    assert html.startswith("Your “<b>&lt;b&gt;Ferries &amp; co&lt;/b&gt;</b>” speaks of")
    assert "<i>" not in html
    assert html.count("<b>") == 1


def test_marks_of_ours_in_peoples_words_do_not_disturb() -> None:
    params = {"title": "\ue000Odd\ue001", "words": {"all": [{"word": "\ue001\ue000"}]}}
    html = sentences.html_of(_reason("text_case_study", params), "client")
    assert "<b>Odd</b>" in html
    assert "\ue000" not in html
    assert "\ue000" not in sentences.text_of(_reason("text_case_study", params), "client")


def test_percent_signs_in_peoples_words_are_harmless() -> None:
    params = {"title": "100 %(x)s %s", "words": {"all": [{"word": "5%"}]}}
    assert "100 %(x)s %s" in sentences.text_of(_reason("text_case_study", params), "client")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_has_two_readers_and_no_dash(code: str) -> None:
    for text in SENTENCES[code]:
        assert text
        assert "—" not in text
        assert "!" not in text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "fewer than 3"), (2, "fewer than 3"), (3, "3 agencies"), (14, "14 ag")]
)
def test_small_numbers_are_not_told_apart(count: int, text: str) -> None:
    assert sentences.agencies(count).startswith(text)


DOCUMENT = "Booking back end\n\nWe run ferries between six islands, in Python."


def test_words_side_by_side_are_one_mark_and_the_first_reason_keeps_a_shared_word() -> None:
    first = _reason("text_profile", {}, (8, 12), (13, 16))
    second = _reason("text_profile", {}, (13, 16), (25, 32))
    assert evidence.numbered([first, second], DOCUMENT) == {(8, 16): 1, (25, 32): 2}


def test_services_are_marked_by_any_word_for_them() -> None:
    reason = _reason("focus", {"services": {"all": [{"service": "python-back-end"}]}})
    ((start, end),) = evidence.numbered([reason], DOCUMENT)
    assert DOCUMENT[start:end] == "Python"
