"""Anchors of headings that survive edits, so that links into a guide go on working.

The editor gives every paragraph of a rich text a key of its own (`data-block-key`) that stays when its words
change. A guide keeps, by the block's id and that key, the anchor that a heading got when it was first saved. The
anchor of a heading that is gone stays taken, so that an old link never leads to something else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import slugify

HEADING = re.compile(r"<h(?P<level>[234])(?P<attributes>[^>]*)>(?P<inside>.*?)</h(?P=level)>", re.DOTALL)
KEY = re.compile(r'data-block-key="(?P<key>[^"]+)"')
LONGEST = 60
WITHOUT_LETTERS = "part"
TAKEN = frozenset(("main", "site-nav", "top", "questions", "contents"))
"""Ids that the page itself uses."""


@dataclass(frozen=True, slots=True)
class Found:
    """A heading as it stands in a rich text: its key, its level of 2 to 4, its words."""

    key: str
    level: int
    words: str


def headings(source: str, block_id: str) -> Iterator[Found]:
    """The headings of one rich text, in order."""
    for number, match in enumerate(HEADING.finditer(source)):
        words = " ".join(unescape(strip_tags(match["inside"])).split())
        if words:
            yield Found(_key(match["attributes"], block_id, number), int(match["level"]), words)


def assigned(body: Iterable[object], known: Mapping[str, str]) -> dict[str, str]:
    """The anchors of a body's headings: those known stay, new headings get one that nobody had before."""
    anchors = dict(known)
    used = {*anchors.values(), *TAKEN}
    for heading in of_body(body):
        if heading.key not in anchors:
            anchors[heading.key] = _free(heading.words, used)
            used.add(anchors[heading.key])
    return anchors


def of_body(body: Iterable[object]) -> Iterator[Found]:
    """The headings of all text blocks of a StreamField's value."""
    for block in body:
        if block.block_type == "text":  # type: ignore[attr-defined]
            yield from headings(block.value.source, str(block.id))  # type: ignore[attr-defined]


def anchored(html: str, block_id: str, anchors: Mapping[str, str]) -> str:
    """A rich text with the anchors as ids of its headings; keys that only the editor needs are left out."""
    number = -1

    def with_id(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        anchor = anchors.get(_key(match["attributes"], block_id, number))
        attributes = f' id="{anchor}"' if anchor else ""
        return f"<h{match['level']}{attributes}>{match['inside']}</h{match['level']}>"

    return re.sub(r'\s*data-block-key="[^"]*"', "", HEADING.sub(with_id, html))


def _key(attributes: str, block_id: str, number: int) -> str:
    """The editor's key, or, where a text came from elsewhere, the heading's place in its block."""
    found = KEY.search(attributes)
    return f"{block_id}/{found['key'] if found else number}"


def _free(words: str, used: set[str]) -> str:
    wanted = slugify(words, allow_unicode=True)[:LONGEST].strip("-") or WITHOUT_LETTERS
    anchor, number = wanted, 1
    while anchor in used:
        number += 1
        anchor = f"{wanted}-{number}"
    return anchor
