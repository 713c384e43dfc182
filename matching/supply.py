"""The live answer beside a brief being written: how many agencies could do this, what narrows it, what widens it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np

from matching.codec import Record
from matching.index import AgencyIndex, Mask
from matching.ranking import eligible, explained, ordered, score
from matching.reading import Reading
from matching.rules import HARD_RULES
from matching.rules.rule import money
from matching.seats import LEAST_SCORE
from matching.types import Amount, Brief, Match, Params

SHOWN: Final = 3
LATER_DAYS: Final = 60
"""How much later an end is tried out."""
RAISED: Final = (1.25, 1.5, 2.0, 3.0)
"""Budgets tried out, as multiples of the highest stated one: the first that adds an agency is told."""
ORDER: Final = ("accepting", "services", "minimum_budget", "availability", "country_served", "common_language")


@dataclass(frozen=True, slots=True)
class Step(Record):
    """How many agencies remain after one more condition; `rule` names the hard rule, or "score" for the least
    score."""

    rule: str
    remaining: int


@dataclass(frozen=True, slots=True)
class Wider(Record):
    """A change of the brief and how many more agencies it would bring, as a sentence's code and its values."""

    code: str
    params: Params
    adds: int


@dataclass(frozen=True, slots=True)
class Supply(Record):
    """`eligible` agencies fail no condition, `fitting` ones also reach the least score; `best` are the top
    matches of these.

    Exact counts: whoever shows them to people hides those below three.
    """

    total: int
    eligible: int
    fitting: int
    steps: tuple[Step, ...]
    wider: tuple[Wider, ...]
    best: tuple[Match, ...]


def supply(
    index: AgencyIndex, brief: Brief, *, least_score: float = LEAST_SCORE, seed: str | int = "", shown: int = SHOWN
) -> Supply:
    """What the index offers for a brief as it stands. Raises UnknownSlugError for a service or an industry
    outside the taxonomy."""
    columns = index.columns
    reading = Reading(columns, brief)
    scored = score(reading)
    enough = scored.scores >= least_score
    left: Mask = np.ones(columns.size, dtype=np.bool_)
    steps = []
    for rule in sorted(HARD_RULES, key=lambda rule: ORDER.index(rule.name)):
        failing = rule.excludes(reading)
        left = left & ~failing
        if failing.any():
            steps.append(Step(rule.name, int(left.sum())))
    fitting = left & enough
    steps.append(Step("score", int(fitting.sum())))
    best = ordered(np.flatnonzero(fitting), scored.scores, columns.keys, str(seed))[:shown]
    return Supply(
        total=columns.size,
        eligible=int(left.sum()),
        fitting=int(fitting.sum()),
        steps=tuple(steps),
        wider=tuple(_widening(reading, int(fitting.sum()), least_score)),
        best=explained(reading, scored, best),
    )


def _widening(reading: Reading, now: int, least_score: float) -> Iterator[Wider]:
    brief = reading.brief

    def added(changed: Brief) -> int:
        other = reading.asked_otherwise(changed)
        return int((eligible(other) & (score(other).scores >= least_score)).sum()) - now

    highest = brief.highest_budget
    if highest is not None:
        for factor in RAISED:
            raised = Amount(round_up(int(highest.minor * factor)), highest.currency)
            low = brief.budget_low if brief.budget_kind == "range" and brief.budget_high else raised
            if (adds := added(replace(brief, budget_low=low, budget_high=raised))) > 0:
                yield Wider("supply_raise_budget", {"budget": money(raised), "agencies": adds}, adds)
                break
    if brief.country is not None and brief.place != "anywhere":
        adds = added(replace(brief, place="anywhere"))
        if adds > 0:
            yield Wider("supply_any_place", {"agencies": adds}, adds)
    if brief.ends_on is not None and (brief.ends_on.year < 9000):
        later = brief.ends_on + timedelta(days=LATER_DAYS)
        adds = added(replace(brief, ends_on=later))
        if adds > 0:
            yield Wider("supply_later_end", {"ends": {"date": later.isoformat()}, "agencies": adds}, adds)
    if brief.languages:
        adds = added(replace(brief, languages=()))
        if adds > 0:
            yield Wider("supply_more_languages", {"agencies": adds}, adds)


def round_up(minor: int) -> int:
    """An amount rounded up to two leading figures, as people would say it: 1,234,567 becomes 1,300,000."""
    step: int = 10 ** max(0, len(str(minor)) - 2)
    return -(-minor // step) * step
