"""The few words around a term, as the agency wrote them."""

from collections.abc import Collection
from typing import Final

from matching.text import Token, tokens

AROUND: Final = 60
"""Characters shown on either side of the term."""


def quotes(text: str, wanted: Collection[str]) -> dict[str, str]:
    """The text around the first place of each folded term that stands in it, cut at spaces, on one line."""
    found: dict[str, str] = {}
    for token in tokens(text):
        if token.term in wanted and token.term not in found:
            found[token.term] = _around(text, token)
            if len(found) == len(wanted):
                break
    return found


def _around(text: str, token: Token) -> str:
    start, end = max(0, token.start - AROUND), min(len(text), token.end + AROUND)
    if start:
        space = text.find(" ", start, token.start)
        start = token.start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", token.end, end)
        end = token.end if space < 0 else space
    words = " ".join(text[start:end].split())
    return ("… " if start else "") + words + (" …" if end < len(text) else "")
