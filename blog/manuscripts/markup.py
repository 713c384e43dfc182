"""The few signs that our texts use, as the rich text that the editor would have kept.

Headings with # signs, lists with - or 1., **strong**, *emphasis*, `code` and [links](address); guide:slug is a link
to a guide. Quotation marks and apostrophes become typographic ones, except in code.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.html import escape

Link = Callable[[str], str]
"""The opening tag of a link to an address; empty where there is nothing to lead to."""

INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>.+?)\*\*|\*(?P<emphasis>[^*]+)\*|\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)"
)
HEADING = re.compile(r"(?P<level>#{2,4}) (?P<words>.+)")
ITEM = re.compile(r"(?:(?P<bullet>- )|(?P<number>\d+\. ))(?P<words>.+)")
OPENING_QUOTE = re.compile(r"(^|[\s(\[*])\"")


def typographic(text: str) -> str:
    """Curly quotation marks and apostrophes."""
    return OPENING_QUOTE.sub(r"\1“", text).replace('"', "”").replace("'", "’")


def inline(text: str, link: Link) -> str:
    """One run of words as HTML, escaped."""
    text, place = typographic_outside_code(text), 0
    made: list[str] = []
    for match in INLINE.finditer(text):
        made.append(escape(text[place : match.start()]))
        place = match.end()
        if match["code"]:
            made.append(f"<code>{escape(match['code'])}</code>")
        elif match["strong"]:
            made.append(f"<b>{inline(match['strong'], link)}</b>")
        elif match["emphasis"]:
            made.append(f"<i>{inline(match['emphasis'], link)}</i>")
        else:
            tag = link(match["address"])
            made.append(f"{tag}{inline(match['words'], link)}{'</a>' if tag else ''}")
    return "".join([*made, escape(text[place:])])


def typographic_outside_code(text: str) -> str:
    """As `typographic`, but what stands between backticks stays as it is."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if place % 2 else typographic(part) for place, part in enumerate(parts))


def html(text: str, link: Link, key: Callable[[int], str]) -> str:
    """A whole text. `key` gives the number-th paragraph the key by which the editor knows it."""
    made: list[str] = []
    number = 0

    def keyed(tag: str, words: str) -> str:
        nonlocal number
        number += 1
        return f'<{tag} data-block-key="{key(number)}">{inline(words, link)}</{tag}>'

    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = list(_joined(chunk.splitlines()))
        if heading := HEADING.fullmatch(lines[0]):
            made.append(keyed(f"h{len(heading['level'])}", heading["words"]))
            lines = lines[1:]
        if lines and (first := ITEM.fullmatch(lines[0])):
            tag = "ul" if first["bullet"] else "ol"
            items = "".join(keyed("li", ITEM.sub(r"\g<words>", line)) for line in lines)
            made.append(f"<{tag}>{items}</{tag}>")
        elif lines:
            made.append(keyed("p", " ".join(lines)))
    return "".join(made)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines of a chunk; a line that begins neither an item nor a heading goes on with the one before."""
    kept = ""
    for line in lines:
        if kept and not ITEM.fullmatch(line) and not HEADING.fullmatch(kept):
            kept = f"{kept} {line.strip()}"
            continue
        if kept:
            yield kept
        kept = line.strip()
    if kept:
        yield kept
