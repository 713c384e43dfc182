"""What a brief speaks of and an agency nowhere does: the one honest shortfall named beside the reasons."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from matching.phrases import is_stressed, is_telling
from matching.quotes import as_written
from matching.reading import Reading
from matching.taxonomy import services_in
from matching.types import Reason
from matching.words import LOOSE, is_everyday

LONGEST_SEARCHED: Final = 20_000
"""Characters of a brief searched for names of services."""
MOST_ASKED: Final = 50
"""Names of services and rare words looked for in an agency's texts."""


class Asked(NamedTuple):
    """Something a brief speaks of: its words as compared, and as the brief writes them."""

    words: frozenset[str]
    written: str


def asked_for(reading: Reading) -> Sequence[Asked]:
    """What an agency could be missed to mention, in the order in which it is asked: terms of the trade, then other
    phrases, then single words that the brief stresses; rarer before commoner. What isn't a term of the trade is asked
    for only if some agency mentions it: else nobody could be expected to.
    """
    found = (*_trade_terms(reading), *_phrases(reading), *_stressed_words(reading))
    return tuple({asked.words: asked for asked in reversed(found)}.values())[::-1]


def _trade_terms(reading: Reading) -> list[Asked]:
    """Names and synonyms of services that stand in the brief."""
    found = []
    spans = {span for places in services_in(reading.document[:LONGEST_SEARCHED]).values() for span in places}
    for start, end in sorted(spans)[:MOST_ASKED]:
        words = tuple(token.term for token in reading.tokens if start <= token.start and token.end <= end)
        rarity = [reading.columns.postings.rarity(word) for word in words]
        # A single word said in passing is no demand: “API” in a list of ten things need not be mentioned.
        if len(words) > 1 or (words and not is_everyday(words[0]) and is_stressed(reading, words[0])):
            found.append((-sum(rarity) / len(words), start, _asked(reading, words, start, end)))
    return [asked for _, _, asked in sorted(found, key=lambda one: one[:2])]


def _phrases(reading: Reading) -> list[Asked]:
    """Pairs of words, one of them not everyday, that stand side by side in the brief and in a text of some agency."""
    wording, postings = reading.wording, reading.columns.postings
    found: dict[tuple[str, str], tuple[float, int, Asked]] = {}
    for place, (one, other) in enumerate(pairwise(wording.words)):
        words = (one, other)
        if words in found or LOOSE.intersection(words) or not any(is_telling(postings, word) for word in words):
            continue
        if not all(any(letter.isalpha() for letter in word) for word in words) or not _stand_together(reading, words):
            continue
        start, end = wording.spans[place][0], wording.spans[place + 1][1]
        rarity = postings.rarity(one) + postings.rarity(other)
        found[words] = (-rarity, start, _asked(reading, words, start, end))
        if len(found) == MOST_ASKED:
            break
    return [asked for _, _, asked in sorted(found.values(), key=lambda one: one[:2])]


def _stand_together(reading: Reading, words: tuple[str, str]) -> bool:
    """Whether some text has two words side by side."""
    (one, _), (other, _) = (reading.columns.postings.holding(word) for word in words)
    both = np.intersect1d(one, other, assume_unique=True)[:MOST_ASKED]
    return any(words in pairwise(reading.columns.documents[number].words) for number in both.tolist())


def _stressed_words(reading: Reading) -> list[Asked]:
    """Telling words of the title, or said twice, that several texts use: English plurals, because these are names of
    things, and a sentence can do without an article before them."""
    postings = reading.columns.postings
    found = [
        (-postings.rarity(term), spans[0][0], _asked(reading, (term,), *spans[0]))
        for term, spans in reading.spans.items()
        if reading.document[slice(*spans[0])].casefold() == f"{term}s"
        and is_stressed(reading, term)
        and is_telling(postings, term)
        and postings.held_by(term) > 1
    ]
    return [asked for _, _, asked in sorted(found, key=lambda one: one[:2])[:MOST_ASKED]]


def _asked(reading: Reading, words: tuple[str, ...], start: int, end: int) -> Asked:
    """Words that are asked for; only those that aren't everyday ones decide whether they are mentioned."""
    telling = frozenset(word for word in words if not is_everyday(word))
    return Asked(telling or frozenset(words), as_written(reading.document, ((start, end),)))


def unmentioned(reading: Reading, row: int, asked: Sequence[Asked]) -> str | None:
    """The first thing asked for of which the agency's texts mention no word, as the brief writes it."""
    documents = [document.counts for _, document in reading.documents_of(row)]
    return next(
        (one.written for one in asked if not any(word in counts for word in one.words for counts in documents)), None
    )


def worst(reading: Reading, row: int, reasons: Sequence[Reason], asked: Sequence[Asked]) -> Reason | None:
    """The shortfall worth telling: the reason that lost most points, or a thing asked for that is not mentioned.

    That the texts have only everyday or single words in common names nothing that could be asked for, so it is no gap.
    """
    short = [reason for reason in reasons if reason.gap and reason.code not in {"text_everyday", "text_single_words"}]
    lost = max(short, key=lambda reason: (reason.weight - reason.points, reason.rule), default=None)
    text = next((reason for reason in reasons if reason.rule == "text"), None)
    word = unmentioned(reading, row, asked) if text is not None and text.code != "text_nothing" else None
    # A thing not mentioned counts as half of what the text part lost: the rest is other words.
    if (
        text is not None
        and word is not None
        and (lost is None or (text.weight - text.points) / 2 > lost.weight - lost.points)
    ):
        return Reason("text", "skills", "word_not_mentioned", {"word": word}, text.share, 0.0, 0.0, gap=True)
    if lost is None:
        return None
    return Reason(lost.rule, lost.group, lost.code, lost.params, lost.share, 0.0, 0.0, lost.evidence, gap=True)
