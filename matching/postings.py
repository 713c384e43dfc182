"""Who mentions which word: BM25 over documents, one for each profile and each case study, as sorted columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from matching.text import spelled, terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SATURATION: Final = 1.2
"""BM25's k1: how soon a repeated word stops counting (Robertson and Zaragoza 2009, section 3.3). Its exact
value hardly matters."""
LENGTH_PENALTY: Final = 0.75
"""BM25's b: how much a long document is held against itself (same source)."""


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one text: `key` is the case study's, None for the profile; `finished` a date's ordinal, 0 if
    undated; `words` the text as `matching.text.spelled` reads it, `counts` its words and those of what is `named`
    beside it (services, industries), `length` the sum of these."""

    key: str | None
    finished: int
    industry: str | None
    words: tuple[str, ...]
    counts: Mapping[str, int]
    length: int

    @classmethod
    def read(
        cls,
        text: str,
        *,
        named: Iterable[str] = (),
        key: str | None = None,
        finished: int = 0,
        industry: str | None = None,
    ) -> Self:
        """The document of a text and the names beside it."""
        words = spelled(text)
        counts = Counter(word for word in words if word)
        counts.update(term for name in named for term in terms(name))
        return cls(key, finished, industry, words, counts, counts.total())


class Postings:
    """For each term the documents that hold it and the BM25 weight it has there. Read only; built anew when
    documents change.

    Empty documents keep their place and count for nothing. Sums are taken in the order of the terms' spelling
    and of the documents, so they don't depend on the order of arrival.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.size = len(documents)
        self.count = sum(1 for document in documents if document.length)
        lengths = np.array([document.length for document in documents], dtype=np.float64)
        numbers: dict[str, int] = {}
        sizes = np.array([len(document.counts) for document in documents], dtype=np.int64)
        total = int(sizes.sum())
        words: Iterable[str] = chain.from_iterable(document.counts for document in documents)
        held = np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.int64, total)
        repeats = np.fromiter(
            chain.from_iterable(document.counts.values() for document in documents), np.float64, total
        )
        where = np.repeat(np.arange(self.size, dtype=np.int64), sizes)
        order = np.argsort(held, kind="stable")
        self.numbers = numbers
        self.frequency: Ints = np.bincount(held, minlength=len(numbers)).astype(np.int64)
        self._starts: Ints = np.concatenate(([0], np.cumsum(self.frequency))).astype(np.int64)
        self._where: Ints = where[order]
        average = lengths.sum() / max(1, self.count) or 1.0
        norm = SATURATION * (1 - LENGTH_PENALTY + LENGTH_PENALTY * lengths / average)
        tf = repeats[order]
        self._weight: Floats = tf * (SATURATION + 1) / (tf + norm[self._where]) if total else np.zeros(0)
        # Ranks of the terms by how many documents hold them: the share of the vocabulary that is more
        # frequent.
        ranks = np.searchsorted(np.sort(-self.frequency), -self.frequency, side="left")
        self._rank: Floats = ranks / max(1, len(numbers))

    def rarity(self, term: str) -> float:
        """BM25's inverse document frequency; a word nobody uses counts like one used once, so oddities don't
        drown the rest."""
        held = max(1, self.held_by(term))
        return float(np.log1p((self.count - held + 0.5) / (held + 0.5))) if self.count else 0.0

    def held_by(self, term: str) -> int:
        """How many documents hold the term."""
        number = self.numbers.get(term)
        return 0 if number is None else int(self.frequency[number])

    def documents_share(self, term: str) -> float:
        """The share (0..1) of documents that hold the term."""
        return self.held_by(term) / self.count if self.count else 0.0

    def rank_share(self, term: str) -> float:
        """The share (0..1) of the vocabulary that more documents hold than this term: below .05 it is among
        the commonest 5 %."""
        number = self.numbers.get(term)
        return 1.0 if number is None else float(self._rank[number])

    def holding(self, term: str) -> tuple[Ints, Floats]:
        """The documents that hold a term, ascending, and the term's saturated weight in each, not yet times
        its rarity."""
        number = self.numbers.get(term)
        if number is None:
            return np.zeros(0, np.int64), np.zeros(0)
        here = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self._where[here], self._weight[here]

    def scores(self, wanted: Mapping[str, float]) -> Floats:
        """BM25 of every document for weighted terms."""
        places: list[Ints] = []
        weights: list[Floats] = []
        for term in sorted(wanted):
            where, weight = self.holding(term)
            if where.size:
                places.append(where)
                weights.append(weight * (wanted[term] * self.rarity(term)))
        if not places:
            return np.zeros(self.size)
        summed = np.bincount(np.concatenate(places), weights=np.concatenate(weights), minlength=self.size)
        return summed.astype(np.float64)
