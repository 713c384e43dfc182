"""Services in two levels and industries, with the words people use for them; found while typing and in texts."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from matching.text import Token, folded, terms, tokens
from matching.words import is_everyday

Kind = Literal["category", "service", "industry"]


@dataclass(frozen=True, slots=True)
class Node:
    """One category, service or industry. `synonyms` speak of it wherever they stand; `typed` are only ways to
    search for it."""

    slug: str
    name: str
    kind: Kind
    category: str | None = None
    synonyms: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The name in full: "Web development › Python back end"."""
        return f"{CATEGORIES[self.category].name} › {self.name}" if self.category else self.name


class Found(NamedTuple):
    """A node that a search found, the name or synonym that matched what was typed, and how well (0..1)."""

    node: Node
    matched: str
    score: float


class UnknownSlugError(LookupError):
    """A slug that names no service or industry."""


def _node(kind: Kind, row: Mapping[str, Any], category: str | None = None) -> Node:
    return Node(row["slug"], row["name"], kind, category, tuple(row.get("synonyms", ())), tuple(row.get("typed", ())))


def _by_slug(nodes: Iterable[Node]) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        if node.slug in found:
            raise ValueError(f"The taxonomy names {node.slug!r} twice.")
        found[node.slug] = node
    return MappingProxyType(found)


_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "taxonomy.toml").read_text(encoding="utf-8"))

CATEGORIES: Final = _by_slug(_node("category", row) for row in _DATA["category"])
"""The upper level, by slug, in the order in which it is shown."""
SERVICES: Final = _by_slug(
    _node("service", row, category["slug"]) for category in _DATA["category"] for row in category["service"]
)
"""The lower level, by slug, in the order in which it is shown. `Node.category` names the upper one."""
INDUSTRIES: Final = _by_slug(_node("industry", row) for row in _DATA["industry"])
"""Industries by slug, in the order in which they are shown."""


def service(slug: str) -> Node:
    """The service with this slug. Raises UnknownSlugError."""
    if slug not in SERVICES:
        raise UnknownSlugError(f"There is no service {slug!r}.")
    return SERVICES[slug]


def industry(slug: str) -> Node:
    """The industry with this slug. Raises UnknownSlugError."""
    if slug not in INDUSTRIES:
        raise UnknownSlugError(f"There is no industry {slug!r}.")
    return INDUSTRIES[slug]


def services_of(category: str) -> tuple[Node, ...]:
    """The services of a category, in the order in which they are shown. Raises UnknownSlugError."""
    if category not in CATEGORIES:
        raise UnknownSlugError(f"There is no category {category!r}.")
    return tuple(node for node in SERVICES.values() if node.category == category)


# Search as you type
# ----------------------------------------------------------------------------------------------------------

_TYPED_WEIGHT: Final = 0.85
_CATEGORY_WEIGHT: Final = 0.6
_LONGEST_QUERY: Final = 8  # words read of what was typed


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    shown: str
    weight: float


def _phrases(node: Node) -> tuple[_Phrase, ...]:
    rows = [(node.name, 1.0)]
    rows += [(text, 0.97) for text in node.synonyms]
    rows += [(text, _TYPED_WEIGHT) for text in node.typed]
    if node.category:
        rows.append((CATEGORIES[node.category].name, _CATEGORY_WEIGHT))
    return tuple(_Phrase(tuple(terms(text)), text, weight) for text, weight in rows)


_NODES: Final[Mapping[Kind, tuple[Node, ...]]] = {
    "service": tuple(SERVICES.values()),
    "industry": tuple(INDUSTRIES.values()),
    "category": tuple(CATEGORIES.values()),
}
_PHRASES: Final = {node: _phrases(node) for nodes in _NODES.values() for node in nodes}
_JOINING: Final = frozenset(terms("and or of the for in with to a an on &"))


def search(text: str, kind: Kind = "service", limit: int = 8) -> list[Found]:
    """Nodes of one kind whose name or synonyms match what was typed, best first; all of them in order when
    nothing was typed.

    Words may be unfinished, out of order, or wrong by a letter or two; each must match something of the node.
    """
    words = terms(text)
    typed = [word for word in words if word not in _JOINING][:_LONGEST_QUERY] or words[:1]
    if not typed:
        nodes = _NODES[kind] if not text.strip() else ()
        return [Found(node, node.name, 1.0) for node in nodes[:limit]]
    found = [hit for node in _NODES[kind] if (hit := _match(node, tuple(typed))) is not None]
    order = {node: place for place, node in enumerate(_NODES[kind])}
    return sorted(found, key=lambda hit: (-hit.score, order[hit.node]))[:limit]


def _match(node: Node, typed: tuple[str, ...]) -> Found | None:
    """How well the node matches: the best single phrase, and every typed word matched by some phrase of it."""
    best, shown = 0.0, node.name
    alone = [0.0] * len(typed)
    for phrase in _PHRASES[node]:
        gained = 0.0
        for place, word in enumerate(typed):
            likeness = max((_likeness(word, other) for other in phrase.words), default=0.0)
            alone[place] = max(alone[place], likeness * phrase.weight)
            gained += likeness
        # Words of the phrase that weren't typed count a little against it, so that "java" finds Java before
        # "java developer".
        whole = gained / len(typed) * phrase.weight * (0.9 + 0.1 * min(1.0, len(typed) / max(1, len(phrase.words))))
        if whole > best:
            best, shown = whole, phrase.shown
    if min(alone) <= 0.0:
        return None
    return Found(node, shown, round(max(best, 0.9 * sum(alone) / len(alone)), 4))


@lru_cache(maxsize=32_768)
def _likeness(typed: str, word: str) -> float:
    """1 for the same word, less for its beginning, less still for one with a typing error; 0 for another word."""
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return 0.8 + 0.15 * len(typed) / len(word)
    slips = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
    if not slips or (typed[0] != word[0] and len(typed) < 6):
        return 0.0
    if (off := distance(typed, word, slips)) <= slips:
        return 0.75 - 0.1 * off
    if len(word) > len(typed) and (off := distance(typed, word[: len(typed)], slips)) <= slips:
        return 0.65 - 0.1 * off
    return 0.0


def distance(one: str, other: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two words, or `most` + 1 when there are more
    than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


# Words in texts
# --------------------------------------------------------------------------------------------------------------

Spans = tuple[tuple[int, int], ...]


def _speaking(nodes: Mapping[str, Node]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """What may begin at a word: phrases (longest first) and the slug each speaks of."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for node in nodes.values():
        for words in {tuple(terms(text)): None for text in (node.name, *node.synonyms)}:
            found.setdefault(words[0], []).append((words, node.slug))
    for phrases in found.values():
        phrases.sort(key=lambda phrase: (-len(phrase[0]), phrase))
    return found


_SPEAKING_OF_SERVICES: Final = _speaking(SERVICES)
_SPEAKING_OF_INDUSTRIES: Final = _speaking(INDUSTRIES)


def services_in(text: str) -> dict[str, Spans]:
    """Services a text speaks of by name or synonym, each with where (start, end in characters), in the
    taxonomy's order."""
    return _spoken_of(list(tokens(text)), _SPEAKING_OF_SERVICES, SERVICES)


def industries_in(text: str) -> dict[str, Spans]:
    """Industries a text speaks of by name or synonym, each with where (start, end in characters), in the
    taxonomy's order."""
    return _spoken_of(list(tokens(text)), _SPEAKING_OF_INDUSTRIES, INDUSTRIES)


def _spoken_of(
    words: list[Token], speaking: Mapping[str, list[tuple[tuple[str, ...], str]]], nodes: Mapping[str, Node]
) -> dict[str, Spans]:
    found: dict[str, list[tuple[int, int]]] = {}
    at = 0
    while at < len(words):
        step = 1
        for phrase, slug in speaking.get(words[at].term, ()):
            here = words[at : at + len(phrase)]
            if step <= len(phrase) and tuple(word.term for word in here) == phrase:
                found.setdefault(slug, []).append((here[0].start, here[-1].end))
                step = len(phrase)
        at += step
    return {slug: tuple(found[slug]) for slug in nodes if slug in found}


def words_for(read: Sequence[Token], slugs: Iterable[str]) -> dict[str, Spans]:
    """Where (start, end in characters) a text that is known to be about services or industries speaks of each, the
    most telling place first: names and synonyms before words of the name, these before words typed in a search
    unless they mean another service."""
    found: dict[str, list[tuple[int, int, int, int]]] = {}
    for slug in slugs:
        for phrase, rank in _ways_to_say(slug):
            for at, token in enumerate(read):
                if token.term == phrase[0] and tuple(each.term for each in read[at : at + len(phrase)]) == phrase:
                    place = (rank, -len(phrase), token.start, read[at + len(phrase) - 1].end)
                    found.setdefault(slug, []).append(place)
    return {slug: tuple((start, end) for _, _, start, end in sorted(places)) for slug, places in found.items()}


@lru_cache(maxsize=256)
def _ways_to_say(slug: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Phrases that speak of a node where it is the subject anyway, each once, and their rank."""
    node = SERVICES[slug] if slug in SERVICES else INDUSTRIES[slug]
    rows = [(tuple(terms(text)), 0) for text in (node.name, *node.synonyms)]
    rows += [((term,), 1) for term in terms(node.name) if not is_everyday(term)]
    rows += [(tuple(terms(text)), 2) for text in node.typed if not is_spoken_of(*terms(text))]
    return tuple({phrase: (phrase, rank) for phrase, rank in reversed(rows) if phrase}.values())


def known(slugs: Iterable[str], lookup: Callable[[str], Node] = service) -> tuple[str, ...]:
    """The slugs in their order, each once. Raises UnknownSlugError for one that names nothing."""
    return tuple(dict.fromkeys(lookup(slug).slug for slug in slugs))


def is_spoken_of(*words: str) -> bool:
    """Whether a word or a phrase is itself the name or a synonym of a service or an industry: "django", "ferry",
    "card terminal"."""
    folded_words = tuple(map(folded, words))
    rows = (*_SPEAKING_OF_SERVICES.get(folded_words[0], ()), *_SPEAKING_OF_INDUSTRIES.get(folded_words[0], ()))
    return any(phrase == folded_words for phrase, _ in rows)
