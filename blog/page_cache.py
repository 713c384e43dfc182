"""Public pages kept for visitors: drawn once, packed once, gone the moment anything on them changes.

What is kept is named after everything that it depends on: where the reader asked (scheme, host, path, page number,
language) and the state of what is shown (`state`). Nobody has to throw anything away: what has changed has another
name. A reader with a session or a message waiting gets a page of their own, and so does everybody on a page that
carries a token, sets a cookie, or may not be seen by all.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from redis.exceptions import RedisError
from wagtail import views
from wagtail.models import Page, PageLogEntry

from agencies.models import DirectoryEdition
from blog import epochs
from marketplace.lib import kept

LONGEST: Final = 1024 * 1024
"""Bytes of a page before it is packed; a longer one is drawn for each reader."""

LAST_PAGE_KEPT: Final = 99
"""Of a list. Without an end, whoever counts on could fill the cache with copies of the last page."""

SHOWN_CHANGES: Final = (
    *("wagtail.publish", "wagtail.unpublish", "wagtail.delete", "wagtail.rename", "wagtail.move", "wagtail.reorder"),
    *("wagtail.create_alias", "wagtail.view_restriction.create", "wagtail.view_restriction.edit"),
    "wagtail.view_restriction.delete",
)
"""What editors do that readers see. Drafts are not among it: writing one must not empty the cache."""

_HEADERS: Final = ("Content-Type", "Last-Modified", "X-Robots-Tag")
_PRIVATE: Final = ("no-store", "private")
Draw = Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as it is kept: packed in the two ways that browsers understand, and named for its content."""

    headers: dict[str, str]
    tag: str
    gzipped: bytes
    brotlied: bytes


class _NotToBeKept(Exception):
    """Carries a response that is for this reader alone."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's pages. For visitors the query is cut down to the page number, so that no other word in an address
    can make another copy of a page, or get into the one that is kept."""
    if not is_visitor(request):
        return cast(HttpResponse, views.serve(request, path))
    asked, query = request.GET, request.META.get("QUERY_STRING", "")
    number = _number(request)
    request.GET = QueryDict(f"page={number}" if number else "")
    request.META["QUERY_STRING"] = request.GET.urlencode()
    try:
        return fetched(request, f"page {number}", lambda: views.serve(request, path), keep=number <= LAST_PAGE_KEPT)
    finally:
        request.GET, request.META["QUERY_STRING"] = asked, query


def fetched(request: HttpRequest, name: str, draw: Draw, *, keep: bool = True) -> HttpResponse:
    """What is kept of this address under this name, else what `draw` makes of it, if it is the same for everybody.

    A cache that doesn't answer costs the time of drawing and nothing else. `no-cache` lets browsers and proxies keep
    the page as long as they ask each time whether it still holds: publishing shows at once, and asking costs an
    answer without a body. Packing is safe here as nothing secret stands on a page that is the same for everybody.
    """
    try:
        entry = _entry(request, name, draw) if keep else _packed(request, draw())
    except _NotToBeKept as refused:
        return refused.response
    return _response(request, entry)


def is_visitor(request: HttpRequest) -> bool:
    """Whether the reader is nobody in particular and asks for a whole page."""
    own = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name} & request.COOKIES.keys()
    return request.method in {"GET", "HEAD"} and not own and "HX-Request" not in request.headers


def state() -> str:
    """What stands for everything that pages show, as it is now; nothing when nothing may be kept. One query.

    Agencies count by the edition of their directory, pages by the last thing an editor did that readers see, all
    else by the blog's epoch. The first two stand in the database, so that they hold whatever becomes of the cache.
    """
    epoch = _epoch()
    edition = DirectoryEdition.objects.order_by("pk").values("key")[:1]
    last = PageLogEntry.objects.filter(action__in=SHOWN_CHANGES).order_by("-pk").values("pk")[:1]
    root = Page.objects.order_by("path").annotate(edition=Subquery(edition), last=Subquery(last))
    found = root.values_list("edition", "last").first()
    return f"{epoch} {found[0]} {found[1]}" if epoch and found else ""


def _epoch() -> str:
    if kept.breaker.is_open:
        return ""
    try:
        return epochs.current()
    except (RedisError, OSError):
        kept.breaker.trip()
        return ""


def _number(request: HttpRequest) -> int:
    """The page of a list that is asked for; 0 where none is."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def _entry(request: HttpRequest, name: str, draw: Draw) -> Entry:
    now = state()
    if not now:
        return _packed(request, draw())
    address = (request.scheme, request.get_host(), request.path_info, get_language(), name)
    return kept.fetched(f"visitors:{now}:{address!r}", lambda: _packed(request, draw()))


def _packed(request: HttpRequest, response: HttpResponse) -> Entry:
    """The response as an entry. Raises _NotToBeKept with it when it isn't the same for everybody."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if not _is_for_everybody(request, response):
        raise _NotToBeKept(response)
    body = response.content
    return Entry(
        headers={header: response[header] for header in _HEADERS if header in response},
        tag=f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
        gzipped=gzip.compress(body, 6, mtime=0),
        brotlied=brotli.compress(body, quality=5),
    )


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    caching = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not any(word in caching for word in _PRIVATE)
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # a form with a token was drawn
        and not request.session.modified
        and not getattr(request, "is_preview", False)
        and len(response.content) <= LONGEST
    )


def _response(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The entry, packed as the reader's program likes it, or 304 where it has it already."""
    accepted = _accepted(request.headers.get("Accept-Encoding", ""))
    encoding = next((known for known in ("br", "gzip") if known in accepted), "")
    body = entry.brotlied if encoding == "br" else entry.gzipped
    response = HttpResponse(body if encoding else gzip.decompress(body), headers=entry.headers)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["ETag"] = entry.tag
    response.headers["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding", "Accept-Language", "Cookie", "HX-Request"])
    return cast(HttpResponse, get_conditional_response(request, etag=entry.tag, response=response))


def _accepted(header: str) -> set[str]:
    """The encodings that a reader's program takes; those with a quality of 0 left out."""
    parts = (part.replace(" ", "").lower().partition(";q=") for part in header.split(","))
    return {name for name, _semicolon, quality in parts if not quality or quality.strip("0.")}
