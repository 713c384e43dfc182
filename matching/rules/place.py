"""Place: country, languages, size."""

import numpy as np

from matching.places import NEAR_HOURS, hours_apart
from matching.postings import Floats
from matching.reading import Reading
from matching.rules.hard import serving
from matching.rules.rule import HALF, Said, ScoredRule, listed
from matching.sentences import gettext_noop as _
from matching.types import USUAL_LANGUAGE

SERVES_ELSEWHERE = 0.8
"""Share of the place points for an agency that serves the client's country from another."""

USUAL = 0.25
"""Part of the language points where the client asks for the usual language alone, as nearly everybody does: a
condition that all eligible agencies meet tells them apart no further."""


def _place_matters(reading: Reading) -> bool:
    return reading.brief.country is not None and reading.brief.place != "anywhere"


def _country(reading: Reading) -> Floats:
    brief, columns = reading.brief, reading.columns
    country = brief.country or ""
    elsewhere = np.where(serving(reading, country), SERVES_ELSEWHERE, 0.0)
    if brief.place == "near_time":
        codes, back = np.unique(columns.home, return_inverse=True)
        apart = np.array(
            [np.nan if (hours := hours_apart(code, country)) is None else hours for code in codes.tolist()]
        )
        near = np.clip(1.0 - np.maximum(0.0, apart - NEAR_HOURS) / (2 * NEAR_HOURS), 0.0, 1.0)[back]
        elsewhere = np.where(np.isnan(near), elsewhere, near)
    shares = np.where(columns.home == country, 1.0, elsewhere)
    return np.where((columns.home == "") & ~columns.limits_countries, np.nan, shares)


def _say_country(reading: Reading, row: int, share: float) -> Said:
    home, country = reading.columns.profiles[row].country, reading.brief.country
    if np.isnan(share):
        return Said("country_not_stated")
    params = {"country": {"country": country}}
    if home == country:
        return Said("country_same", params)
    apart = None if home is None or country is None else hours_apart(home, country)
    if reading.brief.place == "near_time" and apart is not None:
        params = {**params, "home": {"country": home}}
        return Said("country_near" if apart <= NEAR_HOURS else "country_far", params, gap=apart > NEAR_HOURS)
    if share > 0.0:
        return Said("country_served", params)
    return Said("country_elsewhere", params, gap=True)


def _names_languages(reading: Reading) -> bool:
    return bool(reading.brief.languages)


def _languages(reading: Reading) -> Floats:
    columns, wanted = reading.columns, dict.fromkeys(reading.brief.languages)
    known = [columns.language_column[code] for code in wanted if code in columns.language_column]
    shares = columns.speaks[:, known].sum(axis=1) / len(wanted)
    return np.where(columns.speaks.any(axis=1), shares, np.nan)


def _languages_stated(reading: Reading) -> float:
    return 1.0 if set(reading.brief.languages) != {USUAL_LANGUAGE} else USUAL


def _say_languages(reading: Reading, row: int, share: float) -> Said:
    if np.isnan(share):
        return Said("languages_not_stated")
    spoken = reading.columns.profiles[row].languages
    have = tuple(code for code in dict.fromkeys(reading.brief.languages) if code in spoken)
    lacking = tuple(code for code in dict.fromkeys(reading.brief.languages) if code not in spoken)
    if lacking:
        params = {"languages": listed("language", have), "lacking": listed("language", lacking)}
        return Said("languages_some", params, gap=True)
    return Said("languages_all", {"languages": listed("language", have)})


def _names_team(reading: Reading) -> bool:
    return reading.brief.team_size_low is not None or reading.brief.team_size_high is not None


def _team(reading: Reading) -> Floats:
    team, low, high = reading.columns.team, reading.brief.team_size_low, reading.brief.team_size_high
    shares = np.ones(reading.columns.size) if not low else np.minimum(1.0, team / low)
    if high:
        shares = np.minimum(shares, np.sqrt(high / np.maximum(team, high)))
    return np.where(np.isnan(team), np.nan, shares)


def _say_team(reading: Reading, row: int, share: float) -> Said:
    team, low, high = reading.columns.profiles[row].team_size, reading.brief.team_size_low, reading.brief.team_size_high
    if team is None:
        return Said("team_not_stated")
    if low and team < low:
        return Said("team_small", {"people": team, "wanted": low}, gap=True)
    if high and team > high:
        return Said("team_large", {"people": team, "wanted": high}, gap=share < HALF)
    return Said("team_fits", {"people": team})


RULES = (
    ScoredRule(
        "country",
        "place",
        5.0,
        _("Where place matters to the client: the same country, one that the agency serves, or near on the clock."),
        _place_matters,
        _country,
        _say_country,
    ),
    ScoredRule(
        "languages",
        "place",
        4.0,
        _("How many of the languages asked for the agency works in; English alone counts for a quarter."),
        _names_languages,
        _languages,
        _say_languages,
        _languages_stated,
    ),
    ScoredRule(
        "team",
        "place",
        3.0,
        _("Whether the agency is of the size asked for."),
        _names_team,
        _team,
        _say_team,
    ),
)
