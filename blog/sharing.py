"""How pages show elsewhere: their address on our origin, and the picture beside a shared link, drawn if need be."""

import hashlib
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont
from redis.exceptions import RedisError
from wagtail.models import Page

from blog import epochs
from blog.models import Picture, SiteSettings
from marketplace.lib import kept, urls

Made = TypeVar("Made")

WIDTH, HEIGHT = 1200, 630
"""What the large sites ask for."""

LOOK: Final = "1"
"""Part of every card's address: another look, other addresses."""

_EDGE: Final = 88
_PAPER, _INK, _SOFT, _SPRUCE, _MARKER, _WAX = "#f4f6f3", "#112120", "#51615e", "#00594f", "#f8e65c", "#892952"
_SIZES: Final = (84, 74, 66, 58, 50)
_ROOM: Final = 300
"""Height that the title has."""

_NAME: Final = "Briefwell"
_TITLE, _LABEL = "literata-latin.woff2", "instrument-sans-latin.woff2"
_MISSING: Final = "\U0010ffff"
"""No font has it: what is drawn in its place shows what stands for any character that is missing."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The picture beside a shared link: its absolute address, its size, its words for those who don't see it."""

    url: str
    width: int
    height: int
    alt: str


def address(page: Page) -> str:
    """The page's absolute address on our own origin, whatever host somebody asked for."""
    return urls.absolute(path(page))


def path(page: Page) -> str:
    """The page's address on this site: what stands behind the home page in the tree. Asks nobody."""
    return "/" + page.url_path.split("/", 2)[-1]


def site() -> SiteSettings:
    """What editors set for the site, kept until they change it; Wagtail's own way to ask would write."""
    return fetched("site", _site)


def fetched(name: str, make: Callable[[], Made]) -> Made:
    """What all pages share, kept until something that readers see changes."""
    try:
        epoch = epochs.current()
    except (RedisError, OSError):
        return make()
    return kept.fetched(f"{name}:{epoch}", make)


def _site() -> SiteSettings:
    return SiteSettings.objects.filter(site__is_default_site=True).order_by("pk").first() or SiteSettings()


def picture_of(page: Page) -> Shared:
    """The picture chosen for sharing, else the cover or the portrait, else a card drawn from the title."""
    for field in ("social_image", "cover", "portrait"):
        picture = getattr(page, field, None)
        if isinstance(picture, Picture):
            return _rendered(picture)
    drawn = reverse("blog:card", args=[page.pk or 0, stamp(page.title)])
    return Shared(urls.absolute(drawn), WIDTH, HEIGHT, _("“%(title)s”, a page of Briefwell") % {"title": page.title})


def stamp(title: str) -> str:
    """What the address of a card holds of its title, so that what is kept under an address never changes."""
    return hashlib.sha256(f"{LOOK} {title}".encode()).hexdigest()[:16]


def card(title: str) -> bytes:
    """The title as a PNG of 1200 by 630 pixels in our look, kept for a while."""
    return kept.fetched(f"card:{LOOK}:{title}", lambda: _drawn(title))


def _rendered(picture: Picture) -> Shared:
    rendition = picture.get_rendition(f"fill-{WIDTH}x{HEIGHT}|format-jpeg")
    return Shared(urls.absolute(rendition.url), rendition.width, rendition.height, rendition.alt)


# --- drawing -----------------------------------------------------------------------------------------


def _drawn(title: str) -> bytes:
    """A sheet on paper with one folded corner, our name with its marker, the title in the voice of people."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(sheet)
    _draw_sheet(pen)
    label = _font(_LABEL, 34, 600)
    pen.text((_EDGE + 24, 92), _NAME, font=label, fill=_SPRUCE)
    pen.line([(_EDGE - 12, 84), (_EDGE - 12, HEIGHT - 84)], fill=_WAX, width=4)
    font, lines = _fitted(title)
    height = round(font.size * 1.24)
    top = 168 + max(0, (_ROOM - height * len(lines)) // 2)
    for number, line in enumerate(lines):
        pen.text((_EDGE + 24, top + number * height), line, font=font, fill=_INK)
    _draw_marker(pen)
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_sheet(pen: ImageDraw.ImageDraw) -> None:
    left, top, right, bottom, fold = 40, 40, WIDTH - 40, HEIGHT - 40, 84
    edge = [(left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom)]
    pen.polygon(edge, fill="#ffffff", outline="#d9dfda", width=2)
    pen.polygon([(right - fold, top), (right, top + fold), (right - fold, top + fold)], fill="#eaeeea")


def _draw_marker(pen: ImageDraw.ImageDraw) -> None:
    """What Briefwell is, with the words that matter highlighted."""
    font = _font(_LABEL, 28, 500)
    before, marked = _("Post one brief. Let"), _("the right agencies come to you.")
    left, top = _EDGE + 24, HEIGHT - 124
    start = left + math.ceil(font.getlength(before + " "))
    pen.rectangle([start - 6, top + 2, start + math.ceil(font.getlength(marked)) + 6, top + 36], fill=_MARKER)
    pen.text((left, top), before, font=font, fill=_SOFT)
    pen.text((start, top), marked, font=font, fill=_INK)


def _fitted(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size in which the title fits, and its lines."""
    words = (_writable(title).strip() or _NAME).split()
    width = WIDTH - 2 * _EDGE - 72
    for size in _SIZES:
        font = _font(_TITLE, size, 500)
        lines = _wrapped(words, font, width)
        if len(lines) * size * 1.24 <= _ROOM:
            return font, lines
    shown = lines[: int(_ROOM // (font.size * 1.24))]
    return font, [*shown[:-1], _shortened(shown[-1], font, width)]


def _wrapped(words: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The words in lines no wider than that; a word that is wider is cut."""
    lines = [""]
    for word in chain.from_iterable(_cut(word, font, width) for word in words):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The word in pieces that fit a line: one for all but the longest."""
    length = font.getlength(word)
    most = len(word) if length <= width else max(1, int(len(word) * width / length) - 2)
    return [word[start : start + most] for start in range(0, len(word), most)]


def _shortened(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _writable(title: str) -> str:
    """The title as far as our font has its characters: signs that it lacks are left out, and a title with letters
    that it lacks is left out as a whole. Empty boxes would be all that is left of it."""
    font = _font(_TITLE, 20, 500)
    box = bytes(font.getmask(_MISSING))
    lacking = {character for character in set(title) - {" "} if bytes(font.getmask(character)) in {box, b""}}
    if any(character.isalnum() for character in lacking):
        return ""
    return "".join(" " if character in lacking else character for character in title)


@cache
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """One of the site's own fonts; Pillow's FreeType reads them as the browser does."""
    font = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / name, size)
    font.set_variation_by_axes([weight])
    return font
