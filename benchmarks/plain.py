"""The rival: the same page as one writes it with django-filter alone, joins, distinct and a COUNT for every option."""

from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import include, path, reverse

from agencies import search
from agencies.filters import BUDGETS, ORDERS, SIZES, DirectoryFilter, Facet, _budget, _size
from agencies.models import Agency
from agencies.views.directory import PER_PAGE
from marketplace.lib import money, places
from matching.taxonomy import SERVICES


class Plain(django_filters.FilterSet):
    """Agencies by the same filters, each a join."""

    q = django_filters.CharFilter(method="by_words")
    service = django_filters.MultipleChoiceFilter(field_name="services__service", choices=search.service_choices)
    industry = django_filters.MultipleChoiceFilter(field_name="industries__industry", choices=search.industry_choices)
    country = django_filters.MultipleChoiceFilter(choices=places.countries)
    language = django_filters.MultipleChoiceFilter(field_name="languages__language", choices=places.languages)
    size = django_filters.MultipleChoiceFilter(choices=[(v, v) for v in SIZES], method="by_size")
    budget = django_filters.ChoiceFilter(choices=[(str(most), str(most)) for most in BUDGETS], method="by_budget")
    accepting = django_filters.BooleanFilter(field_name="accepting_leads")
    sort = django_filters.OrderingFilter(fields=[("published_at", "published_at")])

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_words(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        for word in value.split():
            said = Q(name__icontains=word) | Q(tagline__icontains=word) | Q(description__icontains=word)
            said |= Q(city__icontains=word) | Q(case_studies__title__icontains=word)
            agencies = agencies.filter(said)
        return agencies.distinct()

    def by_size(self, agencies: QuerySet[Agency], name: str, value: list[str]) -> QuerySet[Agency]:
        condition = Q()
        for size in value:
            condition |= _size(size)
        return agencies.filter(condition)

    def by_budget(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return agencies.filter(_budget(int(value)))


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """/plain/agencies/: the template of ours, filled the plain way."""
    chosen = Plain(request.GET, queryset=Agency.objects.public())
    rows = chosen.qs.select_related("organisation").prefetch_related("services").order_by("-published_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    drawn = _Drawn(request.GET, chosen.qs.count())
    shown = [(agency, next(iter(agency.services.all()), None)) for agency in page]
    context: dict[str, Any] = {
        "filter": drawn,
        "page": page,
        "facets": render_to_string("agencies/facets.html", {"filter": drawn}),
        "cards": render_to_string("agencies/cards.html", {"rows": shown}),
        "q": request.GET.get("q", ""),
        "give_up": None,
        "noindex": bool(request.GET),
        "action": reverse("agencies:directory"),
    }
    return render(request, "agencies/directory.html", context)


class _Drawn:
    """What the template asks of a filter, each number counted on its own."""

    def __init__(self, asked: Any, total: int) -> None:
        self.asked, self.total = asked, total
        self.chosen = {name: asked.getlist(name) for name in asked}
        self.in_use = DirectoryFilter(asked, queryset=Agency.objects.public()).in_use
        self.orders, self.order = ORDERS, "fit"

    def count(self, name: str, value: str) -> int:
        asked = self.asked.copy()
        asked.setlist(name, [value])
        return Plain(asked, queryset=Agency.objects.public()).qs.count()

    def options(self, name: str, choices: Any) -> list[tuple[str, str, int, bool]]:
        chosen = self.asked.getlist(name)
        return [(value, str(label), self.count(name, value), value in chosen) for value, label in choices]

    @property
    def facets(self) -> list[Facet]:
        lists = {
            "service": [(slug, node.name) for slug, node in SERVICES.items()],
            "industry": search.industry_choices(),
            "country": [(code, code) for code in _countries_in_use()],
            "language": places.languages(),
            "size": [(value, row[0]) for value, row in SIZES.items()],
        }
        drawn = [Facet(name, name, [o for o in self.options(name, rows) if o[2]]) for name, rows in lists.items()]
        return [Facet(facet.name, facet.title, facet.options[:6], facet.options[6:]) for facet in drawn]

    @property
    def budgets(self) -> list[tuple[str, str, int, bool]]:
        return self.options("budget", [(str(most), money.show(most * 100, "EUR")) for most in BUDGETS])

    @property
    def accepting_count(self) -> int:
        return self.count("accepting", "true")


def _countries_in_use() -> list[str]:
    # Kindly: an option for each of the world's countries would cost the rival 250 counts more.
    return sorted(Agency.objects.public().values_list("country", flat=True).distinct())


urlpatterns = [path("plain/agencies/", index), path("", include("marketplace.urls"))]
