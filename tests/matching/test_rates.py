"""Amounts in different currencies compare as their decimals and rates say."""

import pytest
from hypothesis import given, strategies as st

from matching.rates import PER_EURO, converted, decimals, in_euros


@pytest.mark.parametrize(
    ("minor", "currency", "euros"), [(12_345, "EUR", 123.45), (18_400, "JPY", 100.0), (36_000, "KWD", 100.0)]
)
def test_minor_units_have_the_decimals_of_their_currency(minor: int, currency: str, euros: float) -> None:
    assert in_euros(minor, currency) == pytest.approx(euros)


@given(st.integers(0, 10**12), st.sampled_from(sorted(PER_EURO)))
def test_an_amount_converted_into_its_own_currency_stays_exact(minor: int, currency: str) -> None:
    assert converted(minor, currency, currency) == minor


@given(st.integers(0, 10**9), st.sampled_from(sorted(PER_EURO)), st.sampled_from(sorted(PER_EURO)))
def test_converting_there_and_back_loses_less_than_the_coarser_unit(minor: int, one: str, other: str) -> None:
    back = converted(converted(minor, one, other), other, one)
    coarsest = 10 ** -decimals(other) / PER_EURO[other] * PER_EURO[one] * 10 ** decimals(one)
    assert abs(back - minor) <= coarsest + 1
