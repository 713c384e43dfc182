"""The marker: the words of a brief that matches rest on, highlighted and numbered as the reasons are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from matching.types import Reason
from projects.matchmaking import evidence
from projects.matchmaking.briefs import Passage, passages_of
from projects.models import BriefVersion

Span = tuple[int, int]

MOST_MARKS = 9
MOST_WORDS_A_REASON = 3
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")


@dataclass(frozen=True, slots=True)
class Marks:
    """Spans of the engine's document with their numbers, in the order in which they stand there."""

    numbers: Mapping[Span, int] = field(default_factory=dict)

    def of(self, spans: Iterable[Span]) -> int:
        """The number of the first marked words among these, 0 when none of them is marked."""
        wanted = list(spans)
        return next((number for marked, number in self.numbers.items() if any(_meet(marked, s) for s in wanted)), 0)


def mark(reasons: Iterable[Sequence[Span]]) -> Marks:
    """Number the words that most reasons rest on. Few: where everything is yellow nothing stands out."""
    cited = Counter(span for spans in reasons for span in spans)
    chosen: list[Span] = []
    for span, _count in sorted(cited.items(), key=lambda item: (-item[1], item[0])):
        if len(chosen) < MOST_MARKS and not any(_meet(span, other) for other in chosen):
            chosen.append(span)
    return Marks({span: number for number, span in enumerate(sorted(chosen), start=1)})


def spans_of(reason: Reason, brief: BriefVersion, document: str) -> list[Span]:
    """Where the words stand that the reason rests on, below the title where they stand there as well."""
    below = len(brief.title)
    places = [each.brief_spans for each in reason.evidence if each.brief_spans]
    if not places:
        return evidence.spans_of(reason, document)[:MOST_WORDS_A_REASON]
    found = (next((span for span in spans if span[0] >= below), spans[0]) for spans in places)
    return [(span[0], span[1]) for span in found][:MOST_WORDS_A_REASON]


def html_of(passage: Passage, marks: Marks) -> SafeString:
    """The passage as paragraphs, escaped, its marked words highlighted with their numbers."""
    paragraphs = (
        _paragraph(found.group(), passage.start + found.start(), marks) for found in _PARAGRAPH.finditer(passage.text)
    )
    return format_html_join("", "<p>{}</p>", ((text,) for text in paragraphs if text.strip()))


def unmarked(brief: BriefVersion) -> dict[str, SafeString]:
    """All texts of a brief by field, nothing highlighted."""
    return {passage.field: html_of(passage, Marks()) for passage in passages_of(brief)}


def line_of(passage: Passage, marks: Marks) -> SafeString:
    """The passage on one line, for headings."""
    return _paragraph(passage.text, passage.start, marks)


def _paragraph(text: str, start: int, marks: Marks) -> SafeString:
    pieces: list[SafeString | str] = []
    at = 0
    for (begins, ends), number in marks.numbers.items():
        first, last = begins - start, ends - start
        if first < at or last > len(text):
            continue
        pieces += [text[at:first], format_html("<mark>{}<sup>{}</sup></mark>", text[first:last], number)]
        at = last
    pieces.append(text[at:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
