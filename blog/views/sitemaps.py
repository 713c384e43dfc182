"""/sitemap.xml: one file, or an index of files where one would be too long."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog import page_cache, sitemaps
from marketplace.lib import urls

XML = "application/xml; charset=utf-8"


@require_safe
@login_not_required
def sitemap(request: HttpRequest, part: int = 0) -> HttpResponse:
    """/sitemap.xml, and /sitemap-<part>.xml where the entries need several files."""
    return page_cache.fetched(request, "sitemap", lambda: _drawn(request, part))


def _drawn(request: HttpRequest, part: int) -> HttpResponse:
    parts = sitemaps.parts(list(sitemaps.entries()))
    if part > len(parts) or (part and len(parts) == 1):
        raise Http404
    if part or len(parts) == 1:
        return render(request, "blog/sitemap.xml", {"entries": parts[part - 1 if part else 0]}, content_type=XML)
    addresses = [urls.absolute(reverse("blog:sitemap_part", args=[number])) for number in range(1, len(parts) + 1)]
    return render(request, "blog/sitemap_index.xml", {"parts": addresses}, content_type=XML)
