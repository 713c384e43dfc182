"""What awards were worth, told so that nobody learns what one of them cost."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

from marketplace.lib.money import Money
from marketplace.open_numbers import rounded

DIGITS: Final = 2
READERS: Final = 1000
FEWEST_READERS: Final = 100
"""Under these, value for a thousand readers says more about chance than about the page."""

Key = TypeVar("Key", bound=Hashable)


class Value(NamedTuple):
    """So many awards, and what they were worth together, in minor units."""

    awards: int
    total: int


def told(parts: Mapping[Key, Value], *, least: int) -> tuple[Value | None, dict[Key, Value]]:
    """The whole in one currency and those of its parts that may be told; totals rounded to two digits.

    What fewer than `least` awards stand behind is not told. Neither is a part where the awards left over, which
    whoever subtracts would get, are fewer than `least`: then the smallest parts told are left out until they aren't.
    """
    whole = _sum(parts.values())
    if whole.awards < least:
        return None, {}
    shown = {key: value for key, value in parts.items() if value.awards >= least}
    while shown and 0 < whole.awards - _sum(shown.values()).awards < least:
        del shown[min(shown, key=lambda key: (shown[key].awards, str(key)))]
    return _rounded(whole), {key: _rounded(value) for key, value in shown.items()}


def per_thousand(value: Value, currency: str, readers: int) -> Money | None:
    """What a thousand readers brought; None while readers are few."""
    if readers < FEWEST_READERS:
        return None
    return Money(rounded(value.total * READERS / readers, DIGITS), currency)


def _sum(values: Iterable[Value]) -> Value:
    found = list(values)
    return Value(sum(value.awards for value in found), sum(value.total for value in found))


def _rounded(value: Value) -> Value:
    return Value(value.awards, rounded(value.total, DIGITS))
