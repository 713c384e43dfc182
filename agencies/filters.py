"""The facets of the directory: what can be chosen, how many agencies each choice would show, what to give up."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

import django_filters
from django.db.models import Case, CharField, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _, gettext_lazy

from agencies import search
from agencies.models import Agency, AgencyIndustry, AgencyLanguage, AgencyService, DirectoryEdition
from agencies.states import AgencyState
from marketplace.lib import kept, money, places
from marketplace.lib.lookups import Among
from matching.rates import converted, in_euros
from matching.taxonomy import SERVICES

SIZES: Final = {
    "1": (gettext_lazy("1 person"), 1, 1),
    "2-9": (gettext_lazy("2 to 9"), 2, 9),
    "10-49": (gettext_lazy("10 to 49"), 10, 49),
    "50-249": (gettext_lazy("50 to 249"), 50, 249),
    "250": (gettext_lazy("250 and more"), 250, 1_000_000_000),
}
BUDGETS: Final = (5_000, 10_000, 20_000, 50_000, 100_000)
"""In whole euros; smallest projects in other currencies are compared at the reference rate."""
ORDERS: Final = (
    ("fit", gettext_lazy("Best fit")),
    ("newest", gettext_lazy("Newest")),
    ("budget", gettext_lazy("Smallest project")),
    ("name", gettext_lazy("Name")),
)
SHOWN: Final = 6
"""Options of a facet that stand open; the others fold."""

Worked = TypeVar("Worked")
Option = tuple[str, str, int, bool]
"""Value, label, how many agencies it would show, whether it is chosen."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of filters as the page draws it."""

    name: str
    title: str
    options: Sequence[Option]
    more: Sequence[Option] = ()

    @property
    def is_chosen(self) -> bool:
        return any(chosen for *_rest, chosen in (*self.options, *self.more))


@dataclass(frozen=True, slots=True)
class InUse:
    """A filter in use: its label, and the address of this page without it."""

    label: str
    query: str
    name: str


class DirectoryFilter(django_filters.FilterSet):
    """Agencies by words, services, industries, home country, language, size, budget and whether they take leads.

    Several choices within one facet add up; facets narrow each other. What can't be read is passed over. What was
    counted is kept for as long as the directory has the same edition.
    """

    q = django_filters.CharFilter(method="by_words", max_length=search.LONGEST_QUERY)
    service = django_filters.MultipleChoiceFilter(choices=search.service_choices, method="by_service")
    industry = django_filters.MultipleChoiceFilter(choices=search.industry_choices, method="by_industry")
    country = django_filters.MultipleChoiceFilter(choices=places.countries, method="by_country")
    language = django_filters.MultipleChoiceFilter(choices=places.languages, method="by_language")
    size = django_filters.MultipleChoiceFilter(choices=[(v, row[0]) for v, row in SIZES.items()], method="by_condition")
    budget = django_filters.ChoiceFilter(choices=[(str(most), str(most)) for most in BUDGETS], method="by_condition")
    accepting = django_filters.ChoiceFilter(choices=[("1", "1")], method="by_condition")
    sort = django_filters.ChoiceFilter(choices=ORDERS, method="by_sort")

    class Meta:
        model = Agency
        fields: list[str] = []

    # --- the ways to narrow ---

    def by_words(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return agencies.filter(Among(F("pk"), self._found))

    def by_service(self, agencies: QuerySet[Agency], name: str, value: list[str]) -> QuerySet[Agency]:
        return _having(agencies, AgencyService, service__in=value)

    def by_industry(self, agencies: QuerySet[Agency], name: str, value: list[str]) -> QuerySet[Agency]:
        return _having(agencies, AgencyIndustry, industry__in=value)

    def by_language(self, agencies: QuerySet[Agency], name: str, value: list[str]) -> QuerySet[Agency]:
        return _having(agencies, AgencyLanguage, language__in=value)

    def by_country(self, agencies: QuerySet[Agency], name: str, value: list[str]) -> QuerySet[Agency]:
        return agencies.filter(country__in=value)

    def by_condition(self, agencies: QuerySet[Agency], name: str, value: Any) -> QuerySet[Agency]:
        return agencies.filter(self._condition(name))

    def by_sort(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return agencies  # the order is put on at the end, by `ordered`

    # --- what was asked ---

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was asked and could be read, by filter, each choice once; empty ones left out."""
        self.form.is_valid()
        read = {name: value for name, value in self.form.cleaned_data.items() if value}
        return {name: list(dict.fromkeys(value)) if isinstance(value, list) else value for name, value in read.items()}

    @cached_property
    def words(self) -> search.Query:
        return search.read_query(self.chosen.get("q", ""))

    @cached_property
    def _found(self) -> list[int]:
        return self._kept(f"found:{self.words.text}", lambda: search.found_by(self.queryset.all(), self.words))

    # --- what is kept ---

    @cached_property
    def edition(self) -> str:
        """The key under which what was worked out may be kept; nothing when nothing may. One query."""
        return DirectoryEdition.objects.order_by("pk").values_list("key", flat=True).first() or ""

    @cached_property
    def asked(self) -> str:
        """What was asked, the same for the same filters in any order; the order of the list left out."""
        filters = {name: sorted(_as_list(value)) for name, value in self.chosen.items() if name != "sort"}
        return json.dumps(filters | {"q": self.words.text}, sort_keys=True)

    def _kept(self, name: str, make: Callable[[], Worked]) -> Worked:
        return kept.fetched(f"directory:{self.edition}:{name}", make) if self.edition else make()

    def narrowed(self, *, but: Collection[str] = ()) -> QuerySet[Agency]:
        """The agencies under all filters but those named."""
        agencies = self.queryset.all()
        for name in self.chosen.keys() - set(but) - {"sort"}:
            agencies = self.filters[name].filter(agencies, self.chosen[name])
        return agencies

    def ordered(self) -> QuerySet[Agency]:
        """The agencies asked for, in the order asked for; every order ends in a unique column."""
        agencies = self.narrowed()
        match self.order:
            case "newest":
                return agencies.order_by("-published_at", "-pk")
            case "budget":
                return agencies.annotate(in_euros=_minimum_in_euros()).order_by(
                    F("in_euros").asc(nulls_last=True), "name", "pk"
                )
            case "name":
                return agencies.order_by("name", "pk")
        services = self.chosen.get("service", ())
        if not self.words and not services:  # nothing to be relevant to
            return agencies.order_by("-published_at", "-pk")
        ranked = search.by_relevance(agencies, self.words, services)
        return ranked.order_by(F("relevance").desc(), "-published_at", "-pk")

    @property
    def order(self) -> str:
        return str(self.chosen.get("sort", "fit"))

    # --- counts: two queries for all facets ---

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """Agencies by (facet, value): how many there would be with that value under all other filters."""
        return self._kept(f"counts:{self.asked}", lambda: {**self._counts_of_conditions(), **self._counts_of_lists()})

    @property
    def total(self) -> int:
        """How many agencies there are under all filters."""
        return self.counts["total", ""]

    def _counts_of_conditions(self) -> dict[tuple[str, str], int]:
        """Total, sizes, budgets, accepting, and the total without each of these: one query."""
        own = ("size", "budget", "accepting")
        wanted: dict[tuple[str, str], Q] = {("total", ""): self._conditions()}
        wanted |= {("without", name): self._conditions(but=name) for name in own}
        wanted |= {("size", value): self._conditions(but="size") & _size(value) for value in SIZES}
        wanted |= {("budget", str(most)): self._conditions(but="budget") & _budget(most) for most in BUDGETS}
        wanted["accepting", "1"] = self._conditions(but="accepting") & _ACCEPTING
        columns = {f"n{place}": Count("pk", filter=condition) for place, condition in enumerate(wanted.values())}
        row = self.narrowed(but=own).aggregate(**columns)
        return dict(zip(wanted, row.values(), strict=True))

    def _counts_of_lists(self) -> dict[tuple[str, str], int]:
        """Services, industries, languages and countries: one query."""
        counted = [
            _grouped("service", AgencyService.objects.filter(agency__in=self.narrowed(but={"service"}))),
            _grouped("industry", AgencyIndustry.objects.filter(agency__in=self.narrowed(but={"industry"}))),
            _grouped("language", AgencyLanguage.objects.filter(agency__in=self.narrowed(but={"language"}))),
            _grouped("country", self.narrowed(but={"country"}).exclude(country="")),
        ]
        rows = counted[0].union(*counted[1:], all=True)
        return {(row["facet"], row["value"]): row["n"] for row in rows}

    def _conditions(self, but: str = "") -> Q:
        condition = Q()
        for name in ("size", "budget", "accepting"):
            if name != but and name in self.chosen:
                condition &= self._condition(name)
        return condition

    def _condition(self, name: str) -> Q:
        if name == "size":
            condition = Q()
            for value in self.chosen["size"]:
                condition |= _size(value)
            return condition
        return _budget(int(self.chosen["budget"])) if name == "budget" else _ACCEPTING

    # --- what the page draws ---

    @cached_property
    def facets(self) -> list[Facet]:
        return [
            self._list("service", _("Service"), ((slug, node.name) for slug, node in SERVICES.items())),
            self._list("industry", _("Industry"), search.industry_choices()),
            self._list("country", _("Location"), places.countries()),
            self._list("language", _("Working language"), places.languages()),
            Facet(
                "size", _("Team size"), self._options("size", ((value, str(row[0])) for value, row in SIZES.items()))
            ),
        ]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """What the list can be sorted by: value and label."""
        return [(str(value), str(label)) for value, label in ORDERS]

    @property
    def accepting_count(self) -> int:
        return self.counts["accepting", "1"]

    @cached_property
    def budgets(self) -> list[Option]:
        labels = ((str(most), _("Up to %(amount)s") % {"amount": money.show(most * 100, "EUR")}) for most in BUDGETS)
        return self._options("budget", labels, keep_empty=True)

    def _list(self, name: str, title: str, choices: Iterable[tuple[str, str]]) -> Facet:
        options = self._options(name, choices)
        ranked = sorted(options, key=lambda option: (not option[3], -option[2], option[1].casefold()))
        shown = max(SHOWN, sum(option[3] for option in options))
        return Facet(name, title, ranked[:shown], sorted(ranked[shown:], key=lambda option: option[1].casefold()))

    def _options(self, name: str, choices: Iterable[tuple[str, str]], *, keep_empty: bool = False) -> list[Option]:
        chosen = self.chosen.get(name, ())
        chosen = {chosen} if isinstance(chosen, str) else set(chosen)
        options = [(value, label, self.counts.get((name, value), 0), value in chosen) for value, label in choices]
        return [option for option in options if option[2] or option[3] or keep_empty]

    @cached_property
    def in_use(self) -> list[InUse]:
        """Every choice in use, with the query of the page without it."""
        used = []
        for name, value in self.chosen.items():
            if name not in {"q", "sort"}:
                used += [InUse(self._label(name, each), self._without(name, each), name) for each in _as_list(value)]
        return used

    def _label(self, name: str, value: str) -> str:
        match name:
            case "service":
                return SERVICES[value].name
            case "country":
                return places.country_name(value)
            case "language":
                return places.language_name(value)
            case "size":
                return _("%(size)s people") % {"size": SIZES[value][0]} if value != "1" else str(SIZES[value][0])
            case "budget":
                return _("Up to %(amount)s") % {"amount": money.show(int(value) * 100, "EUR")}
            case "accepting":
                return _("Takes leads now")
        return dict(search.industry_choices())[value]

    def _without(self, name: str, value: str | None = None) -> str:
        query = self.data.copy()
        left = [each for each in query.getlist(name) if value is not None and each != value]
        query.setlist(name, left)
        query.pop("page", None)
        if not left:
            query.pop(name, None)
        return query.urlencode()

    def best_to_give_up(self) -> tuple[InUse, int] | None:
        """The filter without which there would be most agencies, and how many. At most one query more."""
        names = [name for name in self.chosen if name != "sort"]
        found = {name: self.counts["without", name] for name in ("size", "budget", "accepting")}
        asked = [name for name in names if name not in found]
        counted = [_grouped(name, self.narrowed(but={name}), value=Value("")) for name in asked]
        if counted:
            rows = counted[0].union(*counted[1:], all=True) if len(counted) > 1 else counted[0]
            found |= {row["facet"]: row["n"] for row in rows}
        best = max(names, key=lambda name: found.get(name, 0), default=None)
        if best is None or not found.get(best):
            return None
        label = _("the words “%(words)s”") % {"words": self.words.text} if best == "q" else self._titles(best)
        return InUse(label, self._without(best), best), found[best]

    def _titles(self, name: str) -> str:
        return "“" + ", ".join(self._label(name, each) for each in _as_list(self.chosen[name])) + "”"


_ACCEPTING: Final = Q(accepting_leads=True, state=AgencyState.PUBLISHED)


def _size(value: str) -> Q:
    _label, least, most = SIZES[value]
    return Q(team_size__gte=least, team_size__lte=most)


def _budget(most: int) -> Q:
    """Whose smallest project isn't larger than so many whole euros; those who state none stay."""
    condition = Q(minimum_budget__isnull=True)
    for currency in money.CURRENCIES:
        condition |= Q(currency=currency, minimum_budget__lte=converted(most * 100, "EUR", currency))
    return condition


def _minimum_in_euros() -> Case:
    rates = (When(currency=code, then=F("minimum_budget") * Value(in_euros(1, code))) for code in money.CURRENCIES)
    return Case(*rates, output_field=FloatField())


def _having(agencies: QuerySet[Agency], model: Any, **conditions: Any) -> QuerySet[Agency]:
    return agencies.filter(Exists(model.objects.filter(agency=OuterRef("pk"), **conditions)))


def _grouped(facet: str, rows: QuerySet[Any], *, value: Combinable | None = None) -> QuerySet[Any]:
    named = rows.order_by().values(facet=Value(facet, CharField()), value=value or F(facet))
    return named.annotate(n=Count("pk"))


def _as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
