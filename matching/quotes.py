"""The few words around a term, as the agency wrote them."""

from typing import Final

from matching.text import tokens

AROUND: Final = 60
"""Characters shown on either side of the term."""


def quote(text: str, term: str) -> str | None:
    """The text around the first place where a folded term stands, cut at spaces, on one line; None where it
    doesn't stand."""
    found = next((token for token in tokens(text) if token.term == term), None)
    if found is None:
        return None
    start, end = max(0, found.start - AROUND), min(len(text), found.end + AROUND)
    if start:
        space = text.find(" ", start, found.start)
        start = found.start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", found.end, end)
        end = found.end if space < 0 else space
    words = " ".join(text[start:end].split())
    return ("… " if start else "") + words + (" …" if end < len(text) else "")
