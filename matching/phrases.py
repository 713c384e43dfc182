"""What a brief and a text both say in the same words: phrases first, then words rare enough to show something."""

from typing import Final

from matching.postings import Document, Postings
from matching.reading import Reading
from matching.taxonomy import SERVICES, is_spoken_of
from matching.text import terms
from matching.wording import Shared, Shown
from matching.words import FUNCTION_WORDS, is_everyday

MOST: Final = 5
"""Phrases and words named as evidence of one reason."""
SHORTEST: Final = 4
"""Letters a single word has at least, unless the taxonomy knows it."""
ENOUGH: Final = 0.4
"""Share of the text points from which a single word may be shown alone."""
RARE: Final = 0.04
FEW: Final = 5
"""A single word shows something while at most this share of the documents holds it, or this many: with a hundred
documents the share alone would let only oddities through, with ten nothing. A word of the taxonomy may stand in
twice as many."""
EVERYDAY_WORTH: Final = 0.5
"""What an everyday word adds to a phrase, as part of its rarity."""
PHRASE_WORTH: Final = 1.3
STUDY_WORTH: Final = 1.6
"""How much more a phrase counts than its words, and what a case study shows than what a profile says."""


def shared(
    reading: Reading, document: Document, *, told: frozenset[str] = frozenset(), alone: bool = True
) -> tuple[Shared, ...]:
    """What a document says in the brief's words, at most `MOST`, the most telling first; empty when that is
    nothing worth showing: one single rare word may be chance, unless the brief stresses it and it may stand
    `alone`.

    Words that are all `told` elsewhere are left out.
    """
    wording, found = reading.wording, dict[tuple[str, ...], list[int]]()
    for at, word in enumerate(document.words):
        for place in wording.starts.get(word, ()):
            size = wording.run(place, document.words, at)
            for used in {1, size}:
                found.setdefault(tuple(document.words[at : at + used]), []).append(place)
    rows = []
    for words, places in found.items():
        if told.issuperset(words) or not _tells(reading, words):
            continue
        last = len(words) - 1
        spans = sorted({(wording.spans[place][0], wording.spans[place + last][1]) for place in places})
        rows.append(Shared(words, tuple(spans), _worth(reading, words)))
    rows.sort(key=lambda row: (len(row.words) == 1, -row.worth, row.words))
    chosen: list[Shared] = []
    for row in rows:
        if len(chosen) < MOST and not any(set(row.words) & set(other.words) for other in chosen):
            chosen.append(row)
    if any(len(row.words) > 1 for row in chosen) or len(chosen) > 1:
        return tuple(chosen)
    return tuple(row for row in chosen if alone and is_stressed(reading, row.words[0]))


def _tells(reading: Reading, words: tuple[str, ...]) -> bool:
    """Whether words show something: a phrase with a word that isn't everyday, or of three; a rare enough word."""
    if len(words) == 1:
        return is_telling(reading.columns.postings, words[0])
    if is_spoken_of(*words):
        return True
    said = [word for word in words if word not in FUNCTION_WORDS]
    return len(said) > 2 or (len(said) > 1 and not all(map(is_everyday, said)))


def is_telling(postings: Postings, term: str) -> bool:
    """Whether a single word shows something: neither everyday nor too common among the agencies."""
    if is_everyday(term):
        return False
    known = is_spoken_of(term)
    most = max(FEW, RARE * postings.count) * (2 if known else 1)
    return (known or len(term) >= SHORTEST) and postings.held_by(term) <= most


def is_stressed(reading: Reading, term: str) -> bool:
    """Whether a brief says a word in its title, or more than once."""
    spans = reading.spans.get(term, ())
    return len(spans) > 1 or (len(spans) == 1 and spans[0][1] <= len(reading.brief.title))


def _worth(reading: Reading, words: tuple[str, ...]) -> float:
    worth = 0.0
    for word in words:
        worth += reading.worth.get(word, 0.0) * (EVERYDAY_WORTH if is_everyday(word) else 1.0)
    return worth * (PHRASE_WORTH if len(words) > 1 else 1.0)


def shown(reading: Reading, row: int) -> Shown | None:
    """The document of one agency that shows most of what the brief asks for; None when none shows anything.

    Names of services that it offers are told by other reasons, so their words alone show nothing here.
    """
    offered = reading.columns.profiles[row].services
    told = frozenset(term for slug in reading.services if slug in offered for term in terms(SERVICES[slug].name))
    if row in reading.shown:
        return reading.shown[row]
    alone = bool(reading.text_shares[row] > ENOUGH)
    best: Shown | None = None
    most = 0.0
    for number, document in reading.documents_of(row):
        if reading.document_scores[number] <= 0.0:
            continue
        said = shared(reading, document, told=told, alone=alone)
        worth = sum(each.worth for each in said[:3]) * (STUDY_WORTH if document.key is not None else 1.0)
        if worth > most:
            best, most = Shown(document, said), worth
    reading.shown[row] = best
    return best
