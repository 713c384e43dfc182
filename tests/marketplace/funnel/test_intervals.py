"""The arithmetic of comparisons, against published examples and by its own laws."""

import pytest
from hypothesis import given, strategies as st

from marketplace.funnel import intervals

SEEN = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("followed", "seen", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_as_published(followed: int, seen: int, low: float, high: float) -> None:
    found = intervals.wilson(followed, seen)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("larger", "smaller", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10: a/m against b/n
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_differences_as_published(larger: tuple[int, int], smaller: tuple[int, int], low: float, high: float) -> None:
    found = intervals.difference(*smaller, *larger)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("expected", "least", "each"),
    [  # Fleiss, Levin and Paik 2003: from 60 to 70 per cent, 5 per cent two-sided, 80 per cent power: 356
        (0.60, 0.10, 356),
        (0.05, 0.02, 2213),
        (0.25, 0.10, 329),
    ],
)
def test_readers_needed_as_published(expected: float, least: float, each: int) -> None:
    assert intervals.needed(expected, least) == each


@pytest.mark.parametrize(("expected", "least"), [(0, 0.1), (1, 0.1), (0.95, 0.05), (0.5, 0), (0.5, -0.1)])
def test_what_can_not_be_planned_is_refused(expected: float, least: float) -> None:
    with pytest.raises(ValueError, match="planned"):
        intervals.needed(expected, least)


@pytest.mark.parametrize(("followed", "seen"), [(2, 1), (-1, 5)])
def test_more_followers_than_seen_is_no_share(followed: int, seen: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        intervals.wilson(followed, seen)


def test_where_nobody_was_seen_nothing_is_shown() -> None:
    found = intervals.difference(0, 0, 5, 10)
    assert (found.low, found.high, found.is_shown) == (-1.0, 1.0, False)


@given(SEEN, SEEN, st.data())
def test_an_interval_holds_its_estimate_and_turns_with_its_sides(first: int, second: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    found, turned = intervals.difference(a, first, b, second), intervals.difference(b, second, a, first)
    assert -1 <= found.low <= found.estimate <= found.high <= 1
    assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


@given(st.integers(1, 50), st.integers(2, 40))
def test_more_readers_make_it_narrower(followed: int, times: int) -> None:
    few = intervals.difference(followed, 100, followed + 5, 100)
    many = intervals.difference(followed * times, 100 * times, (followed + 5) * times, 100 * times)
    assert many.high - many.low < few.high - few.low
