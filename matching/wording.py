"""A brief's words in their order, so that phrases can be found that stand in a text of an agency as well."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from matching.postings import Document
from matching.text import Token, spelled
from matching.words import FUNCTION_WORDS, LINKING, LOOSE

LONGEST: Final = 5
"""Words of a phrase at most."""
MOST_PLACES: Final = 12
"""Places of one word in a brief at which a phrase may begin."""


class Shared(NamedTuple):
    """Words that stand in both, folded, where in `Brief.document`, and how much they show."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    worth: float


class Shown(NamedTuple):
    """The document of an agency that shows most, and what it shares with the brief, the most telling first."""

    document: Document
    shared: tuple[Shared, ...]


class Wording:
    """A brief's words in their order, ready to be compared with texts."""

    def __init__(self, text: str, read: Iterable[Token]) -> None:
        self.words: Sequence[str] = spelled(text)
        self.spans: list[tuple[int, int]] = []
        at = iter(read)
        for word in self.words:
            token = next(at) if word else None
            self.spans.append((token.start, token.end) if token else (0, 0))
        starts: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            if word not in LOOSE and any(letter.isalpha() for letter in word):
                starts.setdefault(word, []).append(place)
        self.starts: Mapping[str, list[int]] = {word: places[:MOST_PLACES] for word, places in starts.items()}

    def run(self, place: int, words: Sequence[str], at: int) -> int:
        """How many words from a place in the brief and a place in a text are the same, loose ends taken off."""
        size, most = 1, min(LONGEST, len(self.words) - place, len(words) - at)
        while size < most and self.words[place + size] == words[at + size] and _continues(words[at + size]):
            size += 1
        while size > 1 and words[at + size - 1] in LOOSE:
            size -= 1
        return size


def _continues(word: str) -> bool:
    return word in LINKING or (word not in FUNCTION_WORDS and any(letter.isalpha() for letter in word))
