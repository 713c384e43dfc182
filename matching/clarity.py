"""What a brief leaves unclear: which of nine things it states, a question for each that is missing, and a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from matching.codec import Record
from matching.sentences import gettext_noop as _
from matching.text import terms
from matching.types import Brief
from matching.words import says_something

Aspect = Literal[
    "problem", "users", "outcome", "scope", "must_haves", "budget", "dates", "decision", "existing_systems"
]


@dataclass(frozen=True, slots=True)
class Question(Record):
    """What to ask where an aspect isn't stated."""

    aspect: Aspect
    text: str


@dataclass(frozen=True, slots=True)
class Clarity(Record):
    """`score` 0..10 in halves, what the brief states, and a question for each thing it doesn't, the
    weightiest first."""

    score: float
    stated: tuple[Aspect, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    aspect: Aspect
    points: float
    question: str
    cues: str = ""


_ASKED: Final[tuple[_Asked, ...]] = (
    _Asked(
        "problem",
        1.5,
        _("What is wrong today, or what can't you do yet?"),
        "problem because currently today slow manual manually error complaint cannot lose replace outdated paper",
    ),
    _Asked("budget", 1.5, _("What would you spend, roughly from and to?")),
    _Asked(
        "scope",
        1.5,
        _("What belongs to the work, and what doesn't?"),
        "include including scope build page feature module integrate integration deliver deliverable excluded phase",
    ),
    _Asked(
        "outcome",
        1.0,
        _("How will you know that it worked?"),
        "goal outcome success reduce increase improve result target measure fewer faster so that aim",
    ),
    _Asked(
        "users",
        1.0,
        _("Who will use it, and about how many are they?"),
        "user customer visitor citizen staff member patient student passenger client employee audience reader guest",
    ),
    _Asked(
        "must_haves",
        1.0,
        _("What must an agency bring, without which you would not choose it?"),
        "must required requirement mandatory essential experience certified compliance necessary",
    ),
    _Asked("dates", 1.0, _("When should it start, and when must it be ready?")),
    _Asked(
        "decision",
        0.75,
        _("Who decides, by when, and by what?"),
        "decide decision criteria evaluate evaluation choose award shortlist interview weighting board",
    ),
    _Asked(
        "existing_systems",
        0.75,
        _("What is there already that it must work with?"),
        "existing legacy database spreadsheet excel api current system erp crm wordpress migrate migration import",
    ),
)
_CUES: Final = {asked.aspect: frozenset(terms(asked.cues)) for asked in _ASKED}
LEAST_WORDS: Final = 2
"""Words with a meaning that an answer has at least."""
LEAST_TEXT: Final = 12
"""Words with a meaning that the text has at least before a cue in it counts: a bare "users" in a title states
nothing."""


def assess(brief: Brief, answers: Mapping[Aspect, str] | None = None) -> Clarity:
    """How clear a brief is, from its fields, its text and the answers given to single questions.

    A thing counts as stated when its own answer has two words that mean something, or the text uses a word
    that goes with it; budget and dates count by their fields. Adding to any of them never lowers the score.
    The signs are English words: a brief in another language is judged by its answers and fields.
    """
    answers = answers or {}
    spoken = [term for text in (brief.document, *answers.values()) for term in terms(text)]
    told = frozenset(spoken) if sum(map(says_something, spoken)) >= LEAST_TEXT else frozenset[str]()
    stated = tuple(asked for asked in _ASKED if _is_stated(asked.aspect, brief, answers.get(asked.aspect, ""), told))
    return Clarity(
        score=sum(asked.points for asked in stated),
        stated=tuple(asked.aspect for asked in stated),
        questions=tuple(Question(asked.aspect, asked.question) for asked in _ASKED if asked not in stated),
    )


def _is_stated(aspect: Aspect, brief: Brief, answer: str, told: frozenset[str]) -> bool:
    if sum(map(says_something, terms(answer))) >= LEAST_WORDS:
        return True
    if aspect == "budget":
        return brief.highest_budget is not None
    if aspect == "dates":
        return brief.starts_on is not None or brief.ends_on is not None
    return not told.isdisjoint(_CUES[aspect])
