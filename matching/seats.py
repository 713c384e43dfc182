"""Who gets the seats of a project: by score, one by lottery with logged odds, within everybody's capacity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final, Literal

from matching.codec import Record
from matching.ranking import lot
from matching.types import Load, RankResult

SEATS: Final = 5
LOTTERY_FROM: Final = 4
"""Seats from which on one of them is drawn by lot."""
LEAST_SCORE: Final = 50.0
NEWCOMER_DAYS: Final = 90
"""Days during which an agency counts as new and takes part in every lottery it qualifies for."""


@dataclass(frozen=True, slots=True)
class Seat(Record):
    """One agency to be asked; `probability` (0..1) is what its chance in the lottery was, None for a seat by score."""

    key: str
    kind: Literal["score", "lottery"]
    score: float
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class SeatPlan(Record):
    """Who is asked, in order, and everything needed to check it.

    `pool` are the agencies the lottery drew from, by key; `exposure` the median of leads in 30 days below
    which an agency counts as under-exposed; `waiting` who comes next when a seat becomes free, best first, to
    be asked only with capacity left then; `full` those passed over because they already have the leads they
    want.
    """

    seed: str
    seats: tuple[Seat, ...]
    pool: tuple[str, ...]
    exposure: float
    waiting: tuple[str, ...]
    full: tuple[str, ...]


def choose(
    result: RankResult,
    loads: Iterable[Load],
    *,
    seats: int = SEATS,
    least_score: float = LEAST_SCORE,
    lottery_from: int = LOTTERY_FROM,
    seed: str | int,
    now: date,
) -> SeatPlan:
    """Seats for one ranked brief: the best scores first, and from `lottery_from` seats on one by lottery.

    Only eligible agencies of at least `least_score` with fewer open leads than their capacity are seated. The
    lottery draws evenly among those of them that have no seat by score and are under-exposed (fewer leads in
    30 days than the median of all who could be seated; where nobody has fewer, those with the fewest) or
    joined in the last 90 days. When nobody is left for it, its seat goes by score. The order of `loads`
    changes nothing.

    Raises ValueError for fewer than one seat and for two loads of one agency, KeyError when an agency that
    could be seated has none.
    """
    if seats < 1:
        raise ValueError("A project has at least one seat.")
    known = _by_key(loads)
    scores = {key: score for key, score in result.scores().items() if score >= least_score}
    free = [key for key in scores if known[key].open_leads < known[key].capacity]
    full = tuple(key for key in scores if known[key].open_leads >= known[key].capacity)
    by_score = seats - 1 if seats >= lottery_from else seats
    chosen = [Seat(key, "score", scores[key]) for key in free[:by_score]]
    exposure = float(median(known[key].leads_30d for key in free)) if free else 0.0
    pool: tuple[str, ...] = ()
    if by_score < seats:
        pool = _pool([known[key] for key in free[by_score:]], exposure, now)
        if pool:
            drawn = min(pool, key=lambda key: lot(f"lottery {seed}", key))
            chosen.append(Seat(drawn, "lottery", scores[drawn], 1.0 / len(pool)))
        else:
            chosen += [Seat(key, "score", scores[key]) for key in free[by_score:seats]]
    seated = {seat.key for seat in chosen}
    waiting = tuple(key for key in scores if key not in seated)
    return SeatPlan(str(seed), tuple(chosen), pool, exposure, waiting, full)


def _by_key(loads: Iterable[Load]) -> Mapping[str, Load]:
    known: dict[str, Load] = {}
    for load in loads:
        if load.key in known:
            raise ValueError(f"Two loads have the key {load.key!r}.")
        known[load.key] = load
    return known


def _pool(candidates: list[Load], exposure: float, now: date) -> tuple[str, ...]:
    """Who takes part in the lottery, by key."""
    since = now - timedelta(days=NEWCOMER_DAYS)
    fewest = min((load.leads_30d for load in candidates), default=0)
    return tuple(
        sorted(
            load.key
            for load in candidates
            if load.leads_30d < exposure
            or load.leads_30d == fewest
            or (load.joined_on is not None and load.joined_on > since)
        )
    )
