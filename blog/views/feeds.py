"""The feeds' addresses, kept like pages: a reader's program asks every hour, a guide comes every week."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blog import feeds, page_cache


@require_safe
@login_not_required
def rss(request: HttpRequest, slug: str = "") -> HttpResponse:
    """/blog/feed/ and /blog/topics/<slug>/feed/."""
    return page_cache.fetched(request, "feed", lambda: feeds.Rss()(request, slug=slug))


@require_safe
@login_not_required
def atom(request: HttpRequest, slug: str = "") -> HttpResponse:
    """/blog/feed/atom/ and /blog/topics/<slug>/feed/atom/."""
    return page_cache.fetched(request, "feed", lambda: feeds.Atom()(request, slug=slug))
