"""What may be told of awards: nothing that tells what one of them cost, also not by subtraction."""

from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from marketplace.funnel import values
from marketplace.funnel.values import Value
from marketplace.lib.money import Money

LEAST = 5


def test_a_group_that_is_large_enough_is_told_rounded() -> None:
    assert values.told({"a": Value(5, 34_712_345)}, least=LEAST) == (Value(5, 35_000_000), {"a": Value(5, 35_000_000)})


def test_a_small_group_is_not_told() -> None:
    assert values.told({"a": Value(4, 100), "b": Value(0, 0)}, least=LEAST) == (None, {})


def test_a_part_that_would_leave_a_small_rest_is_not_told() -> None:
    whole, shown = values.told({"a": Value(6, 600), "b": Value(1, 77)}, least=LEAST)
    assert (whole, shown) == (Value(7, 680), {})


def test_parts_are_told_where_the_rest_is_nothing_or_large() -> None:
    _whole, shown = values.told({"a": Value(9, 900), "b": Value(5, 500), "c": Value(5, 510)}, least=LEAST)
    assert set(shown) == {"a", "b", "c"}
    _whole, shown = values.told({"a": Value(9, 900), "b": Value(5, 500), "c": Value(2, 210)}, least=LEAST)
    assert set(shown) == {"a"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), max_size=6))
def test_no_sum_of_what_is_told_leaves_a_small_group(awards: dict[str, int]) -> None:
    whole, shown = values.told({key: Value(count, count * 1000) for key, count in awards.items()}, least=LEAST)
    total = sum(awards.values())
    assert (whole is None) == (total < LEAST)
    assert all(value.awards >= LEAST for value in shown.values())
    if whole is not None:
        hidden = total - sum(value.awards for value in shown.values())
        assert hidden == 0 or hidden >= LEAST
        for size in range(1, len(shown) + 1):
            for some in combinations(shown.values(), size):
                left = total - sum(value.awards for value in some)
                assert left == 0 or left >= LEAST


@pytest.mark.parametrize(
    ("readers", "worth"), [(99, None), (100, Money(100_000_000, "EUR")), (4000, Money(2_500_000, "EUR"))]
)
def test_value_for_a_thousand_readers(readers: int, worth: Money | None) -> None:
    assert values.per_thousand(Value(6, 10_000_000), "EUR", readers) == worth
