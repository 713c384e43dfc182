"""The few words around a phrase, as the agency wrote them, and the phrase as the brief writes it."""

from collections.abc import Iterable, Mapping
from typing import Final

from matching.taxonomy import services_in
from matching.text import Token, tokens

AROUND: Final = 60
"""Characters shown on either side of the phrase."""


def quotes(text: str, wanted: Iterable[tuple[str, ...]]) -> Mapping[tuple[str, ...], str]:
    """The text around the first place of each phrase of folded words that stands in it, cut at spaces, on one line."""
    missing = set(wanted)
    sizes = sorted({len(words) for words in missing}, reverse=True)
    read = list(tokens(text))
    found: dict[tuple[str, ...], str] = {}
    for at in range(len(read)):
        if not missing:
            break
        for size in sizes:
            here = read[at : at + size]
            words = tuple(token.term for token in here)
            if words in missing:
                missing.discard(words)
                found[words] = _around(text, here[0], here[-1])
    return found


def _around(text: str, first: Token, last: Token) -> str:
    start, end = max(0, first.start - AROUND), min(len(text), last.end + AROUND)
    if start:
        space = text.find(" ", start, first.start)
        start = first.start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", last.end, end)
        end = last.end if space < 0 else space
    words = " ".join(text[start:end].split())
    return ("… " if start else "") + words + (" …" if end < len(text) else "")


def as_written(document: str, spans: Iterable[tuple[int, int]], quote: str = "") -> str:
    """Words as the brief writes them: where they don't begin with a capital if there is such a place.

    Where a capital may only be there because a sentence begins, it is taken off, unless the agency's `quote` has it
    within a sentence too, or the first word is a name of the trade: "Python".
    """
    places = [(start, " ".join(document[start:end].split())) for start, end in spans]
    start, written = next((place for place in places if not place[1][:1].isupper()), places[0])
    if not _begins(document, start) or not written[1:2].islower() or services_in(written.split(" ")[0]):
        return written
    again = quote.find(written)
    return written if again > 0 and not _begins(quote, again) else written[0].lower() + written[1:]


def _begins(text: str, start: int) -> bool:
    """Whether a sentence or a line begins there."""
    before = text[:start].rstrip(" \"'“‘(…")
    return not before or before[-1] in ".!?:\n"
