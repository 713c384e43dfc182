"""rank(): one pass over the columns for eligibility and scores, then reasons for those shown."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from matching import ENGINE_VERSION
from matching.gaps import Asked, asked_for, worst
from matching.index import AgencyIndex, Mask
from matching.postings import Floats, Ints
from matching.reading import Reading
from matching.rules import HARD_RULES, SCORED_RULES, WEIGHTS, ScoredRule
from matching.rules.rule import HALF
from matching.types import GROUPS, Brief, Exclusion, Match, RankResult, Reason

KEEP: Final = 200
"""Full rows kept of one run."""
LEAST_STATED: Final = 0.15
"""Part of all points that a brief makes attainable at least before its scores can reach 100."""
DECIMALS: Final = 4
"""Decimals of points and scores, so that a run computed again compares exactly."""


@dataclass(frozen=True, slots=True)
class Scored:
    """All agencies' points before anything is explained: rows are agencies, columns the rules that apply."""

    rules: tuple[ScoredRule, ...]
    attainable: tuple[float, ...]
    stated: Floats
    shares: Floats
    points: Floats
    scores: Floats


class Exclusions(Mapping[str, Exclusion]):
    """Who is left out, and why: explained when asked, because nobody reads all of them."""

    def __init__(self, reading: Reading, failed: Ints) -> None:
        self._reading = reading
        self._failed = {reading.columns.keys[row]: int(failed[row]) for row in np.flatnonzero(failed >= 0).tolist()}

    def __getitem__(self, key: str) -> Exclusion:
        rule = HARD_RULES[self._failed[key]]
        return rule.explains(self._reading, self._reading.columns.rows[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._failed)

    def __len__(self) -> int:
        return len(self._failed)

    def __repr__(self) -> str:
        return f"<{len(self)} exclusions>"


def rank(
    index: AgencyIndex, brief: Brief, *, weights: Mapping[str, float] = WEIGHTS, seed: str | int, keep: int = KEEP
) -> RankResult:
    """Every agency of the index judged for one brief.

    Hard rules exclude, scored rules give points that sum to the score, 0..100 of those the brief made
    attainable: rules it says nothing for are left out, the text counts by how much the brief says
    (`Reading.text_stated`), and what remains is rescaled to 100. A brief that makes less than `LEAST_STATED` of
    all points attainable is rescaled as if it made that many: so little in common can't score high. Equal scores
    are ordered by a hash of seed and key. The same index, brief, weights and seed give the same result whatever
    the order in which profiles arrived.

    Raises UnknownSlugError for a service or an industry outside the taxonomy, ValueError for weights that
    don't name the scored rules or are negative.
    """
    columns = index.columns
    reading = Reading(columns, brief)
    failed = first_failed(reading)
    scored = score(reading, weights)
    order = ordered(np.flatnonzero(failed < 0), scored.scores, columns.keys, str(seed))
    return RankResult(
        brief_key=brief.key,
        brief_version=brief.version,
        engine_version=ENGINE_VERSION,
        seed=str(seed),
        weights=dict(weights),
        matches=explained(reading, scored, order[:keep]),
        rest_keys=tuple(columns.keys[row] for row in order[keep:]),
        rest_scores=tuple(float(scored.scores[row]) for row in order[keep:]),
        exclusions=Exclusions(reading, failed),
    )


def first_failed(reading: Reading) -> Ints:
    """For each agency the number of the first hard rule it fails, or -1."""
    failed = np.full(reading.columns.size, -1, dtype=np.int64)
    for number, rule in enumerate(HARD_RULES):
        failed[rule.excludes(reading) & (failed < 0)] = number
    return failed


def eligible(reading: Reading) -> Mask:
    """Agencies that no hard rule leaves out."""
    return np.asarray(first_failed(reading) < 0, dtype=np.bool_)


def score(reading: Reading, weights: Mapping[str, float] = WEIGHTS) -> Scored:
    """Shares, points and scores of all agencies, eligible or not."""
    if set(weights) != set(WEIGHTS) or not all(math.isfinite(weight) and weight >= 0 for weight in weights.values()):
        raise ValueError("Weights must name every scored rule, once, with a number that isn't negative.")
    size = reading.columns.size
    rules = tuple(rule for rule in SCORED_RULES if weights[rule.name] > 0 and rule.applies(reading))
    stated_weights = [weights[rule.name] * rule.stated(reading) for rule in rules]
    total = max(math.fsum(stated_weights), LEAST_STATED * math.fsum(weights.values()))
    if not rules or not size:
        nothing = np.zeros((size, 0))
        return Scored((), (), nothing, nothing, nothing, np.zeros(size))
    attainable = tuple(100.0 * weight / total for weight in stated_weights)
    stated = np.column_stack([rule.shares(reading) for rule in rules])
    shares = np.where(np.isnan(stated), HALF, stated)
    points = np.round(shares * np.array(attainable), DECIMALS)
    # Added column by column: a sum over an axis may group its terms differently from one machine to the next.
    summed = np.zeros(size)
    for column in range(len(rules)):
        summed = summed + points[:, column]
    return Scored(rules, attainable, stated, shares, points, np.round(summed, DECIMALS))


def ordered(rows: Ints, scores: Floats, keys: tuple[str, ...], seed: str) -> list[int]:
    """Rows by score, best first; equal ones by a hash of seed and key, so that neither age nor name decides."""
    best_first = rows[np.argsort(-scores[rows], kind="stable")].tolist()
    found: list[int] = []
    for _, equals in groupby(best_first, key=lambda row: float(scores[row])):
        tied = list(equals)
        found += tied if len(tied) == 1 else sorted(tied, key=lambda row: lot(seed, keys[row]))
    return found


def lot(seed: str, key: str) -> bytes:
    """A number drawn for a key under a seed; anyone with both can draw it again."""
    return hashlib.blake2b(f"{seed}\x00{key}".encode(), digest_size=16).digest()


def explained(reading: Reading, scored: Scored, rows: Sequence[int]) -> tuple[Match, ...]:
    """Agencies in full, in the order given."""
    asked = asked_for(reading) if rows else ()
    return tuple(_explain(reading, scored, row, asked) for row in rows)


def _explain(reading: Reading, scored: Scored, row: int, asked: Sequence[Asked]) -> Match:
    """One agency in full: what each rule said, the parts of the glyph, the gap."""
    reasons = []
    for column, rule in enumerate(scored.rules):
        said = rule.explains(reading, row, float(scored.stated[row, column]))
        reasons.append(
            Reason(
                rule=rule.name,
                group=rule.group,
                code=said.code,
                params=said.params,
                share=round(float(scored.shares[row, column]), DECIMALS),
                weight=round(scored.attainable[column], DECIMALS),
                points=float(scored.points[row, column]),
                evidence=said.evidence,
                gap=said.gap,
            )
        )
    told = tuple(reasons)
    profile = reading.columns.profiles[row]
    return Match(
        profile.key, profile.version, float(scored.scores[row]), told, worst(reading, row, told, asked), parts(told)
    )


def parts(reasons: tuple[Reason, ...]) -> dict[str, float | None]:
    """The share of each group's attainable points, None where no rule of it applied."""
    shares: dict[str, float | None] = {}
    for group in GROUPS:
        own = [reason for reason in reasons if reason.group == group]
        weight = math.fsum(reason.weight for reason in own)
        shares[group] = round(math.fsum(reason.points for reason in own) / weight, DECIMALS) if weight else None
    return shares
