"""The directory: everybody's way to find agencies, and landing pages for single services."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agencies import search
from agencies.filters import DirectoryFilter
from agencies.listed import FEWEST_INDEXED
from agencies.models import Agency, AgencyService
from marketplace.lib import kept, places
from matching import taxonomy

PER_PAGE = 24


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """/agencies/: words, facets and order stand in the address; htmx gets the same page's results."""
    template = "agencies/directory.html"
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        template += "#results"
    response = render(request, template, _found(request, request.GET))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_not_required
def landing(request: HttpRequest, service: str, country: str = "") -> HttpResponse:
    """/agencies/services/<service>/[<country>/]: the directory with one service, and one country, chosen."""
    code = country.upper()
    if service not in taxonomy.SERVICES or (
        country and (country != country.lower() or code not in dict(places.countries()))
    ):
        raise Http404
    chosen = QueryDict(mutable=True)
    chosen["service"] = service
    if code:
        chosen["country"] = code
    if page := request.GET.get("page"):
        chosen["page"] = page
    found = _found(request, chosen)
    found |= {
        "service": taxonomy.service(service),
        "country": places.country_name(code) if code else "",
        "noindex": found["filter"].total < FEWEST_INDEXED or bool(page),
    }
    return render(request, "agencies/directory.html", found)


def _found(request: HttpRequest, asked: QueryDict) -> dict[str, Any]:
    chosen = DirectoryFilter(asked, queryset=Agency.objects.public())
    paginator = Paginator(chosen.ordered().values_list("pk", flat=True), PER_PAGE)
    paginator.count = chosen.total  # known already: no query of its own
    page = paginator.get_page(asked.get("page"))
    return {
        "filter": chosen,
        "page": page,
        "facets": _piece(chosen, "facets", lambda: {"filter": chosen}),
        "new_facets": _piece(chosen, "new_facets", lambda: {"filter": chosen, "swap": True}),
        "cards": _piece(chosen, f"cards:{chosen.order}:{page.number}", lambda: {"rows": _rows(page, chosen)}),
        "q": chosen.words.text,
        "give_up": None if chosen.total else chosen.best_to_give_up(),
        "noindex": bool(asked),
        "action": reverse("agencies:directory"),
    }


def _piece(chosen: DirectoryFilter, name: str, context: Callable[[], dict[str, Any]]) -> Callable[[], str]:
    """A piece of the page that is the same for everybody who asks the same, drawn when it is needed and then kept.

    It is drawn without the request, so that nothing of one reader can get into another's page. The day is in its name
    because cards say from when an agency is free.
    """
    template = f"agencies/{'cards' if name.startswith('cards') else 'facets'}.html"

    def drawn() -> str:
        return render_to_string(template, context())

    if not chosen.edition:
        return drawn
    whole = f"directory:{chosen.edition}:{name}:{get_language()}:{timezone.localdate()}:{chosen.asked}"
    return lambda: kept.fetched_page(whole, drawn)


def _rows(page: Page[int], chosen: DirectoryFilter) -> list[tuple[Agency, AgencyService | None]]:
    wanted = set(chosen.chosen.get("service", ())) or set(chosen.words.all_services)
    return [(agency, _main_service(agency, wanted)) for agency in _cards(page, chosen.words)]


def _cards(page: Page[int], words: search.Query) -> list[Agency]:
    """The agencies of a page with all that their cards show. Sorted were their keys alone: rows are wide."""
    keys = list(page) if page.paginator.count else []
    rows = search.with_a_case_study(Agency.objects.for_directory().filter(pk__in=keys), words)
    return sorted(rows, key=lambda agency: keys.index(agency.pk)) if keys else []


def _main_service(agency: Agency, wanted: set[str]) -> AgencyService | None:
    """The service to show on the card: the largest of those that were asked for, else the largest of all."""
    offered = sorted(agency.services.all(), key=lambda row: (row.service not in wanted, -row.focus, row.service))
    return offered[0] if offered else None
