"""What a rule is: a name, a sentence for the public page, a function over all agencies and one for one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from matching.index import Mask
from matching.postings import Floats
from matching.reading import Reading
from matching.types import Amount, Evidence, Exclusion, Group, Params

HALF: Final = 0.5
"""The share of an agency that doesn't state what a rule asks: saying nothing neither helps nor ruins it."""


def money(amount: Amount) -> dict[str, list[Any]]:
    """An amount as a sentence's value."""
    return {"money": [amount.minor, amount.currency]}


def listed(kind: str, values: tuple[str, ...]) -> Params:
    """Several values of one kind as a sentence's value."""
    return {"all": [{kind: value} for value in values]}


@dataclass(frozen=True, slots=True)
class Said:
    """What a scored rule says of one agency: the code of its sentence, the values it names, the evidence behind it."""

    code: str
    params: Params = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class HardRule:
    """A condition. `excludes` marks the agencies that fail it, `explains` says why one of them does."""

    name: str
    group: Group
    sentence: str
    excludes: Callable[[Reading], Mask]
    explains: Callable[[Reading, int], Exclusion]
    kind: Literal["hard"] = "hard"


def wholly(reading: Reading) -> float:
    """All of a rule's points: what it asks is stated or not, nothing between."""
    return 1.0


@dataclass(frozen=True, slots=True)
class ScoredRule:
    """A consideration worth `weight` of 100 points.

    `applies` says whether the brief states what it needs; `shares` gives each agency its part of the points,
    0..1, NaN where the agency doesn't state enough to say; `explains` puts one agency's share (NaN likewise)
    into words; `stated` is the part of the weight, 0..1, that the brief makes attainable.
    """

    name: str
    group: Group
    weight: float
    sentence: str
    applies: Callable[[Reading], bool]
    shares: Callable[[Reading], Floats]
    explains: Callable[[Reading, int, float], Said]
    stated: Callable[[Reading], float] = wholly
    kind: Literal["scored"] = "scored"


Described = Mapping[str, Any]
"""One rule as the public page needs it: name, group, kind, weight, sentence."""
