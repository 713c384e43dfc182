"""Every code has a sentence for both readers, in the product's voice, with the values it names."""

import re

import pytest

from matching.sentences import ENGLISH, SENTENCES, english_money, render


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_plain_and_names_the_same_values_to_both(code: str) -> None:
    sentence = SENTENCES[code]
    for text in sentence:
        assert text.endswith(".")
        assert text[0].isupper() or text.startswith("%(")
        assert not re.search(r"[!—]| - ", text)
        assert not re.search(r"%(?!\(\w+\)s)", text)


def test_values_are_shown_as_people_write_them() -> None:
    params = {"minimum": {"money": [2_000_000, "EUR"]}, "budget": {"money": [1_500_050, "GBP"]}}
    said = render("minimum_above_budget", params, "agency")
    assert said == "Your minimum of €20,000 is above the budget of £15,000.50."
    dates = {"available": {"date": "2026-06-01"}, "ends": {"date": "2026-05-12"}}
    assert "free from 1 June 2026" in render("available_too_late", dates, "client")


def test_lists_are_joined_as_people_would() -> None:
    services = {"all": [{"service": "python-back-end"}, {"service": "devops"}, {"service": "seo-less"}][:2]}
    assert render("services_all", {"services": services}, "client").endswith("Python back end and DevOps.")


def test_a_caller_brings_translation_and_formats() -> None:
    said = render(
        "country_same",
        {"country": {"country": "FI"}},
        "client",
        translate=lambda text: text.replace("They are in", "Sie sind in").replace(", as you are", ", wie Sie"),
        formatters={"country": {"FI": "Finnland"}.__getitem__},
    )
    assert said == "Sie sind in Finnland, wie Sie."


def test_percent_signs_in_titles_are_left_alone() -> None:
    params = {"title": "100% %(year)s", "year": 2025, "words": {"all": [{"word": "x"}]}}
    assert "“100% %(year)s” in 2025" in render("text_case_study_dated", params, "client")


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("praise", {}, "client")


@pytest.mark.parametrize(("value", "shown"), [([5, "JPY"], "¥5"), ([1234, "KWD"], "1.234 KWD"), ([100, "USD"], "$1")])
def test_money_has_the_decimals_of_its_currency(value: list, shown: str) -> None:
    assert english_money(value) == shown
    assert ENGLISH["money"](value) == shown
