"""How sure a difference between two shares is, and how many readers it takes to find one. Pure arithmetic."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
POWER: Final = 0.80
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger the second share is than the first, with the least and the most that fit the counts."""

    estimate: float
    low: float
    high: float

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves out that both are equal."""
        return self.low > 0 or self.high < 0


def wilson(followed: int, seen: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval of a share, without continuity correction.

    (2np + z² ± z·√(z² + 4npq)) / 2(n + z²), with p = followed/n, q = 1 − p: Wilson, J. Am. Stat. Assoc. 22 (1927),
    209–212; method 3 of Newcombe, Statistics in Medicine 17 (1998), 857–872. Nobody seen: anything is possible.
    Raises ValueError where more followed than saw.
    """
    if not 0 <= followed <= seen:
        raise ValueError(f"{followed} of {seen} is no share.")
    if seen == 0:
        return 0.0, 1.0
    z = _z(confidence)
    share = followed / seen
    middle = 2 * followed + z * z
    reach = z * sqrt(z * z + 4 * followed * (1 - share))
    below = 2 * (seen + z * z)
    low = 0.0 if followed == 0 else (middle - reach) / below
    high = 1.0 if followed == seen else (middle + reach) / below
    return low, high


def difference(
    first_followed: int, first_seen: int, second_followed: int, second_seen: int, *, confidence: float = CONFIDENCE
) -> Difference:
    """Second share minus first share, with Newcombe's hybrid score interval.

    With p the shares and (l, u) their Wilson intervals, the difference d = p₂ − p₁ lies between
    d − √((p₂ − l₂)² + (u₁ − p₁)²) and d + √((u₂ − p₂)² + (p₁ − l₁)²): method 10 of Newcombe, "Interval estimation
    for the difference between independent proportions", Statistics in Medicine 17 (1998), 873–890.
    Raises ValueError where more followed than saw. A share of which nobody was seen counts as any share.
    """
    first_low, first_high = wilson(first_followed, first_seen, confidence=confidence)
    second_low, second_high = wilson(second_followed, second_seen, confidence=confidence)
    if not first_seen or not second_seen:
        return Difference(0.0, -1.0, 1.0)
    first, second = first_followed / first_seen, second_followed / second_seen
    apart = second - first
    down = sqrt((second - second_low) ** 2 + (first_high - first) ** 2)
    up = sqrt((second_high - second) ** 2 + (first - first_low) ** 2)
    return Difference(apart, max(-1.0, apart - down), min(1.0, apart + up))


def needed(expected: float, least: float, *, confidence: float = CONFIDENCE, power: float = POWER) -> int:
    """How many must see each of two wordings, so that a rise from `expected` by `least` is found with `power`.

    n = (z₁₋α⸝₂·√(2p̄q̄) + z_power·√(p₁q₁ + p₂q₂))² / (p₂ − p₁)², p̄ the mean of both: Fleiss, Levin and Paik,
    Statistical Methods for Rates and Proportions, 3rd edition (2003), formula 4.14, without continuity correction.
    Raises ValueError where `expected` or `expected + least` is no share between 0 and 1, or `least` is not positive.
    """
    raised = expected + least
    if not (0 < expected < 1 and 0 < raised < 1 and least > 0):
        raise ValueError(f"A rise from {expected} by {least} can't be planned for.")
    mean = (expected + raised) / 2
    chance = _z(confidence) * sqrt(2 * mean * (1 - mean))
    finding = _NORMAL.inv_cdf(power) * sqrt(expected * (1 - expected) + raised * (1 - raised))
    return ceil(((chance + finding) / least) ** 2)


def _z(confidence: float) -> float:
    return _NORMAL.inv_cdf(0.5 + confidence / 2)
