"""Pictures that pages show and others fetch: the cards drawn from titles, and renditions of what editors sent."""

import mimetypes
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog import sharing
from blog.models import PictureRendition

A_YEAR = 365 * 24 * 3600
Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
@login_not_required
def card(request: HttpRequest, page: int, stamp: str) -> HttpResponse:
    """/blog/cards/<page>-<stamp>.png: the title of a public page as a picture. An older address leads to the newer."""
    found = get_object_or_404(Page.objects.live().public().filter(depth__gte=2).only("title"), pk=page)
    current = sharing.stamp(found.title)
    if stamp != current:
        return redirect("blog:card", page=page, stamp=current)
    return _lasting(HttpResponse(sharing.card(found.title), content_type="image/png"))


@require_safe
@login_not_required
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """/media/images/<name>: a picture in one of the sizes that a page asked for. What editors sent is not served."""
    found = get_object_or_404(PictureRendition.objects.order_by("pk"), file=f"images/{name}")
    try:
        file = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    return _lasting(response)


def _lasting(response: Answer) -> Answer:
    """May be kept for good by anybody: behind this address there is never anything else."""
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
