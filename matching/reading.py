"""A brief read against all agencies: its words, every document's score, and what each agency gains by them."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np

from matching.index import Columns, Mask
from matching.postings import Document, Floats
from matching.taxonomy import Spans, industry, service, words_for
from matching.text import Token, tokens
from matching.types import Brief
from matching.wording import Shown, Wording
from matching.words import FUNCTION_WORDS, is_everyday

ADDING_UP: Final = 4.0
"""Exponent of the power mean that adds an agency's documents: several good case studies count more than one,
many weak ones don't. Between 3 and 6 nDCG differs by less than its noise on public tenders; 1 (a plain sum)
rewards volume and is far worse."""
HALF_AT: Final = 0.25
"""Part of the reference at which half of the text points are given."""
STEEPNESS: Final = 1.3
"""How sharply the text share turns from low to high around `HALF_AT`."""
REFERENCE: Final = 1.95
LENGTH_ROOT: Final = 0.4
"""What a text that answers a brief well scores: `REFERENCE` times the brief's own weight, over this power of
the number of its words, because nobody answers all of a long brief's words. Both set so that the fifth-best
of 150 to 1,400 suppliers got .5 to .8 of the points on public tenders of 8 to 250 words before everyday words were
discounted (`BARE`), and .2 to .7 since: where nothing but everyday words is shared, few are earned."""
BARE: Final = 0.3
PROVEN: Final = 0.5
"""Part of its score that a document keeps which shares nothing but everyday words with the brief, and the part that
other words have to make for all of it. On public tenders nDCG@10 rises a little or stays (.153 to .170, .465 to .466,
.166 to .167); neighbouring values differ by less than their noise."""
UNTOLD: Final = 0.03
"""Part that is left where every shared word is an everyday one: next to nothing, whatever the number of words. On the
same tenders nDCG@10 stays to the fourth decimal. Holding words against a text that are common among agencies only,
the commonest 5 % of all, would cost a tenth on one of them (.167 to .150), so a word of the trade that many say counts
by its rarity alone."""
HALF_STATED: Final = 1.0
EVERYDAY: Final = 0.3
"""Words that make half of the text points attainable, and what an everyday word counts among them."""


class Reading:
    """What the rules ask of the text. Nothing is computed before it is asked for."""

    def __init__(self, columns: Columns, brief: Brief) -> None:
        for slug in brief.services:
            service(slug)
        if brief.industry is not None:
            industry(brief.industry)
        self.columns = columns
        self.brief = brief
        self.document = brief.document
        self.services = tuple(dict.fromkeys(brief.services))
        self.shown: dict[int, Shown | None] = {}

    def asked_otherwise(self, brief: Brief) -> "Reading":
        """The same words under other conditions: what was read of the text is kept.

        Raises ValueError when the text or the day of publication differ.
        """
        if (brief.document, brief.published_on) != (self.document, self.brief.published_on):
            raise ValueError("Only the conditions of a brief can change without reading it again.")
        other = Reading(self.columns, brief)
        for kept in ("tokens", "text_shares", "text_stated", "readable"):
            other.__dict__[kept] = getattr(self, kept)
        return other

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The brief's words in reading order."""
        return tuple(tokens(self.document))

    @cached_property
    def wording(self) -> Wording:
        """The brief's words in their order."""
        return Wording(self.document, self.tokens)

    @cached_property
    def service_words(self) -> Mapping[str, Spans]:
        """Where the brief speaks of each service it asks for, the most telling place first."""
        return words_for(self.tokens, self.services)

    @cached_property
    def industry_words(self) -> Spans:
        """Where the brief speaks of its own industry, the most telling place first."""
        slug = self.brief.industry
        return words_for(self.tokens, (slug,)).get(slug, ()) if slug else ()

    @cached_property
    def wanted(self) -> Mapping[str, float]:
        """The brief's terms and how much each is asked for: 1 for a word said once, towards 2 for one said often.

        Words that say nothing are left out: the order hardly changes, but "the" and "our" shouldn't earn points.
        """
        counts = Counter(token.term for token in self.tokens if token.term not in FUNCTION_WORDS)
        return {term: 2.0 * count / (count + 1.0) for term, count in counts.items()}

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The brief's terms that aren't everyday words, in reading order."""
        return tuple(term for term in self.wanted if not is_everyday(term))

    @cached_property
    def worth(self) -> Mapping[str, float]:
        """What each of the brief's terms is worth: how much it is asked for times its rarity."""
        rarity = self.columns.postings.rarity
        return {term: wanted * rarity(term) for term, wanted in self.wanted.items()}

    @cached_property
    def spans(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Where each term stands in the brief's document."""
        found: dict[str, list[tuple[int, int]]] = {}
        for token in self.tokens:
            found.setdefault(token.term, []).append((token.start, token.end))
        return {term: tuple(places) for term, places in found.items()}

    @cached_property
    def readable(self) -> Mask:
        """Documents that may be read: all but case studies dated on or after the brief's publication."""
        if self.brief.published_on is None:
            return np.ones(len(self.columns.documents), dtype=np.bool_)
        return np.asarray(self.columns.finished < self.brief.published_on.toordinal(), dtype=np.bool_)

    @cached_property
    def document_scores(self) -> Floats:
        """BM25 of every document, less where everyday words made it (`BARE`, `PROVEN`, `UNTOLD`); 0 for those that may
        not be read."""
        scores = self.columns.postings.scores(self.wanted)
        telling = self.columns.postings.scores({term: self.wanted[term] for term in self.telling})
        kept = np.where(telling > 0.0, BARE, UNTOLD)
        proven = np.minimum(PROVEN * scores, telling)
        return np.where(self.readable, kept * scores + (1.0 - BARE) / PROVEN * proven, 0.0)

    @cached_property
    def text_scores(self) -> Floats:
        """The score of every agency: its documents' added by a power mean, in the order of the agencies' keys."""
        if not self.columns.size:
            return np.zeros(0)
        powers = np.add.reduceat(self.document_scores**ADDING_UP, self.columns.starts)
        return np.asarray(powers ** (1.0 / ADDING_UP), dtype=np.float64)

    @cached_property
    def text_reference(self) -> float:
        """What a text would score that answers the brief well, in the unit of the scores.

        Being made of the same rarities as the scores, it keeps a share what it is while the index grows.
        """
        own = sum(self.worth[term] for term in sorted(self.worth))
        return float(REFERENCE * own / max(1, len(self.worth)) ** LENGTH_ROOT)

    @cached_property
    def text_shares(self) -> Floats:
        """The text part of every agency, 0..1: measured against the brief itself, not against the other agencies."""
        if self.text_reference <= 0.0:
            return np.zeros(self.columns.size)
        ratio = (self.text_scores / self.text_reference) ** STEEPNESS
        return np.asarray(ratio / (ratio + HALF_AT**STEEPNESS), dtype=np.float64)

    @cached_property
    def text_stated(self) -> float:
        """How much of the text points the brief makes attainable, 0..1: all of them once it says enough to judge by.

        n / (n + `HALF_STATED`), n being its different words, everyday ones counted as `EVERYDAY` of one. "Back office
        on one screen" makes .47 of the points attainable, "Booking system for a ferry" .70, sixty words .98.
        """
        said = sum(EVERYDAY if is_everyday(term) else 1.0 for term in self.wanted)
        return said / (said + HALF_STATED)

    def documents_of(self, row: int) -> list[tuple[int, Document]]:
        """The readable documents of one agency, each with its number."""
        first = int(self.columns.starts[row])
        own = self.columns.entries[row].documents
        return [(first + place, document) for place, document in enumerate(own) if self.readable[first + place]]
