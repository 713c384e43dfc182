"""The places that bring briefs: pages, and the calls to action that stand on them now."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from wagtail.fields import StreamField
from wagtail.models import Page

from blog import epochs
from blog.models import GuidePage, HomePage

HERO, MARGIN, CLOSING = "hero", "margin", "closing"
"""Calls that are part of templates: the first box of the brief on the home page, the note beside a guide, the band
that ends it.
"""
INVITING: Final = frozenset({"call_to_action", "agencies"})
"""The kinds of blocks that hold a call."""
FIRST, SECOND = "a", "b"
LONGEST_NAME = 255
_KEPT_SECONDS = 3600
_WORDINGS = ("heading", "text", "button", "heading_b", "text_b", "button_b")


@dataclass(frozen=True, slots=True)
class Call:
    """A call to action: what editors know it by, and a hash of both wordings where there are two."""

    name: str
    wording: str = ""

    @property
    def variants(self) -> str:
        return FIRST + SECOND if self.wording else FIRST


@dataclass(frozen=True, slots=True)
class Place:
    """A page with its calls, by block."""

    page: int
    title: str
    path: str
    is_live: bool
    calls: Mapping[str, Call]


def live(page: int) -> Place | None:
    """The page as readers see it now; None for what strangers can't read. Kept in the cache until pages change."""
    key = f"funnel:place:{page}:{epochs.current()}"
    found = cache.get(key)
    if found is None:
        found = _live(page) or "none"
        cache.set(key, found, timeout=_KEPT_SECONDS)
    return found if isinstance(found, Place) else None


def every() -> Iterator[Place]:
    """All pages, whether readers can see them or not."""
    for page in Page.objects.filter(depth__gt=1).specific().iterator(chunk_size=100):
        yield of_page(page)


def of_page(page: Page) -> Place:
    """A page with the calls that its stored text holds."""
    calls = {block: Call(name) for block, name in _drawn_by_templates(page)}
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            calls |= _calls_in(getattr(page, field.name))
    return Place(page.pk, page.title, urlsplit(page.url or "").path, page.live, calls)


def _live(page: int) -> Place | None:
    found = Page.objects.live().public().filter(pk=page, depth__gt=1).specific().first()
    return of_page(found) if found is not None else None


def _drawn_by_templates(page: Page) -> list[tuple[str, str]]:
    match page:
        case HomePage():
            return [(HERO, gettext("First box of the brief"))]
        case GuidePage():
            return [(MARGIN, gettext("Note beside the guide")), (CLOSING, gettext("Band at the end"))]
    return []


def _calls_in(stream: Any) -> dict[str, Call]:
    """The calls of a StreamField's value, by the ids of their blocks."""
    kinds = stream.stream_block.child_blocks
    return {
        str(row["id"]): _call(kinds[row["type"]].label, row.get("value"))
        for row in stream.raw_data
        if row.get("id") and row["type"] in INVITING and row["type"] in kinds
    }


def _call(label: Any, value: Any) -> Call:
    said = value if isinstance(value, Mapping) else {}
    heading = str(said.get("heading") or "")
    name = f"{capfirst(str(label))}: {heading}" if heading else capfirst(str(label))
    wording = ""
    if said.get("heading_b"):
        texts = json.dumps([str(said.get(name) or "") for name in _WORDINGS])
        wording = hashlib.sha256(texts.encode()).hexdigest()
    return Call(Truncator(name).chars(LONGEST_NAME), wording)
