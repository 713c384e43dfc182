"""Each rule, alone: whom it excludes, what share it gives, what it says, and that what isn't stated never excludes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.rules import HARD_RULES, RULES, SCORED_RULES, WEIGHTS, describe
from matching.types import Amount, Brief, CaseStudy, Match, Profile, Reason
from tests.matching.examples import FERRY, TICKETS

OTHER_LINE = CaseStudy("other", "Departure boards for an estuary line", "Screens at the pier.", industry="transport")


def judged(profile: Profile, brief: Brief) -> Any:
    """The match or the exclusion of one agency."""
    result = rank(AgencyIndex.from_profiles([profile]), brief, seed=1)
    return result.matches[0] if result.matches else result.exclusions[profile.key]


def share(rule: str, profile: Profile, brief: Brief = TICKETS) -> tuple[str, float]:
    """What one scored rule says of one agency: code and share."""
    match = judged(profile, brief)
    assert isinstance(match, Match), match
    reason = next(reason for reason in match.reasons if reason.rule == rule)
    return reason.code, reason.share


def test_weights_sum_to_a_hundred_and_every_group_has_some() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert {rule.group for rule in SCORED_RULES} == {"skills", "industry", "budget", "timing", "place"}


def test_the_public_page_can_be_written_from_the_rules() -> None:
    rows = describe()
    assert [row["name"] for row in rows] == [rule.name for rule in RULES]
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(row["sentence"].endswith(".") for row in rows)
    assert sum(row["weight"] or 0 for row in rows) == 100
    assert [row["kind"] for row in rows] == ["hard"] * len(HARD_RULES) + ["scored"] * len(SCORED_RULES)


@pytest.mark.parametrize(
    ("changes", "code", "lift"),
    [
        ({"accepting": False}, "not_accepting", "accept_leads"),
        ({"services": {"branding": 100}}, "service_not_offered", "add_service"),
        ({"countries": ("FR",), "country": "FR"}, "country_not_served", "serve_country"),
        ({"languages": ("fr",)}, "no_common_language", "add_language"),
        ({"minimum_budget": Amount(1_500_001, "EUR")}, "minimum_above_budget", "meet_minimum"),
        ({"available_on": date(2026, 6, 2)}, "available_too_late", "be_available"),
    ],
)
def test_a_hard_rule_excludes_with_its_reason_and_what_would_lift_it(
    changes: dict[str, Any], code: str, lift: str
) -> None:
    excluded = judged(replace(FERRY, **changes), TICKETS)
    assert (excluded.code, excluded.lift.code) == (code, lift)
    assert isinstance(judged(FERRY, TICKETS), Match)


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_budget": Amount(1_500_000, "EUR")},
        {"available_on": date(2026, 6, 1)},
        {"services": {"booking-and-payments": 0}},
        {"languages": ("fr", "en")},
        {"countries": ("FR",), "country": "FI"},
    ],
)
def test_a_hard_rule_spares_who_just_meets_it(changes: dict[str, Any]) -> None:
    assert isinstance(judged(replace(FERRY, **changes), TICKETS), Match)


@pytest.mark.parametrize(
    "silence",
    [
        {"services": {}},
        {"industries": ()},
        {"country": None, "countries": ()},
        {"languages": ()},
        {"team_size": None},
        {"minimum_budget": None},
        {"hourly_low": None, "hourly_high": None},
        {"available_on": None},
        {"case_studies": ()},
        {"text": ""},
    ],
)
def test_an_agency_that_doesnt_say_is_never_excluded(silence: dict[str, Any]) -> None:
    for place in ("anywhere", "near_time", "country"):
        assert isinstance(judged(replace(FERRY, **silence), replace(TICKETS, place=place)), Match)


@pytest.mark.parametrize(
    ("silence", "left_out"),
    [
        ({"services": ()}, {"coverage", "focus"}),
        ({"industry": None}, {"industry"}),
        ({"budget_kind": "open"}, {"minimum", "rate"}),
        ({"budget_low": None, "budget_high": None}, {"minimum", "rate"}),
        ({"starts_on": None}, {"start"}),
        ({"country": None}, {"country"}),
        ({"place": "anywhere"}, {"country"}),
        ({"languages": ()}, {"languages"}),
        ({"team_size_low": None, "team_size_high": None}, {"team"}),
        ({"title": "", "text": ""}, {"text"}),
    ],
)
def test_what_a_brief_doesnt_say_is_left_out_and_the_rest_rescaled(silence: dict[str, Any], left_out: set[str]) -> None:
    match = judged(FERRY, replace(TICKETS, **silence))
    assert {reason.rule for reason in match.reasons} == set(WEIGHTS) - left_out
    assert sum(reason.weight for reason in match.reasons) == pytest.approx(100, abs=0.01)


def test_a_brief_that_says_nothing_scores_nobody_and_excludes_nobody() -> None:
    match = judged(FERRY, Brief("empty"))
    assert (match.score, match.reasons, match.gap) == (0.0, (), None)
    assert set(match.parts.values()) == {None}


def test_a_minimum_in_another_currency_is_compared_at_the_reference_rate() -> None:
    dear = judged(replace(FERRY, minimum_budget=Amount(3_000_000, "JPY")), TICKETS)
    assert dear.params == {"minimum": {"money": [3_000_000, "JPY"]}, "budget": {"money": [1_500_000, "EUR"]}}
    assert dear.lift.params["needed"] == {"money": [1_630_435, "EUR"]}
    assert dear.lift.params["lowered"] == {"money": [2_760_000, "JPY"]}
    assert isinstance(judged(replace(FERRY, minimum_budget=Amount(2_700_000, "JPY")), TICKETS), Match)


def test_the_clients_country_only_means_just_that() -> None:
    here = replace(TICKETS, place="country")
    assert judged(replace(FERRY, country="DE", countries=()), here).code == "based_elsewhere"
    assert isinstance(judged(replace(FERRY, country="DE", countries=("FI",)), here), Match)
    assert isinstance(judged(replace(FERRY, country="DE", countries=()), replace(TICKETS, place="anywhere")), Match)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("services_all", 1.0)),
        ({"services": {"python-back-end": 100}}, ("services_some", 0.5)),
    ],
)
def test_services_count_by_how_many_are_covered(changes: dict[str, Any], expected: tuple[str, float]) -> None:
    assert share("coverage", replace(FERRY, **changes)) == expected


def test_a_service_asked_for_twice_counts_once() -> None:
    twice = replace(TICKETS, services=("python-back-end", "python-back-end", "booking-and-payments"))
    assert judged(FERRY, twice) == judged(FERRY, TICKETS)


def test_an_agency_without_services_is_judged_by_its_texts() -> None:
    silent = replace(FERRY, services={})
    text = share("text", silent)[1]
    assert share("coverage", silent) == ("services_not_stated", text)
    assert share("focus", silent) == ("focus_not_stated", text)


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ({"python-back-end": 62, "devops": 38}, ("focus", 1.0)),
        ({"python-back-end": 20, "devops": 80}, ("focus_small", 0.4)),
        ({"python-back-end": 0, "devops": 0}, ("focus_not_stated", 0.5)),
    ],
)
def test_half_of_the_work_is_focus_enough(services: dict[str, int], expected: tuple[str, float]) -> None:
    assert share("focus", replace(FERRY, services=services)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("industry_known", 1.0)),
        ({"case_studies": (*FERRY.case_studies, OTHER_LINE)}, ("industry_shown", 1.0)),
        ({"case_studies": ()}, ("industry_stated", 0.8)),
        ({"case_studies": (), "industries": ("retail",)}, ("industry_other", 0.0)),
        ({"case_studies": (), "industries": ()}, ("industry_not_stated", 0.5)),
    ],
)
def test_an_industry_is_worth_most_when_shown(changes: dict[str, Any], expected: tuple[str, float]) -> None:
    assert share("industry", replace(FERRY, **changes)) == expected


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        (Amount(1_000_000, "EUR"), ("minimum_within", 1.0)),
        (Amount(1_250_000, "EUR"), ("minimum_within", 0.75)),
        (Amount(1_500_000, "EUR"), ("minimum_tight", 0.5)),
        (None, ("minimum_not_stated", 0.5)),
    ],
)
def test_a_minimum_near_the_budgets_end_costs_points(minimum: Amount | None, expected: tuple[str, float]) -> None:
    assert share("minimum", replace(FERRY, minimum_budget=minimum)) == expected


@pytest.mark.parametrize(
    ("changes", "code", "least", "most"),
    [
        ({}, "rate_high", 0.3, 0.4),
        ({"hourly_low": Amount(1000, "EUR"), "hourly_high": None}, "rate_fits", 1.0, 1.0),
        ({"hourly_low": Amount(0, "EUR"), "hourly_high": None}, "rate_not_stated", 0.5, 0.5),
        ({"hourly_low": None, "hourly_high": None}, "rate_not_stated", 0.5, 0.5),
    ],
)
def test_a_rate_counts_by_the_days_the_budget_buys(
    changes: dict[str, Any], code: str, least: float, most: float
) -> None:
    said, given = share("rate", replace(FERRY, **changes))
    assert said == code
    assert least <= given <= most


@pytest.mark.parametrize(
    ("available", "expected"),
    [
        (date(2026, 3, 1), ("start_fits", 1.0)),
        (date(2026, 4, 15), ("start_late", 0.5)),
        (date(2026, 5, 31), ("start_late", 0.0)),
        (None, ("start_not_stated", 0.5)),
    ],
)
def test_a_late_start_loses_its_points_over_ninety_days(available: date | None, expected: tuple[str, float]) -> None:
    code, given = share("start", replace(FERRY, available_on=available))
    assert (code, given) == (expected[0], pytest.approx(expected[1], abs=0.012))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("country_same", 1.0)),
        ({"country": "SE", "countries": ()}, ("country_near", 1.0)),
        ({"country": "US", "countries": ()}, ("country_far", 0.25)),
        ({"country": "AQ", "countries": ("FI",)}, ("country_served", 0.8)),
        ({"country": "AQ", "countries": ()}, ("country_elsewhere", 0.0)),
        ({"country": None, "countries": ()}, ("country_not_stated", 0.5)),
    ],
)
def test_near_time_follows_the_clock(changes: dict[str, Any], expected: tuple[str, float]) -> None:
    assert share("country", replace(FERRY, **changes)) == expected


@pytest.mark.parametrize(
    ("team", "expected"),
    [(12, ("team_fits", 1.0)), (1, ("team_small", 0.5)), (80, ("team_large", 0.5)), (None, ("team_not_stated", 0.5))],
)
def test_a_team_counts_by_its_size(team: int | None, expected: tuple[str, float]) -> None:
    assert share("team", replace(FERRY, team_size=team)) == expected


def test_languages_count_by_how_many_are_spoken() -> None:
    both = replace(TICKETS, languages=("en", "sv"))
    assert share("languages", FERRY, both) == ("languages_some", 0.5)
    assert share("languages", replace(FERRY, languages=()), both) == ("languages_not_stated", 0.5)


def test_case_studies_of_the_briefs_day_or_later_are_not_read() -> None:
    study = CaseStudy("new", "Zeppelin moorings", "zeppelin", industry="transport", finished_on=date(2026, 1, 10))
    agency = Profile("zeppelins", text="", case_studies=(study,))
    brief = Brief("z", title="Zeppelin moorings", industry="transport", published_on=date(2026, 1, 10))
    assert share("text", agency, brief) == ("text_nothing", 0.0)
    assert share("industry", agency, brief) == ("industry_not_stated", 0.5)
    day_later = replace(brief, published_on=date(2026, 1, 11))
    assert share("text", agency, day_later)[0] == "text_case_study_dated"
    assert share("industry", agency, day_later) == ("industry_known", 1.0)


def said(rule: str, profile: Profile, brief: Brief = TICKETS) -> Reason:
    """The reason one scored rule gives."""
    return next(reason for reason in judged(profile, brief).reasons if reason.rule == rule)


def marked(reason: Reason, brief: Brief = TICKETS) -> list[str]:
    """The words of the brief that each piece of evidence stands on first."""
    return [brief.document[slice(*each.brief_spans[0])] for each in reason.evidence if each.brief_spans]


def test_services_and_industry_point_at_the_briefs_words_for_them() -> None:
    for rule in ("coverage", "focus"):
        assert marked(said(rule, FERRY)) == ["Python", "card terminals"]
    assert marked(said("industry", FERRY)) == ["ferry"]
    plain = replace(TICKETS, title="Booking", text="A calendar and a payment page.")
    assert marked(said("coverage", FERRY, plain), plain) == ["Booking"]
    assert said("coverage", FERRY, plain).evidence[0].brief_spans == ()


def test_a_word_of_another_service_speaks_of_that_one_only() -> None:
    brief = replace(TICKETS, title="An API", text="", services=("python-back-end", "apis-and-integration"))
    agency = replace(FERRY, services={"python-back-end": 50, "apis-and-integration": 50})
    spans = {each.source_key: each.brief_spans for each in said("coverage", agency, brief).evidence}
    assert spans == {"python-back-end": (), "apis-and-integration": ((3, 6),)}


def test_the_text_counts_by_how_much_the_brief_says() -> None:
    long, short, bare = (
        said("text", FERRY, replace(TICKETS, title=title, text=text)).weight
        for title, text in ((TICKETS.title, TICKETS.text), ("Ferry booking", ""), ("Back office on one screen", ""))
    )
    assert 24 < long < 28
    assert bare < short < long
    assert bare < 0.6 * long
