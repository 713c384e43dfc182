"""Seats go to the best, one by lot with its odds told, and never beyond anybody's capacity."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.seats import SeatPlan, choose
from matching.types import Brief, Load, RankResult
from tests.matching.examples import AGENCIES, FERRY, TICKETS, crowd, loads

TODAY = date(2026, 3, 1)
CROWD = crowd(40)
BOOKING = rank(AgencyIndex.from_profiles(CROWD), Brief("b", title="booking for ferries"), seed=1)
TWINS = [replace(FERRY, key=f"twin-{number}") for number in range(12)]
EQUALS = rank(AgencyIndex.from_profiles(TWINS), TICKETS, seed=1)

some_loads = st.tuples(
    *(
        st.builds(
            Load,
            key=st.just(profile.key),
            capacity=st.integers(0, 4),
            open_leads=st.integers(0, 4),
            leads_30d=st.integers(0, 9),
            joined_on=st.one_of(st.none(), st.integers(0, 300).map(lambda days: TODAY - timedelta(days))),
        )
        for profile in CROWD
    )
).map(list)


@settings(deadline=None)
@given(some_loads, st.integers(1, 8), st.integers(0, 50), st.randoms())
def test_a_plan_keeps_every_promise(given_loads: list[Load], seats: int, seed: int, random) -> None:
    plan = choose(BOOKING, given_loads, seats=seats, seed=seed, now=TODAY, least_score=20)
    scores, by_key = BOOKING.scores(), {load.key: load for load in given_loads}
    keys = [seat.key for seat in plan.seats]
    able = [key for key, score in scores.items() if score >= 20 and by_key[key].open_leads < by_key[key].capacity]
    assert len(keys) == len(set(keys)) == min(seats, len(able))
    assert set(keys) <= set(able)
    assert not set(keys) & set(BOOKING.exclusions)
    drawn = [seat for seat in plan.seats if seat.kind == "lottery"]
    assert len(drawn) <= int(seats >= 4)
    for seat in drawn:
        assert seat.key in plan.pool
        assert seat.probability == pytest.approx(1 / len(plan.pool))
    assert [seat.key for seat in plan.seats if seat.kind == "score"] == able[: len(keys) - len(drawn)]
    assert set(plan.waiting) | set(keys) == {key for key, score in scores.items() if score >= 20}
    assert not set(plan.waiting) & set(keys)
    random.shuffle(given_loads)
    assert choose(BOOKING, given_loads, seats=seats, seed=seed, now=TODAY, least_score=20) == plan
    assert SeatPlan.from_json(plan.to_json()) == plan
    stored = RankResult.from_json(BOOKING.to_json())
    assert choose(stored, given_loads, seats=seats, seed=seed, now=TODAY, least_score=20) == plan


def test_an_excluded_agency_gets_no_seat_even_when_nobody_else_is_left() -> None:
    result = rank(AgencyIndex.from_profiles(AGENCIES), TICKETS, seed=1)
    plan = choose(result, loads(list(AGENCIES)), seed=1, now=TODAY, least_score=0)
    assert {seat.key for seat in plan.seats} == {"ferry-works", "says-nothing"}
    assert (
        choose(result, [Load("ferry-works", capacity=0), Load("says-nothing", capacity=1)], seed=1, now=TODAY).seats
        == ()
    )


def test_under_the_least_score_nobody_is_asked() -> None:
    plan = choose(EQUALS, loads(TWINS), seed=1, now=TODAY, least_score=EQUALS.matches[0].score + 0.1)
    assert plan.seats == plan.waiting == plan.pool == ()


def test_every_agency_of_the_pool_is_drawn_about_as_often() -> None:
    drawn = Counter()
    for seed in range(1_600):
        plan = choose(EQUALS, loads(TWINS), seed=seed, now=TODAY)
        drawn[plan.seats[-1].key] += 1
        assert plan.seats[-1].probability == 1 / 8
    assert len(drawn) == 8
    assert all(140 < times < 265 for times in drawn.values()), drawn


def test_equals_are_seated_by_lot_and_not_by_key() -> None:
    index = AgencyIndex.from_profiles(TWINS)
    plans = [choose(rank(index, TICKETS, seed=seed), loads(TWINS), seed=seed, now=TODAY) for seed in range(40)]
    assert len({plan.seats[0].key for plan in plans}) > 8


def test_the_lottery_favours_who_had_fewer_leads() -> None:
    busy = [Load(twin.key, capacity=9, leads_30d=index % 3) for index, twin in enumerate(TWINS)]
    plan = choose(EQUALS, busy, seed=1, now=TODAY)
    assert plan.exposure == 1
    assert {load.leads_30d for load in busy if load.key in plan.pool} == {0}


def test_a_newcomer_is_in_the_lottery_whatever_its_leads() -> None:
    last = EQUALS.matches[-1].key
    busy = [Load(twin.key, capacity=9, leads_30d=5 if twin.key == last else 0) for twin in TWINS]
    fresh = [replace(load, joined_on=TODAY - timedelta(10)) if load.key == last else load for load in busy]
    assert last not in choose(EQUALS, busy, seed=1, now=TODAY).pool
    assert last in choose(EQUALS, fresh, seed=1, now=TODAY).pool
    assert last not in choose(EQUALS, fresh, seed=1, now=TODAY + timedelta(200)).pool


def test_below_four_seats_there_is_no_lottery() -> None:
    assert {seat.kind for seat in choose(EQUALS, loads(TWINS), seats=3, seed=1, now=TODAY).seats} == {"score"}
    assert [seat.kind for seat in choose(EQUALS, loads(TWINS), seats=4, seed=1, now=TODAY).seats].count("lottery") == 1


def test_full_agencies_are_passed_over_and_wait() -> None:
    best = EQUALS.matches[0].key
    busy = [replace(load, open_leads=3 if load.key == best else 0) for load in loads(TWINS)]
    plan = choose(EQUALS, busy, seed=1, now=TODAY)
    assert best in plan.full
    assert plan.waiting[0] == best
    assert best not in {seat.key for seat in plan.seats}


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one seat"):
        choose(EQUALS, loads(TWINS), seats=0, seed=1, now=TODAY)
    with pytest.raises(ValueError, match="twin-0"):
        choose(EQUALS, [*loads(TWINS), Load("twin-0", capacity=1)], seed=1, now=TODAY)
    with pytest.raises(KeyError, match="twin-0"):
        choose(EQUALS, loads(TWINS[1:]), seed=1, now=TODAY)


def test_from_how_many_seats_on_is_the_callers_to_say() -> None:
    plan = choose(EQUALS, loads(TWINS), seats=3, lottery_from=3, seed=1, now=TODAY)
    assert [seat.kind for seat in plan.seats].count("lottery") == 1
