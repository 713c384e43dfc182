"""The archive: guides by the year and the month in which they were first published."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from blog import page_cache, paging
from blog.models import GuidePage


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """/blog/archive/: every year with its months and how many guides each of them has."""
    return _kept(request, lambda: render(request, "blog/archive/index.html", {"years": _years()}))


@require_safe
@login_not_required
def period(request: HttpRequest, year: int, month: int | None = None) -> HttpResponse:
    """/blog/archive/2026/ and /blog/archive/2026/5/: the guides of that time, newest first."""
    return _kept(request, lambda: _period(request, year, month))


def _period(request: HttpRequest, year: int, month: int | None) -> HttpResponse:
    years = _years()
    months = dict(years).get(year, [])
    if not months or (month is not None and month not in {first.month for first, _guides in months}):
        raise Http404
    guides = GuidePage.objects.filter(first_published_at__year=year)
    if month:
        guides = guides.filter(first_published_at__month=month)
    found = {
        "year": year,
        "month": date(year, month, 1) if month else None,
        "months": months,
        "listing": paging.listed(guides, request.GET.get("page")),
    }
    return render(request, "blog/archive/period.html", found)


def _kept(request: HttpRequest, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Kept like pages, by number. What else stands in the address makes no copy of its own."""
    number = request.GET.get("page", "")
    plain = number if number.isascii() and number.isdigit() and len(number) < 3 else ""
    keep = set(request.GET) <= {"page"} and number == plain
    return page_cache.fetched(request, f"archive {plain}", draw, keep=keep)


def _years() -> list[tuple[int, list[tuple[date, int]]]]:
    """The years and their months with the number of guides, the latest first. One query, whatever the number."""
    moments = GuidePage.objects.readable().filter(first_published_at__isnull=False)
    days = (timezone.localtime(at) for at in moments.values_list("first_published_at", flat=True))
    counts = Counter(date(day.year, day.month, 1) for day in days)
    years: dict[int, list[tuple[date, int]]] = {}
    for first in sorted(counts, reverse=True):
        years.setdefault(first.year, []).append((first, counts[first]))
    return list(years.items())
