"""Money as people type it and as they read it."""

import contextlib

import pytest
from django.utils import translation
from hypothesis import example, given, strategies as st

from marketplace.lib import money
from marketplace.lib.money import CURRENCIES, MOST_MINOR, Money, MoneyError, parse, show, show_range


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("20k", "EUR", 2_000_000),
        ("20 K", "EUR", 2_000_000),
        ("€20,000", "EUR", 2_000_000),
        ("20.000", "EUR", 2_000_000),
        ("20.000,-", "EUR", 2_000_000),
        ("20'000.–", "CHF", 2_000_000),
        ("20 000,50", "EUR", 2_000_050),
        ("20\u00a0000,50", "EUR", 2_000_050),
        ("20\u202f000,50 €", "EUR", 2_000_050),
        ("20,000.50", "EUR", 2_000_050),
        ("1.234.567,89", "EUR", 123_456_789),
        ("1,234,567", "EUR", 123_456_700),
        ("1.5m", "EUR", 150_000_000),
        ("1,5 Mio", "EUR", 150_000_000),
        ("1.5 million", "EUR", 150_000_000),
        ("1.500k", "EUR", 150_000),
        ("15 thousand", "EUR", 1_500_000),
        ("15 Tsd", "EUR", 1_500_000),
        ("1.50", "EUR", 150),
        ("1,5", "EUR", 150),
        ("0.500", "KWD", 500),
        ("0", "EUR", 0),
        ("007", "EUR", 700),
        ("  42  ", "EUR", 4_200),
        ("EUR 20000", "EUR", 2_000_000),
        ("20000 eur", "EUR", 2_000_000),
        ("$1,000", "USD", 100_000),
        ("US$1,000", "USD", 100_000),
        ("CA$1,000", "CAD", 100_000),
        ("$1,000", "CAD", 100_000),
        ("20 000 kr", "SEK", 2_000_000),
        ("15 000 zł", "PLN", 1_500_000),
        ("15 000 Kč", "CZK", 1_500_000),
        ("Fr. 500", "CHF", 50_000),
        ("20’000", "CHF", 2_000_000),
        ("¥20,000", "JPY", 20_000),
        ("2m", "JPY", 2_000_000),
        ("1.234", "KWD", 1_234),
        ("1,234", "KWD", 1_234_000),
        ("1,234.567", "KWD", 1_234_567),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, currency: str, minor: int) -> None:
    assert parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "sentence"),
    [
        ("", "EUR", "in figures"),
        ("   ", "EUR", "in figures"),
        ("zwanzig", "EUR", "in figures"),
        ("1e30", "EUR", "in figures"),
        ("٢٠", "EUR", "in figures"),
        ("２０", "EUR", "in figures"),
        ("2О0", "EUR", "in figures"),  # the middle sign is a Cyrillic letter
        ("NaN", "EUR", "in figures"),
        ("Infinity", "EUR", "in figures"),
        ("20-30k", "EUR", "in figures"),
        ("20kk", "EUR", "in figures"),
        (".", "EUR", "in figures"),
        ("1.2.3", "EUR", "in figures"),
        ("1,23,456.00", "EUR", "in figures"),
        ("9" * 100_000, "EUR", "in figures"),
        ("<b>20</b>", "EUR", "in figures"),
        ("-5", "EUR", "above zero"),
        ("€-5", "EUR", "above zero"),
        ("−5", "EUR", "above zero"),
        ("1.5", "JPY", "no smaller unit"),
        ("1.234567", "KWD", "at most 3 digits"),
        ("1.2345", "EUR", "at most 2 digits"),
        ("0.000001k", "EUR", "at most 2 digits"),
        ("1000000000001", "EUR", "too large"),
        ("9" * 39, "EUR", "too large"),
        ("999999999999m", "EUR", "too large"),
        ("$20,000", "EUR", "in EUR"),
        ("£20,000", "USD", "in USD"),
        ("20000 GBP", "EUR", "in EUR"),
        ("20 000 kr", "EUR", "in EUR"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, currency: str, sentence: str) -> None:
    with pytest.raises(MoneyError, match=sentence):
        parse(text, currency)


@given(minor=st.integers(0, MOST_MINOR), currency=st.sampled_from([*CURRENCIES, "KWD"]))
@example(minor=1_234, currency="KWD")
@example(minor=MOST_MINOR, currency="JPY")
def test_what_is_shown_can_be_typed(minor: int, currency: str) -> None:
    for exact in (False, True):
        assert parse(show(minor, currency, exact=exact), currency) == Money(minor, currency)


@pytest.mark.parametrize("language", ["de", "fr", "sv", "pl"])
@given(minor=st.integers(0, MOST_MINOR), currency=st.sampled_from(CURRENCIES))
def test_what_is_shown_in_other_languages_can_be_typed(language: str, minor: int, currency: str) -> None:
    with translation.override(language):
        assert parse(show(minor, currency), currency) == Money(minor, currency)


@given(st.text(max_size=60), st.sampled_from(CURRENCIES))
def test_any_text_is_a_sound_amount_or_refused(text: str, currency: str) -> None:
    with contextlib.suppress(MoneyError):
        assert 0 <= parse(text, currency).minor <= MOST_MINOR


@pytest.mark.parametrize(
    ("minor", "currency", "exact", "shown"),
    [
        (7_490_000, "EUR", False, "€74,900"),
        (7_490_000, "EUR", True, "€74,900.00"),
        (7_490_050, "EUR", False, "€74,900.50"),
        (74_900, "JPY", False, "¥74,900"),
        (1_500, "KWD", False, "KWD\u00a01.500"),
        (7_490_000, "SEK", False, "SEK\u00a074,900"),
        (7_490_000, "CAD", False, "CA$74,900"),
        (0, "EUR", False, "€0"),
    ],
)
def test_amounts_are_shown_in_their_currency(minor: int, currency: str, exact: bool, shown: str) -> None:
    assert show(minor, currency, exact=exact) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (6_000_000, 8_500_000, "€60,000 to €85,000"),
        (6_000_000, 6_000_000, "€60,000"),
        (None, 8_500_000, "up to €85,000"),
        (6_000_000, None, "from €60,000"),
        (None, None, ""),
        (0, 100, "€0 to €1"),
    ],
)
def test_ranges_are_said_in_words(low: int | None, high: int | None, shown: str) -> None:
    assert show_range(low, high, "EUR") == shown


def test_an_amount_knows_its_major_units_exactly() -> None:
    assert str(Money(10, "EUR").amount) == "0.10"
    assert str(Money(10, "JPY").amount) == "10"
    assert str(Money(10, "EUR")) == money.show(10, "EUR")
