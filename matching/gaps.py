"""What a brief speaks of and an agency nowhere does: the one honest shortfall named beside the reasons."""

from typing import Final

from matching.reading import Reading
from matching.types import Reason
from matching.words import says_something

RARE: Final = 0.05
"""The share of documents up to which a word is special enough to be missed."""
SHORTEST: Final = 4
"""Letters a missed word has at least, unless the taxonomy knows it."""


def unmentioned(reading: Reading, row: int) -> str | None:
    """What the agency's texts don't mention, as the brief writes it: a term of the trade, else a rare word
    that the brief stresses."""
    held = {term for number, document in reading.documents_of(row) for term in document.counts}
    missed = _trade_terms(reading, held) or _stressed_words(reading, held)
    return min(missed)[2] if missed else None


def _trade_terms(reading: Reading, held: set[str]) -> list[tuple[float, int, str]]:
    """Names and synonyms of services that stand in the brief and share no word with the agency's texts;
    rarest first."""
    rarity, document = reading.columns.postings.rarity, reading.brief.document
    found = []
    for start, end in reading.spoken_of:
        inside = [token.term for token in reading.tokens if start <= token.start and token.end <= end]
        if not held.intersection(inside):
            found.append((-sum(map(rarity, inside)) / len(inside), start, document[start:end]))
    return found


def _stressed_words(reading: Reading, held: set[str]) -> list[tuple[float, int, str]]:
    """Rare words of the title, or said twice, that other agencies use and this one doesn't; rarest first."""
    postings, title = reading.columns.postings, len(reading.brief.title)
    return [
        (-postings.rarity(term), spans[0][0], reading.as_written(term))
        for term, spans in reading.spans.items()
        if term not in held
        and len(term) >= SHORTEST
        and says_something(term)
        and (len(spans) > 1 or spans[0][1] <= title)
        and 0.0 < postings.documents_share(term) <= RARE
    ]


def worst(reading: Reading, row: int, reasons: tuple[Reason, ...]) -> Reason | None:
    """The shortfall worth telling: the reason that lost most points, or a word not mentioned where the texts
    fit well otherwise."""
    short = [reason for reason in reasons if reason.gap]
    lost = max(short, key=lambda reason: (reason.weight - reason.points, reason.rule), default=None)
    text = next((reason for reason in reasons if reason.rule == "text"), None)
    word = unmentioned(reading, row) if text is not None and text.points > 0 else None
    if word is not None and text is not None:
        mention = Reason("text", "skills", "word_not_mentioned", {"word": word}, text.share, 0.0, 0.0, gap=True)
        # A word counts as half of what the text part lost: the rest is other words.
        if lost is None or (text.weight - text.points) / 2 > lost.weight - lost.points:
            return mention
    if lost is None:
        return None
    return Reason(lost.rule, lost.group, lost.code, lost.params, lost.share, 0.0, 0.0, lost.evidence, gap=True)
