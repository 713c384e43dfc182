"""Search over guides: what somebody asks for, what is found, and where in it the words stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from html import unescape
from typing import Any, Final, cast

from django.core.paginator import Page, Paginator
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from wagtail.search.query import PlainText

from blog.models import GuidePage, TopicPage

LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8
PER_PAGE: Final = 10
LONGEST_EXCERPT: Final = 240
LIKENESS: Final = 0.75
"""Of difflib: two letters in the wrong order in a word of eight pass, another word of the same length doesn't."""
SILENT: Final = frozenset("a an and are as at by do for from how i in is it of on or that the to we what with".split())
"""Words that stand everywhere: they are searched for, but marking them shows nothing."""
SHORTEST_STEM: Final = 3
SHORTEST_GUESSED: Final = 4
ENDING: Final = re.compile(r"(?:ies|es|s|ing|ed)$")
WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
ROOMY: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for: their line, and the words of it that are searched for. No word is an operator."""

    text: str
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Found:
    """A guide with the words of the query marked in it."""

    guide: GuidePage
    query: Query

    @cached_property
    def title(self) -> SafeString:
        return marked(self.guide.title, self.query)

    @cached_property
    def excerpt(self) -> SafeString:
        return marked(excerpt(_texts(self.guide), self.query), self.query)


def read_query(line: str) -> Query:
    """The query in a line of any length and content."""
    text = ROOMY.sub(" ", "".join(letter if letter.isprintable() else " " for letter in line[:LONGEST_QUERY])).strip()
    words = dict.fromkeys(word.casefold() for word in WORD.findall(text))
    return Query(text, tuple(words)[:MOST_WORDS])


def found(query: Query, number: object) -> "Page[Found]":
    """One page of the guides that hold every word, the best first; where none does, of those that hold a word."""
    keys = _keys(query, "and") or (_keys(query, "or") if len(query.words) > 1 else [])
    page: Any = Paginator(keys, PER_PAGE).get_page(number)  # type: ignore[arg-type]
    page.object_list = [Found(guide, query) for guide in GuidePage.objects.texts_of(list(page))]
    return cast("Page[Found]", page)


def suggestion(query: Query) -> str:
    """The query with the words that no title, summary or topic has put right; nothing when that changes nothing."""
    known = set(_vocabulary())
    better = [_nearest(word, known) for word in query.words]
    return "" if better == list(query.words) else " ".join(better)


def marked(text: str, query: Query) -> SafeString:
    """The text, escaped, with the query's words marked."""
    pattern = _pattern(query)
    if pattern is None:
        return format_html("{}", text)
    parts = pattern.split(text)
    pieces = (format_html("<mark>{}</mark>" if place % 2 else "{}", part) for place, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def excerpt(texts: Iterable[str], query: Query) -> str:
    """What stands around the first of the words, of about two lines; the beginning where none of them stands."""
    pattern, first = _pattern(query), ""
    for text in texts:
        first = first or text
        hit = pattern.search(text) if pattern else None
        if hit:
            return _around(text, hit.start())
    return _around(first, 0)


def _keys(query: Query, operator: str) -> list[int]:
    if not query:
        return []
    guides = GuidePage.objects.live().public()  # as .readable(), in the words that the search backends understand
    asked = PlainText(" ".join(query.words), operator=operator)
    return [guide.pk for guide in guides.search(asked)]


def _texts(guide: GuidePage) -> Iterator[str]:
    """The summary, then everything in the text that can be searched, as plain words."""
    yield guide.summary
    for value in (guide.body, guide.faq):
        for text in value.stream_block.get_searchable_content(value):
            yield ROOMY.sub(" ", unescape(strip_tags(str(text)))).strip()


def _around(text: str, place: int) -> str:
    start = max(0, place - LONGEST_EXCERPT // 3)
    if start:
        start = text.find(" ", start) + 1 or start
    end = start + LONGEST_EXCERPT
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _pattern(query: Query) -> re.Pattern[str] | None:
    """Finds the words with their endings: the search takes “bids” for “bid” too."""
    telling = [word for word in query.words if word not in SILENT] or query.words
    stems = sorted({_stem(word) for word in telling}, key=len, reverse=True)
    return re.compile(rf"\b((?:{'|'.join(map(re.escape, stems))})\w*)", re.IGNORECASE) if stems else None


def _stem(word: str) -> str:
    stem = ENDING.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word


def _vocabulary() -> Iterator[str]:
    for title, summary in GuidePage.objects.readable().values_list("title", "summary").order_by("pk"):
        yield from (word.casefold() for word in WORD.findall(f"{title} {summary}"))
    for title in TopicPage.objects.for_chips().values_list("title", flat=True):
        yield from (word.casefold() for word in WORD.findall(title))


def _nearest(word: str, known: set[str]) -> str:
    if word in known or len(word) < SHORTEST_GUESSED:
        return word
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=LIKENESS)), word)
