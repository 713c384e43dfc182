"""What the panel beside the wizard shows: who could do this so far, what narrows it, what is still unclear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class BestMatch:
    """One of the best agencies without its name: a letter, its score, the parts of the fit glyph, why, why not."""

    letter: str
    score: int
    parts: Mapping[str, float | None]
    reasons: list[str]
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """What is known of a brief while it is written.

    `count` is None while there is nothing to read or where the number is smaller than the smallest group we
    show; `count_text` says either in words. `narrowing` are sentences ("A budget of up to €20,000 adds 14
    agencies."), `best` at most three matches, `clarity` 0..100, `unclear` sentences on what to add, the most
    useful first.
    """

    count: int | None = None
    count_text: str = ""
    narrowing: list[str] = field(default_factory=list)
    best: list[BestMatch] = field(default_factory=list)
    clarity: int = 0
    unclear: list[str] = field(default_factory=list)


def supply(answers: Mapping[str, Any]) -> Supply:
    """The supply for what was typed so far. Reads the database, writes nothing, never raises for odd answers.

    `answers` are named like the fields of `BriefVersion` (title, text, reason, audience, must_haves, services,
    industry, budget_kind, budget_low, budget_high, currency, starts_on, ends_on, country, place, languages),
    amounts in minor units, dates as dates or ISO text. Whatever is missing, empty or of the wrong kind counts
    as not stated.
    """
    return Supply()
