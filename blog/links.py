"""The links of a page: where they stand, and whether they lead anywhere. Nothing is asked of any other host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StructBlock, URLBlock
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site

from agencies.models import Agency
from blog import anchors
from blog.models import CheckedLink, GuidePage
from matching import taxonomy

LONGEST_ADDRESS = 2000
LONGEST_WORDS = 200
WRITTEN_TO = frozenset(("mailto", "tel"))
ASKED = frozenset(("http", "https"))

Finding = CheckedLink.Finding


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a text: its address, or the kind and key of what the editor chose, and its words."""

    address: str
    words: str = ""
    chosen: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at a link found, with the address to show."""

    address: str
    finding: str
    detail: str = ""


class _Anchors(HTMLParser):
    """Collects the links of a rich text as the database keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._open: dict[str, str] | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._close()
            self._open = {name: value or "" for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close()

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        if self._open is None:
            return
        words = " ".join("".join(self._words).split())[:LONGEST_WORDS]
        key = self._open.get("id", "")
        self.links.append(
            Link(
                address=self._open.get("href", "").strip(),
                words=words,
                chosen=self._open.get("linktype", ""),
                key=int(key) if key.isdecimal() and len(key) < 19 else 0,
            )
        )
        self._open, self._words = None, []


# --- where links stand -------------------------------------------------------------------------------


def of_page(page: Page) -> Iterator[Link]:
    """The links in all texts of a page, which has to be of its own class; mail addresses are left out."""
    for field in page._meta.get_fields():
        value = getattr(page, field.name, None) if isinstance(field, models.Field) else None
        if not value:
            continue
        if isinstance(field, RichTextField):
            yield from of_text(str(value))
        elif isinstance(field, StreamField):
            yield from _of_block(value.stream_block, value)
        elif isinstance(field, models.URLField):
            yield Link(str(value))


def of_text(source: str) -> Iterator[Link]:
    """The links of one rich text."""
    if "<a" not in source:
        return
    parser = _Anchors()
    parser.feed(source)
    parser.close()
    yield from (link for link in parser.links if urlsplit_safely(link.address)[0] not in WRITTEN_TO)


def _of_block(block: Any, value: Any) -> Iterator[Link]:
    if not value:
        return
    if isinstance(block, StreamBlock):
        for child in value:
            yield from _of_block(child.block, child.value)
    elif isinstance(block, StructBlock):
        for name, below in block.child_blocks.items():
            yield from _of_block(below, value.get(name))
    elif isinstance(block, ListBlock):
        for item in value:
            yield from _of_block(block.child_block, item)
    elif isinstance(block, RichTextBlock):
        yield from of_text(value.source)
    elif isinstance(block, URLBlock):
        yield Link(str(value))


# --- where they lead ---------------------------------------------------------------------------------


def look(link: Link, page: Page) -> Found:
    """Whether a link of this page leads somewhere."""
    if link.chosen == "page":
        return _page(link)
    if link.chosen == "document":
        return _document(link)
    if link.chosen:
        return Found(link.address or link.chosen, Finding.BROKEN, _("A link of an unknown kind."))
    if not link.address:
        return Found("", Finding.BROKEN, _("It has no address."))
    if link.address.startswith("#"):
        return _part(link.address, page, link.address[1:])
    return _address(link.address)


def urlsplit_safely(address: str) -> tuple[str, str, str, str]:
    """Scheme, host, path and fragment of an address; of one that is none, empty parts."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower(), parts.netloc.lower(), parts.path, unquote(parts.fragment)
    except ValueError:
        return "", "", "", ""


def _page(link: Link) -> Found:
    target = Page.objects.filter(pk=link.key).first()
    if target is None:
        return Found(f"page:{link.key}", Finding.BROKEN, _("The page was deleted."))
    address = target.relative_url(None) or f"page:{link.key}"
    if not target.live:
        return Found(address, Finding.BROKEN, _("The page is not published."))
    return Found(address, Finding.GOOD)


def _document(link: Link) -> Found:
    target = get_document_model().objects.filter(pk=link.key).first()
    if target is None:
        return Found(f"document:{link.key}", Finding.BROKEN, _("The document was deleted."))
    return Found(target.url, Finding.GOOD)


def _address(address: str) -> Found:
    scheme, host, path, fragment = urlsplit_safely(address)
    if scheme and scheme not in ASKED:
        return Found(address, Finding.BROKEN, _("A browser follows no link of this kind."))
    if host and host != urlsplit(settings.SITE_ORIGIN).netloc.lower():
        return Found(address, Finding.FOREIGN)
    if not path.startswith("/") and not (host and not path):
        return Found(address, Finding.BROKEN, _("It has to begin with a slash."))
    return _own(address, unquote(path) or "/", fragment)


def _own(address: str, path: str, fragment: str) -> Found:
    """An address on this site, by its routes and by the tree of pages."""
    route = _route(path) or _route(f"{path}/")
    if route is None:
        return Found(address, Finding.BROKEN, _("No page has this address."))
    if route.url_name != "wagtail_serve":
        gone = _gone(route)
        return Found(address, Finding.BROKEN if gone else Finding.GOOD, gone)
    target = _in_tree(path)
    if target is not None:
        return _part(address, target, fragment) if fragment else Found(address, Finding.GOOD)
    if Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return Found(address, Finding.GOOD, _("Through a redirect."))
    return Found(address, Finding.BROKEN, _("No published page has this address."))


def _route(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _gone(route: ResolverMatch) -> str:
    """Why a route of ours that exists leads nowhere with these words in it; empty when it leads somewhere."""
    words = route.kwargs
    if route.view_name in {"agencies:detail", "agencies:work"}:
        there = Agency.objects.public().filter(slug=words["slug"]).exists()
        return "" if there else _("No public agency has this address.")
    if route.view_name in {"agencies:service", "agencies:service_in_country"}:
        return "" if words["service"] in taxonomy.SERVICES else _("There is no such service.")
    if route.view_name == "wagtaildocs_serve":
        there = get_document_model().objects.filter(pk=words["document_id"]).exists()
        return "" if there else _("The document was deleted.")
    return ""


def _in_tree(path: str) -> Page | None:
    """The live page at this path."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    below = re.sub(r"/+", "/", f"{path}/").lstrip("/")
    page = Page.objects.live().filter(url_path=f"{site.root_page.url_path}{below}").first()
    return page.specific if page else None


def _part(address: str, page: Page, fragment: str) -> Found:
    """A heading of a guide; of other pages nobody keeps the names of their parts."""
    if not isinstance(page, GuidePage) or fragment in anchors.TAKEN:
        return Found(address, Finding.GOOD)
    there = {page.anchors.get(heading.key) for heading in anchors.of_body(page.body)}
    if fragment in there:
        return Found(address, Finding.GOOD)
    return Found(address, Finding.BROKEN, _("The guide has no heading with this name."))
