"""Budget: whether the money suits the smallest project and the hourly rate."""

import numpy as np

from matching.postings import Floats
from matching.reading import Reading
from matching.rules.rule import HALF, Said, ScoredRule, money
from matching.sentences import gettext_noop as _
from matching.types import Amount

TIGHT = 0.75
"""Share below which a minimum budget is called close to the most the client would pay."""
HOURS_A_DAY = 8
DAYS_NEEDED = 10.0
"""Working days a budget should buy when the brief doesn't say for how long it needs a team."""


def _has_budget(reading: Reading) -> bool:
    return reading.brief.highest_budget is not None


def _minimum(reading: Reading) -> Floats:
    low, high = reading.brief.lowest_budget, reading.brief.highest_budget
    if low is None or high is None:
        return np.full(reading.columns.size, np.nan)
    # Comfortable up to the lower end; half the points where the minimum is the very most the client would
    # pay.
    room = np.where(reading.columns.minimum <= low.euros, 0.0, reading.columns.minimum - low.euros)
    shares = 1.0 - HALF * np.minimum(1.0, room / max(high.euros - low.euros, 0.01))
    return np.where(np.isnan(reading.columns.minimum), np.nan, shares)


def _say_minimum(reading: Reading, row: int, share: float) -> Said:
    minimum, highest = reading.columns.profiles[row].minimum_budget, reading.brief.highest_budget
    if minimum is None or highest is None:
        return Said("minimum_not_stated")
    params = {"minimum": money(minimum), "budget": money(highest)}
    return Said("minimum_tight" if share < TIGHT else "minimum_within", params, gap=share < TIGHT)


def days_needed(reading: Reading) -> float:
    """Working days the budget should at least buy: half of those between start and end for each person asked for."""
    brief = reading.brief
    if brief.starts_on is None or brief.ends_on is None or brief.ends_on <= brief.starts_on:
        return DAYS_NEEDED * (brief.team_size_low or 1)
    weeks = (brief.ends_on - brief.starts_on).days / 7
    return max(1.0, weeks * 5 * HALF) * (brief.team_size_low or 1)


def _days_bought(reading: Reading) -> Floats:
    highest = reading.brief.highest_budget
    if highest is None:
        return np.full(reading.columns.size, np.nan)
    hourly = np.where(reading.columns.hourly > 0, reading.columns.hourly, np.nan)
    return highest.euros / (hourly * HOURS_A_DAY)


def _rate(reading: Reading) -> Floats:
    return np.minimum(1.0, _days_bought(reading) / days_needed(reading))


def _say_rate(reading: Reading, row: int, share: float) -> Said:
    profile, highest = reading.columns.profiles[row], reading.brief.highest_budget
    low, high = profile.hourly_low or profile.hourly_high, profile.hourly_high or profile.hourly_low
    if np.isnan(share) or low is None or high is None or highest is None:
        return Said("rate_not_stated")
    rate = Amount((low.minor + high.minor) // 2, low.currency) if low.currency == high.currency else low
    days = int(highest.euros / (float(reading.columns.hourly[row]) * HOURS_A_DAY))
    params = {"rate": money(rate), "days": days, "budget": money(highest)}
    if share < 1.0:
        return Said("rate_high", {**params, "needed": round(days_needed(reading))}, gap=share < 0.9)
    return Said("rate_fits", params)


RULES = (
    ScoredRule(
        "minimum",
        "budget",
        10.0,
        _("How comfortably the agency's smallest project lies within the budget."),
        _has_budget,
        _minimum,
        _say_minimum,
    ),
    ScoredRule(
        "rate",
        "budget",
        6.0,
        _("Whether the budget buys enough days at the hourly rate: half of those between start and end, or ten."),
        _has_budget,
        _rate,
        _say_rate,
    ),
)
