"""Where a brief came from: the page, the block on it and the text that was read there, as one short line.

The line travels in links and form fields and stays with the project. It names nobody: no visit, no address, no
person. Whoever parses it must be ready for anything, since visitors can type what they like.
"""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

LONGEST = 300
PATH = re.compile(r"/[\w\-./%~]*")
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
BLOCK = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z][a-z-]{0,39}")
VARIANT = re.compile(r"[ab]")


@dataclass(frozen=True, slots=True)
class Origin:
    """A page's path, and if a call to action was followed: the page's number, its block, the variant shown."""

    path: str
    page: int = 0
    block: str = ""
    variant: str = ""

    def __str__(self) -> str:
        named = {"page": self.page, "block": self.block, "variant": self.variant}
        query = urlencode({name: value for name, value in named.items() if value})
        path = _shortened(self.path, LONGEST - len(query) - 1)
        return f"{path}?{query}" if query else path

    @classmethod
    def parse(cls, line: str) -> Self | None:
        """The origin that a line describes; None where it describes none. Unknown or malformed parts are left out."""
        if len(line) > LONGEST or not line.isprintable() or not line.startswith("/") or line.startswith(("//", "/\\")):
            return None
        try:
            parts = urlsplit(line)
        except ValueError:
            return None
        if not PATH.fullmatch(parts.path):
            return None
        query = {name: values[0] for name, values in parse_qs(parts.query, max_num_fields=10).items()}
        page, block, variant = query.get("page", ""), query.get("block", ""), query.get("variant", "")
        if not NUMBER.fullmatch(page) or not BLOCK.fullmatch(block):
            return cls(parts.path)
        return cls(parts.path, int(page), block, variant if VARIANT.fullmatch(variant) else "")


def _shortened(path: str, most: int) -> str:
    """The path's beginning. A call to action names its page by number too, so a very long slug costs no credit."""
    return path if len(path) <= most else re.sub(r"%[0-9A-Fa-f]?$", "", path[:most])
