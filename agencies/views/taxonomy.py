"""Services and industries found while typing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from matching import taxonomy

LONGEST_QUERY = 100
MOST_FOUND = 8


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """What `q` may mean, best first: a fragment for pickers, a page of links without script."""
    kind: taxonomy.Kind = "industry" if request.GET.get("kind") == "industry" else "service"
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    found = taxonomy.search(q, kind, limit=MOST_FOUND if q else len(taxonomy.SERVICES))
    template = "agencies/taxonomy/index.html#found" if fragment else "agencies/taxonomy/index.html"
    response = render(request, template, {"q": q, "kind": kind, "found": found})
    if fragment:
        # The same for everybody, and it changes only with a release.
        patch_cache_control(response, public=True, max_age=3600)
    patch_vary_headers(response, ["HX-Request"])
    return response
