"""Reading a guide: its contents, its length, how long that takes."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from blog import anchors

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction: 238 words a minute on average (Brysbaert 2019), a little less with code."""

WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    anchor: str
    words: str
    level: int
    below: tuple["Heading", ...] = ()


def contents(body: Iterable[object], known: Mapping[str, str]) -> list[Heading]:
    """Headings of the second level, each with those of the third below it."""
    lines: list[tuple[anchors.Found, list[Heading]]] = []
    for found in anchors.of_body(body):
        if found.level == 2 or not lines:
            lines.append((found, []))
        elif found.level == 3:
            lines[-1][1].append(Heading(known.get(found.key, ""), found.words, 3))
    return [Heading(known.get(found.key, ""), found.words, 2, tuple(below)) for found, below in lines]


def words(body: object) -> int:
    """How many words the blocks of a StreamField's value hold, as far as they can be searched."""
    texts = body.stream_block.get_searchable_content(body)  # type: ignore[attr-defined]
    return sum(len(WORD.findall(str(text))) for text in texts)


def minutes(count: int) -> int:
    """Whole minutes for so many words, at least one."""
    return max(1, math.ceil(count / WORDS_A_MINUTE))
