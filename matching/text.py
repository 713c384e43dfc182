"""From text to tokens: Unicode aware, the place of each token kept, so that evidence can be shown where it stands."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

LONGEST_TEXT: Final = 100_000
"""Characters read of one text; what follows is ignored."""
MOST_TOKENS: Final = 20_000
"""Tokens read of one text."""
LONGEST_TOKEN: Final = 40
"""Characters kept of one token: longer runs are codes or noise."""
_LAST_MARK: Final = 0x1F000  # no combining mark of a living script stands after it


class Token(NamedTuple):
    """A word as compared (`term`) and where it stands in the text (`start`, `end`, in characters)."""

    term: str
    start: int
    end: int


def _ranges(*categories: str) -> str:
    """What stands in a pattern's brackets for all characters of these Unicode categories, spaces excepted."""
    found: list[str] = []
    first = last = -2
    for code in range(_LAST_MARK):
        if unicodedata.category(chr(code)) not in categories or chr(code).isspace():
            continue
        if code != last + 1:
            if first >= 0:
                found.append(f"\\U{first:08x}-\\U{last:08x}")
            first = code
        last = code
    found.append(f"\\U{first:08x}-\\U{last:08x}")
    return "".join(found)


# A soft hyphen or a control character within a word doesn't part it; \w alone would part words at combining
# vowels.
_INVISIBLE_RANGES: Final = _ranges("Cc", "Cf")
_INVISIBLE: Final = re.compile(f"[{_INVISIBLE_RANGES}]+")
_WORD: Final = rf"\w[\w{_INVISIBLE_RANGES}{_ranges('Mn', 'Mc', 'Me')}]*"
# Punctuation that belongs to a name: c#, c++, .net, asp.net, node.js. A possessive s is left out of
# comparisons. Cases are spelled out where they matter: a pattern that ignores case takes twice as long.
_TOKEN: Final = re.compile(
    rf"\b[cfjCFJ](?:\+\+|\#)(?!\w)|{_WORD}(?:\.(?i:js|net|io|ai)\b|['’]s\b)?|(?<!\w)\.(?i:net)\b"
)
# Scripts written without spaces: read as overlapping pairs of characters.
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
_SAME: Final = {
    "nodejs": "node.js",
    "dotnet": ".net",
    "vuejs": "vue.js",
    "reactjs": "react",
    "react.js": "react",
    "nextjs": "next.js",
    "apis": "api",
}


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """A word as it is compared: compatibility forms unified, case folded, an English plural taken off.

    Empty for nothing but underscores.
    """
    if not word.isascii() or not word.isprintable():
        word = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word))
    term = word.casefold()[:LONGEST_TOKEN].removesuffix("'s").removesuffix("’s")
    term = _SAME.get(term, term).strip("_")
    if len(term) > 3 and term.endswith("s") and term.isascii() and term.isalpha():
        if term.endswith("ies") and len(term) > 4:
            return term[:-3] + "y"
        if term.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return term[:-2]
        if not term.endswith(("ss", "us", "is", "ws")):
            return term[:-1]
    return term


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in reading order, at most `MOST_TOKENS` of its first `LONGEST_TEXT` characters."""
    read = 0
    for found in _TOKEN.finditer(text, 0, LONGEST_TEXT):
        if read >= MOST_TOKENS:
            return
        word, start, end = found[0], found.start(), found.end()
        spaced = word.isascii() or not _UNSPACED.search(word)
        for first, last in ((start, end),) if spaced else _parts(text, start, end):
            if term := folded(text[first:last]):
                read += 1
                yield Token(term, first, last)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run of letters divided into what is read: pairs where the script has no spaces, the rest whole."""
    found: list[tuple[int, int]] = []
    position = start
    for run in _UNSPACED.finditer(text, start, end):
        if run.start() > position:
            found.append((position, run.start()))
        found += [(at, at + 2) for at in range(run.start(), run.end() - 1)]
        position = run.end()
    if position < end:
        found.append((position, end))
    return found


def terms(text: str) -> list[str]:
    """The tokens of a text as compared, in reading order."""
    return [token.term for token in tokens(text)]


_JOINING: Final = frozenset((" ", "-", "\u00a0", "\u2010", "\u2011", ""))


def joined(text: str, one: Token, other: Token) -> bool:
    """Whether two neighbouring tokens belong together: nothing but a space or a hyphen stands between them."""
    return text[one.end : other.start] in _JOINING


def spelled(text: str) -> tuple[str, ...]:
    """The tokens of a text as compared, in reading order, an empty one between those that don't belong together."""
    found: list[str] = []
    last: Token | None = None
    for token in tokens(text):
        if last is not None and not joined(text, last, token):
            found.append("")
        found.append(token.term)
        last = token
    return tuple(found)
