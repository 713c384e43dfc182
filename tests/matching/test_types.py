"""Records survive their JSON form, and refuse what can't be."""

import json

import pytest
from hypothesis import given

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.types import Amount, Brief, Match, Profile, RankResult
from tests.matching.examples import AGENCIES, TICKETS, briefs, one_profile


@given(one_profile("any"), briefs)
def test_records_come_back_from_json_as_they_were(profile: Profile, brief: Brief) -> None:
    assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile
    assert Brief.from_json(json.loads(json.dumps(brief.to_json()))) == brief


def test_a_result_comes_back_from_json_as_it_was() -> None:
    result = rank(AgencyIndex.from_profiles(AGENCIES), TICKETS, seed=1)
    stored = json.loads(json.dumps(result.to_json()))
    assert RankResult.from_json(stored) == result
    assert json.dumps(RankResult.from_json(stored).to_json()) == json.dumps(stored)
    assert Match.from_json(stored["matches"][0]) == result.matches[0]


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Amount.from_json({"minor": 1, "currency": "EUR", "colour": "red"})
    with pytest.raises(ValueError, match="currency"):
        Amount.from_json({"minor": 1})


@pytest.mark.parametrize(("minor", "currency"), [(-1, "EUR"), (5, "XXX")])
def test_an_impossible_amount_is_refused(minor: int, currency: str) -> None:
    with pytest.raises(ValueError, match=r"negative|exchange rate"):
        Amount(minor, currency)


def test_a_fixed_budget_is_its_own_highest_and_lowest() -> None:
    brief = Brief("b", budget_low=Amount(5, "EUR"), budget_kind="fixed")
    assert brief.highest_budget == brief.lowest_budget == Amount(5, "EUR")


def test_an_open_budget_states_nothing() -> None:
    assert Brief("b", budget_high=Amount(5, "EUR"), budget_kind="open").highest_budget is None
