"""A call to action on its own, in the wording that was drawn for a reader."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog import page_cache
from blog.blocks.market.calls import has_second

KIND = "call_to_action"


@require_safe
@login_not_required
def call(request: HttpRequest, page: int, block: UUID, variant: str) -> HttpResponse:
    """/blog/calls/<page>/<block>/<a|b>/: the section as it stands on the live page, without anything of the reader."""
    return page_cache.fetched(request, "call", lambda: _drawn(page, block, variant))


def _drawn(page: int, block: UUID, variant: str) -> HttpResponse:
    shown = get_object_or_404(Page.objects.live().public(), pk=page).specific
    found = next((child for child in getattr(shown, "body", ()) if child.id == str(block)), None)
    if found is None or found.block_type != KIND:
        raise Http404
    if variant not in {"a", "b"} or (variant == "b" and not has_second(found.value)):
        raise Http404
    return HttpResponse(found.render({"page": shown, "variant": variant}))
