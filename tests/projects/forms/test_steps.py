"""The steps of a brief: what they take, and what they say about what they don't."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings as hypothesis_settings, strategies as st

from projects.forms import briefs as reading
from projects.forms.steps import STEPS, as_data
from tests.projects import briefs

TODAY = timezone.localdate()


def _errors(step: str, **answers: Any) -> dict[str, list[str]]:
    form = STEPS[step](as_data(answers))
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def _cleaned(step: str, **answers: Any) -> dict[str, Any]:
    form = STEPS[step](as_data(answers))
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Describe in a sentence"),
        (" \n\t ", "Describe in a sentence"),
        ("Website", "fewer than 5 words"),
        ("Новый сайт", "fewer than 5 words"),
        ("x" * 20_001, "Shorten this to 20000 characters. It has 20001."),
        ("word " * 20_000, "It has 99999."),
    ],
)
def test_a_brief_that_says_too_little_or_too_much_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    assert sentence in _errors("what", **briefs.what(text=text))["text"][0]


@pytest.mark.parametrize(
    "text",
    [
        "Нам потрібна нова система бронювання для поромів.",
        "私たちは六つの島を結ぶフェリーを運航しており、新しい予約システムをPythonで作りたいと考えています。",
        "<script>alert(1)</script> is what our old shop shows to its customers",
        "{{ 7|add:7 }} %(x)s {0.__class__} and other things that we were shown",
        "x" * 20_000,
    ],
)
def test_a_brief_in_any_script_and_with_markup_is_kept_as_text(text: str) -> None:
    assert _cleaned("what", **briefs.what(text=text))["text"] == text


def test_what_cannot_be_seen_is_taken_out() -> None:
    cleaned = _cleaned(
        "what", title="New\x07 \u202egnikoob\tback  end", text="We\x00 need\x1b[31m a new\u200f system\r\nfor ferries"
    )
    assert cleaned["title"] == "New gnikoob back end"
    assert cleaned["text"] == "We need[31m a new system\nfor ferries"


def test_a_line_break_counts_as_one_character() -> None:
    assert _cleaned("what", **briefs.what(text="\r\n".join(["a"] * 10_000)))["text"].count("\n") == 9_999


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("20k", 2_000_000), ("€20,000", 2_000_000), ("20.000", 2_000_000), ("1.5m", 150_000_000), ("EUR 7500", 750_000)],
)
def test_amounts_are_read_as_people_type_them(typed: str, minor: int) -> None:
    assert _cleaned("budget", **briefs.budget(budget_low="", budget_high=typed))["budget_high"] == minor


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"budget_high": ""}, "budget_high", "Enter the most you would pay"),
        ({"budget_high": "a lot"}, "budget_high", "Enter an amount in figures"),
        ({"budget_low": "", "budget_high": "-5"}, "budget_high", "above zero"),
        ({"budget_low": "", "budget_high": "0"}, "budget_high", "above zero"),
        ({"budget_high": "9" * 30}, "budget_high", "too large"),
        ({"budget_high": "10k"}, "budget_high", "less than “From”"),
        ({"budget_kind": "fixed", "budget_high": ""}, None, ""),
        ({"budget_kind": "fixed"}, "budget_low", "one amount"),
        ({"budget_kind": "fixed", "budget_low": "", "budget_high": ""}, "budget_high", "Enter the amount"),
        ({"budget_kind": "guess"}, "budget_kind", "Choose one of the three"),
        ({"budget_kind": ""}, "budget_kind", "Choose how sure"),
        ({"currency": "XXX"}, "currency", "Choose a currency"),
        ({"starts_on": "31 Feb"}, "starts_on", "a day that exists"),
        ({"starts_on": "2027-02-31"}, "starts_on", "a day that exists"),
        ({"starts_on": "99999"}, "starts_on", "a day that exists"),
        ({"starts_on": "99999-01-01"}, "starts_on", "a day that exists"),
        ({"starts_on": "1" * 5_000}, "starts_on", "a day that exists"),
        ({"starts_on": "2020-01-01"}, "starts_on", "has passed"),
        ({"ends_on": "9999-12-31"}, "ends_on", "Check the year"),
        ({"ends_on": TODAY.isoformat()}, "ends_on", "before the start"),
        ({"place": "the moon"}, "place", "Choose one of the three"),
        ({"place": "near_time", "country": ""}, "country", "Choose your country"),
        ({"country": "ZZ"}, "country", "Choose a country"),
    ],
)
def test_what_is_wrong_with_budget_and_dates_stands_beside_the_field(
    changes: dict[str, str], field: str | None, sentence: str
) -> None:
    errors = _errors("budget", **briefs.budget(**changes))
    assert list(errors) == ([field] if field else [])
    if field:
        assert sentence in errors[field][0]


def test_a_budget_left_to_the_agencies_has_no_amounts() -> None:
    cleaned = _cleaned("budget", **briefs.budget(budget_kind="open", budget_low="no idea"))
    assert (cleaned["budget_low"], cleaned["budget_high"]) == (None, None)


def test_a_start_today_is_taken() -> None:
    assert _cleaned("budget", **briefs.budget(starts_on=TODAY.isoformat()))["starts_on"] == TODAY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"services": ["no-such-service"]}, "services"),
        ({"industry": "no-such-industry"}, "industry"),
        ({"languages": ["klingon"]}, "languages"),
        ({"must_haves": "x" * 5_001}, "must_haves"),
    ],
)
def test_unknown_services_industries_and_languages_are_refused(changes: dict[str, Any], field: str) -> None:
    assert list(_errors("services", **briefs.services(**changes))) == [field]


def test_nine_services_are_too_many() -> None:
    from matching.taxonomy import SERVICES

    assert "at most 8" in _errors("services", **briefs.services(services=list(SERVICES)[:9]))["services"][0]
    assert len(_cleaned("services", **briefs.services(services=list(SERVICES)[:8]))["services"]) == 8


@pytest.mark.parametrize(("days", "seats"), [("2", "5"), ("22", "5"), ("7", "2"), ("7", "9"), ("x", "y"), ("", "")])
def test_bid_window_and_seats_keep_their_limits(days: str, seats: str) -> None:
    assert _errors("choosing", **briefs.choosing(bid_days=days, seats=seats))


def test_a_whole_brief_is_read_from_its_answers() -> None:
    read = reading.read(briefs.all_answers())
    assert read.first_wrong is None
    brief = read.brief()
    assert (brief.title, brief.budget_low, brief.budget_high) == ("New booking back end", 6_000_000, 8_500_000)
    assert (read.bid_days, read.seats) == (7, 5)


def test_the_first_wrong_step_is_named() -> None:
    assert reading.read({}).first_wrong == "what"
    assert reading.read(briefs.what()).first_wrong == "budget"
    assert reading.read({**briefs.what(), **briefs.budget(ends_on="31 Feb")}).first_wrong == "budget"


def test_what_is_valid_counts_although_something_else_is_wrong() -> None:
    cleaned = reading.read(briefs.all_answers(ends_on="31 Feb", budget_low="a lot")).cleaned
    assert cleaned["title"] == "New booking back end"
    assert cleaned["budget_high"] == 8_500_000
    assert "ends_on" not in cleaned


def test_a_date_that_has_passed_since_it_was_saved_leads_back() -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert reading.read(briefs.all_answers(starts_on=yesterday)).first_wrong == "budget"


ANSWER = st.one_of(
    st.text(max_size=300),
    st.lists(st.text(max_size=20), max_size=4),
    st.sampled_from(["1e400", "NaN", "-0", "٣٤٥", "1,,2", "0x10", "2027-13-45", "9" * 50, "\u202e", "' OR 1=1 --"]),
)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(briefs.all_answers())), ANSWER))
def test_no_answers_break_the_forms(answers: dict[str, Any]) -> None:
    read = reading.read(answers)
    for form in read.forms.values():
        assert isinstance(form.summary(), str)
    if read.first_wrong is None:
        read.brief()
