"""Other people's words in a mail: shown as they are, and never made a link by the program that shows them."""

import re
from typing import Any

GAP = "\u200b"
"""A space of no width. Mail programs look for addresses in plain text, and none reads across it."""

# The joints of what such programs take for an address: www.evil.example, https://…, somebody@evil.example.
_JOINTS = re.compile(r"(?<=\w)([.。．@])(?=[^\W\d_])|(:)(?=//)")


def unlinked(text: str) -> str:
    """The text with a gap at every joint of an address. It looks the same, and figures stay as they are."""
    return _JOINTS.sub(lambda joint: f"{joint[0]}{GAP}", text)


def all_unlinked(value: Any) -> Any:
    """The same for every text within lists and mappings; what is no text stays."""
    if isinstance(value, str):
        return unlinked(value)
    if isinstance(value, dict):
        return {key: all_unlinked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [all_unlinked(item) for item in value]
    return value
