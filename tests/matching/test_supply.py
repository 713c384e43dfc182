"""The live answer counts what the ranking would find, and what it promises to add is really added."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.supply import Supply, round_up, supply
from matching.types import Amount, Brief, Profile
from tests.matching.examples import AGENCIES, CLAIMS, FERRY, TICKETS, briefs, profiles


@settings(deadline=None)
@given(profiles(), briefs)
def test_the_counts_are_those_of_the_ranking(agencies: list[Profile], brief: Brief) -> None:
    index = AgencyIndex.from_profiles(agencies)
    result, offered = rank(index, brief, seed=5), supply(index, brief, seed=5)
    fitting = [match for match in result.matches if match.score >= 50]
    assert offered.total == len(agencies)
    assert offered.eligible == len(result.matches)
    assert offered.fitting == len(fitting)
    assert offered.best == tuple(fitting[:3])
    remaining = [step.remaining for step in offered.steps]
    assert remaining == sorted(remaining, reverse=True)
    assert remaining[-1] == offered.fitting
    assert all(wider.adds > 0 for wider in offered.wider)
    assert Supply.from_json(offered.to_json()) == offered


def test_a_larger_budget_adds_the_agencies_it_says() -> None:
    index = AgencyIndex.from_profiles([FERRY, replace(CLAIMS, industries=("transport",), available_on=None)])
    brief = replace(TICKETS, text=TICKETS.text + " An office tool with cases, documents and roles in Django.")
    offered = supply(index, brief)
    raise_budget = next(wider for wider in offered.wider if wider.code == "supply_raise_budget")
    assert raise_budget.params == {"budget": {"money": [2_300_000, "EUR"]}, "agencies": 1}
    raised = supply(index, replace(brief, budget_high=Amount(2_300_000, "EUR")))
    assert raised.fitting == offered.fitting + raise_budget.adds


def test_place_end_and_language_can_widen_too() -> None:
    far = replace(FERRY, key="far", country="NZ", countries=())
    busy = replace(FERRY, key="busy", available_on=date(2026, 6, 20))
    french = replace(FERRY, key="french", languages=("fr",))
    codes = {
        wider.code: wider.adds
        for wider in supply(
            AgencyIndex.from_profiles([FERRY, far, busy, french]), replace(TICKETS, place="country", starts_on=None)
        ).wider
    }
    assert codes == {"supply_any_place": 1, "supply_later_end": 1, "supply_more_languages": 1}


def test_steps_name_only_what_narrows() -> None:
    steps = supply(AgencyIndex.from_profiles(AGENCIES), TICKETS).steps
    assert [step.rule for step in steps] == ["services", "minimum_budget", "score"]


def test_an_empty_index_offers_nothing() -> None:
    offered = supply(AgencyIndex(), TICKETS)
    assert (offered.total, offered.eligible, offered.fitting, offered.best, offered.wider) == (0, 0, 0, (), ())


@pytest.mark.parametrize(
    ("minor", "rounded"), [(1_234_567, 1_300_000), (1_300_000, 1_300_000), (7, 7), (0, 0), (101, 110)]
)
def test_amounts_are_rounded_up_as_people_say_them(minor: int, rounded: int) -> None:
    assert round_up(minor) == rounded
