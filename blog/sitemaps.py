"""What search engines are pointed to: pages with their pictures, and what the directory wants to be found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.urls import reverse
from wagtail.models import Page

from agencies import listed
from blog import schema, sharing
from blog.models import AuthorPage, GuidePage, HomePage, Picture
from marketplace.lib import urls

MOST_ENTRIES: Final = 50_000
"""Of one file, as sitemaps.org has it."""

_OWN_PAGES: Final = ("how_matching_works", "privacy", "terms")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address with its last change, as far as it is known, and the pictures on it."""

    url: str
    changed: datetime | None = None
    pictures: tuple[str, ...] = ()

    @property
    def lastmod(self) -> str:
        return schema.moment(self.changed)


def entries() -> Iterator[Entry]:
    """Everything that shall be found: pages that editors made, pages of the program, the directory, its agencies."""
    yield from chain(_pages(), _fixed(), _agencies())


def parts(found: list[Entry]) -> list[list[Entry]]:
    """The entries in files of the greatest length that engines read; always one at least."""
    return [found[start : start + MOST_ENTRIES] for start in range(0, max(1, len(found)), MOST_ENTRIES)]


def _pages() -> Iterator[Entry]:
    """Live pages that anybody may read. Queries do not grow with their number."""
    pictures = _pictures()
    pages = Page.objects.live().public().filter(depth__gte=2).order_by("path")
    for page in pages.only("url_path", "last_published_at", "first_published_at"):
        changed = page.last_published_at or page.first_published_at
        yield Entry(sharing.address(page), changed, tuple(pictures.get(page.pk, ())))


def _pictures() -> dict[int, list[str]]:
    """Addresses of the covers and portraits as pages show them, by page. Those nobody has drawn yet are left out."""
    found: dict[int, list[str]] = {}
    shown = [(GuidePage, "cover"), (AuthorPage, "portrait"), (HomePage, "social_image")]
    chosen = {
        page: picture
        for model, field in shown
        for page, picture in model.objects.live().filter(**{f"{field}__isnull": False}).values_list("pk", field)
    }
    renditions = Picture.get_rendition_model().objects.filter(image__in=set(chosen.values()))
    widest = {}
    for rendition in renditions.filter(file__endswith=".jpg").order_by("width", "pk"):
        widest[rendition.image_id] = urls.absolute(rendition.url)
    for page, picture in chosen.items():
        if picture in widest:
            found.setdefault(page, []).append(widest[picture])
    return found


def _fixed() -> Iterator[Entry]:
    for name in _OWN_PAGES:
        yield Entry(urls.absolute(reverse(name)))
    for path in listed.landings():
        yield Entry(urls.absolute(path))


def _agencies() -> Iterator[Entry]:
    for path, changed, logo in listed.profiles():
        yield Entry(urls.absolute(path), changed, (urls.absolute(logo),) if logo else ())
