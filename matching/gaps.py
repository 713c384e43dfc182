"""What a brief speaks of and an agency nowhere does: the one honest shortfall named beside the reasons."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from matching.reading import Reading
from matching.taxonomy import services_in
from matching.types import Reason
from matching.words import says_something

RARE: Final = 0.05
"""The share of documents up to which a word is special enough to be missed."""
SHORTEST: Final = 4
"""Letters a missed word has at least, unless the taxonomy knows it."""
LONGEST_SEARCHED: Final = 20_000
"""Characters of a brief searched for names of services."""
MOST_ASKED: Final = 50
"""Names of services and rare words looked for in an agency's texts."""


class Asked(NamedTuple):
    """Something a brief speaks of: its words as compared, and as the brief writes them."""

    words: frozenset[str]
    written: str


def asked_for(reading: Reading) -> Sequence[Asked]:
    """What an agency could be missed to mention, in the order in which it is asked: terms of the trade before
    other words that the brief stresses, rarer before commoner.
    """
    return (*_trade_terms(reading), *_stressed_words(reading))


def _trade_terms(reading: Reading) -> list[Asked]:
    """Names and synonyms of services that stand in the brief."""
    found = []
    spans = {span for places in services_in(reading.document[:LONGEST_SEARCHED]).values() for span in places}
    for start, end in sorted(spans)[:MOST_ASKED]:
        words = frozenset(token.term for token in reading.tokens if start <= token.start and token.end <= end)
        if words:
            rarity = sum(map(reading.columns.postings.rarity, sorted(words))) / len(words)
            found.append((-rarity, start, Asked(words, reading.document[start:end])))
    return [asked for _, _, asked in sorted(found, key=lambda one: one[:2])]


def _stressed_words(reading: Reading) -> list[Asked]:
    """Rare words of the title, or said twice, that some agency uses."""
    postings, title = reading.columns.postings, len(reading.brief.title)
    found = [
        (-postings.rarity(term), spans[0][0], Asked(frozenset((term,)), reading.as_written(term)))
        for term, spans in reading.spans.items()
        if len(term) >= SHORTEST
        and (len(spans) > 1 or spans[0][1] <= title)
        and says_something(term)
        and 0.0 < postings.documents_share(term) <= RARE
    ]
    return [asked for _, _, asked in sorted(found, key=lambda one: one[:2])[:MOST_ASKED]]


def unmentioned(reading: Reading, row: int, asked: Sequence[Asked]) -> str | None:
    """The first thing asked for of which the agency's texts mention no word, as the brief writes it."""
    documents = [document.counts for _, document in reading.documents_of(row)]
    return next(
        (one.written for one in asked if not any(word in counts for word in one.words for counts in documents)), None
    )


def worst(reading: Reading, row: int, reasons: Sequence[Reason], asked: Sequence[Asked]) -> Reason | None:
    """The shortfall worth telling: the reason that lost most points, or a word not mentioned where the texts
    fit otherwise."""
    short = [reason for reason in reasons if reason.gap]
    lost = max(short, key=lambda reason: (reason.weight - reason.points, reason.rule), default=None)
    text = next((reason for reason in reasons if reason.rule == "text" and not reason.gap), None)
    word = unmentioned(reading, row, asked) if text is not None else None
    # A word counts as half of what the text part lost: the rest is other words.
    if (
        text is not None
        and word is not None
        and (lost is None or (text.weight - text.points) / 2 > lost.weight - lost.points)
    ):
        return Reason("text", "skills", "word_not_mentioned", {"word": word}, text.share, 0.0, 0.0, gap=True)
    if lost is None:
        return None
    return Reason(lost.rule, lost.group, lost.code, lost.params, lost.share, 0.0, 0.0, lost.evidence, gap=True)
