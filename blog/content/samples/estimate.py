"""A price as a range, from three guesses for each part of the work."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Part:
    """Days for one part: if all goes well, most likely, if it goes badly."""

    name: str
    low: float
    likely: float
    high: float

    @property
    def expected(self) -> float:
        """Three-point estimate (PERT): the likeliest counts four times."""
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def spread(self) -> float:
        return (self.high - self.low) / 6


PARTS = [
    Part("Accounts and roles", 4, 6, 11),
    Part("Booking and availability", 10, 16, 34),
    Part("Payments and refunds", 6, 10, 24),
    Part("Moving the old data", 3, 8, 30),
    Part("Tests, deployment, monitoring", 6, 9, 15),
    Part("Handover", 2, 3, 5),
]


def price(parts: list[Part], day_rate: int) -> tuple[int, int, int]:
    """Low, middle, high, in thousands. Independent spreads add as squares."""
    middle = sum(part.expected for part in parts)
    spread = 2 * sqrt(sum(part.spread**2 for part in parts))
    low, mid, high = (
        round(days * day_rate, -3)
        for days in (middle - spread, middle, middle + spread)
    )
    return int(low), int(mid), int(high)


likeliest = sum(part.likely for part in PARTS) * 680
assert price(PARTS, 680) == (31_000, 41_000, 50_000)
assert likeliest == 35_360  # what a bid without room for the unknown would say
