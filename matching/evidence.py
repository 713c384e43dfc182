"""What the text part alone says, for reports and measurements: scores, and the words that brief and agency share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from matching.index import AgencyIndex
from matching.postings import Floats
from matching.reading import Reading
from matching.types import Brief
from matching.words import says_something

COMMON: Final = 0.05
"""Where common words end, which prove nothing: the first 5 % of the vocabulary by how many documents hold a word, or
words that more than 5 % of the documents hold."""

Measure = Literal["share", "score"]
Commonness = Literal["vocabulary", "documents"]


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A word of both: the share (0..1) of all documents that hold it, and the share of the vocabulary that
    more documents hold."""

    term: str
    documents_share: float
    rank_share: float

    def is_common(self, by: Commonness = "vocabulary") -> bool:
        """Whether it is among the commonest words."""
        return self.rank_share < COMMON if by == "vocabulary" else self.documents_share > COMMON


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """The text part for one agency: its `score`, `share` (0..1) of the text points, shared words, rarest first."""

    score: float
    share: float
    terms: tuple[SharedTerm, ...]


def text_scores(index: AgencyIndex, brief: Brief) -> Floats:
    """The text score of every agency (`Reading.text_scores`) in the order of `index.columns.keys`, eligible or not.
    Not comparable between briefs; shares are."""
    return Reading(index.columns, brief).text_scores


def text_shares(index: AgencyIndex, brief: Brief) -> Floats:
    """The share (0..1) of the text points of every agency in the order of `index.columns.keys`, eligible or not."""
    return Reading(index.columns, brief).text_shares


def text_evidence(index: AgencyIndex, brief: Brief, key: str) -> TextEvidence:
    """What the text part says of one agency. Raises KeyError for one that isn't in the index."""
    reading = Reading(index.columns, brief)
    row, postings = reading.columns.rows[key], reading.columns.postings
    held = {term for number, document in reading.documents_of(row) for term in document.counts}
    shared = [
        SharedTerm(term, postings.documents_share(term), postings.rank_share(term))
        for term in held.intersection(reading.wanted)
        if says_something(term)
    ]
    terms = tuple(sorted(shared, key=lambda found: (found.documents_share, found.term)))
    return TextEvidence(float(reading.text_scores[row]), float(reading.text_shares[row]), terms)


def evidenced(
    index: AgencyIndex,
    brief: Brief,
    *,
    above: float,
    measure: Measure = "share",
    common_by: Commonness = "vocabulary",
) -> Sequence[str]:
    """Keys of the agencies whose text share (or score) is above a value and that share an uncommon word with the
    brief, best first. Whether they are eligible is for `rank` to say.
    """
    reading = Reading(index.columns, brief)
    columns, postings = reading.columns, reading.columns.postings
    values = reading.text_shares if measure == "share" else reading.text_scores
    proven = np.zeros(columns.size, dtype=np.bool_)
    for term in filter(says_something, reading.wanted):
        found = SharedTerm(term, postings.documents_share(term), postings.rank_share(term))
        if not found.is_common(common_by):
            where, _ = postings.holding(term)
            proven[columns.owner[where[reading.readable[where]]]] = True
    rows = np.flatnonzero(proven & (values > above))
    return [columns.keys[row] for row in rows[np.argsort(-values[rows], kind="stable")].tolist()]
