"""Conditions: each excludes for one reason and says what would have changed it. What isn't stated never excludes."""

from typing import Any

import numpy as np

from matching.index import SERVICE_COLUMN, Mask
from matching.rates import converted
from matching.reading import Reading
from matching.rules.rule import HardRule, listed, money
from matching.sentences import gettext_noop as _
from matching.types import Amount, Exclusion, Lift


def nobody(reading: Reading) -> Mask:
    """Excludes no one."""
    return np.zeros(reading.columns.size, dtype=np.bool_)


def _not_accepting(reading: Reading) -> Mask:
    return np.logical_not(reading.columns.accepting)


def _explain_not_accepting(reading: Reading, row: int) -> Exclusion:
    return Exclusion("accepting", "not_accepting", {}, Lift("accept_leads", {}))


def _offers_none(reading: Reading) -> Mask:
    wanted = [SERVICE_COLUMN[slug] for slug in reading.services]
    if not wanted:
        return nobody(reading)
    offers = reading.columns.offers
    return np.asarray(offers.any(axis=1) & ~offers[:, wanted].any(axis=1), dtype=np.bool_)


def _explain_offers_none(reading: Reading, row: int) -> Exclusion:
    wanted = listed("service", reading.services)
    return Exclusion("services", "service_not_offered", {"services": wanted}, Lift("add_service", {"services": wanted}))


def serving(reading: Reading, country: str) -> Mask:
    """Agencies that are in a country or state that they serve it."""
    column = reading.columns.country_column.get(country)
    return nobody(reading) if column is None else np.asarray(reading.columns.serves[:, column], dtype=np.bool_)


def _out_of_reach(reading: Reading) -> Mask:
    brief, columns = reading.brief, reading.columns
    if brief.country is None:
        return nobody(reading)
    bound = columns.limits_countries
    if brief.place == "country":
        bound = bound | (columns.home != "")
    return np.asarray(bound & ~serving(reading, brief.country), dtype=np.bool_)


def _explain_out_of_reach(reading: Reading, row: int) -> Exclusion:
    profile, country = reading.columns.profiles[row], {"country": reading.brief.country}
    code = "country_not_served" if profile.countries else "based_elsewhere"
    params: dict[str, Any] = {"country": country}
    if not profile.countries:
        params["home"] = {"country": profile.country}
    return Exclusion("country_served", code, params, Lift("serve_country", {"country": country}))


def _no_common_language(reading: Reading) -> Mask:
    columns = reading.columns
    if not reading.brief.languages:
        return nobody(reading)
    wanted = [columns.language_column[code] for code in reading.brief.languages if code in columns.language_column]
    return np.asarray(columns.speaks.any(axis=1) & ~columns.speaks[:, wanted].any(axis=1), dtype=np.bool_)


def _explain_no_common_language(reading: Reading, row: int) -> Exclusion:
    wanted = listed("language", reading.brief.languages)
    return Exclusion(
        "common_language", "no_common_language", {"languages": wanted}, Lift("add_language", {"languages": wanted})
    )


def _minimum_above_budget(reading: Reading) -> Mask:
    highest = reading.brief.highest_budget
    if highest is None:
        return nobody(reading)
    return np.asarray(reading.columns.minimum > highest.euros, dtype=np.bool_)  # false for NaN: not stated


def _explain_minimum_above_budget(reading: Reading, row: int) -> Exclusion:
    minimum, highest = reading.columns.profiles[row].minimum_budget, reading.brief.highest_budget
    if minimum is None or highest is None:
        raise ValueError("Only an agency whose minimum is above the budget can be told so.")
    needed = Amount(converted(minimum.minor, minimum.currency, highest.currency), highest.currency)
    lowered = Amount(converted(highest.minor, highest.currency, minimum.currency), minimum.currency)
    return Exclusion(
        "minimum_budget",
        "minimum_above_budget",
        {"minimum": money(minimum), "budget": money(highest)},
        Lift("meet_minimum", {"needed": money(needed), "lowered": money(lowered)}),
    )


def _available_too_late(reading: Reading) -> Mask:
    if reading.brief.ends_on is None:
        return nobody(reading)
    return np.asarray(reading.columns.available > reading.brief.ends_on.toordinal(), dtype=np.bool_)


def _explain_available_too_late(reading: Reading, row: int) -> Exclusion:
    available, ends = reading.columns.profiles[row].available_on, reading.brief.ends_on
    if available is None or ends is None:
        raise ValueError("Only an agency that is free too late can be told so.")
    params = {"available": {"date": available.isoformat()}, "ends": {"date": ends.isoformat()}}
    return Exclusion("availability", "available_too_late", params, Lift("be_available", {"ends": params["ends"]}))


HARD_RULES = (
    HardRule(
        "accepting",
        "timing",
        _("The agency must be taking leads: a paused one is left out."),
        _not_accepting,
        _explain_not_accepting,
    ),
    HardRule(
        "services",
        "skills",
        _("Where brief and agency both name services, the agency must offer at least one of those asked for."),
        _offers_none,
        _explain_offers_none,
    ),
    HardRule(
        "country_served",
        "place",
        _(
            "An agency that names the countries it serves must serve the client's; where the brief asks for an "
            "agency in the client's country, so must everyone whose country is known."
        ),
        _out_of_reach,
        _explain_out_of_reach,
    ),
    HardRule(
        "common_language",
        "place",
        _("Where both name languages, they must share one."),
        _no_common_language,
        _explain_no_common_language,
    ),
    HardRule(
        "minimum_budget",
        "budget",
        _("The agency's smallest project must not cost more than the most the brief would pay."),
        _minimum_above_budget,
        _explain_minimum_above_budget,
    ),
    HardRule(
        "availability",
        "timing",
        _("The agency must be free before the day the project should end."),
        _available_too_late,
        _explain_available_too_late,
    ),
)
"""In the order in which they are asked: an agency that fails several is told the first."""
