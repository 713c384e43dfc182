"""What of an agency others read: the profile as the matching engine sees it, and the ways in which it is found."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connections
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language, gettext as _

from agencies.models import Agency, AgencyCountry, AgencyIndustry, AgencyService, CaseStudy
from agencies.models.case_studies import CaseStudyQuerySet
from agencies.states import AgencyState
from marketplace.lib import places
from matching import sentences, taxonomy, types
from matching.text import folded, terms


def profile_content(agency: Agency) -> dict[str, Any]:
    """The JSON that a ProfileVersion keeps: `matching.types.Profile` of the rows as they are now.

    Five queries, none when services, industries, countries, languages and case studies are prefetched.
    """
    return types.Profile(
        key=agency.slug,
        version=agency.version,
        text="\n\n".join(part for part in (agency.tagline, agency.description) if part),
        services={row.service: row.focus for row in sorted(agency.services.all(), key=lambda row: row.service)},
        industries=tuple(sorted(row.industry for row in agency.industries.all())),
        country=agency.country or None,
        countries=tuple(sorted(row.country for row in agency.countries.all())),
        languages=tuple(sorted(row.language for row in agency.languages.all())),
        team_size=agency.team_size,
        hourly_low=_amount(agency.hourly_low, agency.currency),
        hourly_high=_amount(agency.hourly_high, agency.currency),
        minimum_budget=_amount(agency.minimum_budget, agency.currency),
        available_on=agency.available_on,
        case_studies=tuple(_case_study(row) for row in sorted(agency.case_studies.all(), key=lambda row: row.code)),
        capacity=agency.capacity,
        accepting=agency.state == AgencyState.PUBLISHED and agency.accepting_leads,
    ).to_json()


def as_profile(content: Mapping[str, Any]) -> types.Profile:
    """The profile that `profile_content` wrote. Raises ValueError when a field is missing or unknown."""
    return types.Profile.from_json(content)


def _amount(minor: int | None, currency: str) -> types.Amount | None:
    return None if minor is None else types.Amount(minor, currency)


def _case_study(row: CaseStudy) -> types.CaseStudy:
    # The client's name is left out on purpose: having worked for somebody before isn't fit.
    return types.CaseStudy(
        key=row.code,
        title=row.title,
        text=row.text,
        services=tuple(row.services),
        industry=row.industry or None,
        finished_on=row.finished_on,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """The lists of a profile by their names, for people to read, and the number of its case studies."""

    services: tuple[tuple[str, str, int], ...]
    industries: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    case_studies: int

    @property
    def bars(self) -> list[dict[str, str]]:
        """The parts of the bar of services, as SVG lengths of 0 to 100; a thin gap between them."""
        bars, start = [], 0
        for place, (_slug, _name, focus) in enumerate(self.services, 1):
            bars.append({"css": f"k{min(place, 5)}", "x": str(start), "width": f"{max(focus - 0.4, 0.4):.1f}"})
            start += focus
        return bars


def facts_of(agency: Agency) -> Facts:
    """What the rows around an agency say, in one query. Services by their share, with slug and name."""
    lists = [
        agency.services.values(kind=Value("service"), value=F("service"), n=F("focus")),
        agency.industries.values(kind=Value("industry"), value=F("industry"), n=Value(0)),
        agency.countries.values(kind=Value("country"), value=F("country"), n=Value(0)),
        agency.languages.values(kind=Value("language"), value=F("language"), n=Value(0)),
        agency.case_studies.order_by().values(kind=Value("work"), value=Value("")).annotate(n=Count("pk")),
    ]
    rows = list(lists[0].union(*lists[1:], all=True))
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append((row["value"], row["n"]))
    services = sorted(found.get("service", ()), key=lambda row: (-row[1], row[0]))
    return Facts(
        services=tuple((slug, _name(taxonomy.SERVICES, slug), focus) for slug, focus in services),
        industries=tuple(sorted(_name(taxonomy.INDUSTRIES, slug) for slug, _n in found.get("industry", ()))),
        countries=tuple(sorted(places.country_name(code) for code, _n in found.get("country", ()))),
        languages=tuple(sorted(places.language_name(code) for code, _n in found.get("language", ()))),
        case_studies=sum(n for _value, n in found.get("work", ())),
    )


def _name(nodes: Mapping[str, taxonomy.Node], slug: str) -> str:
    return nodes[slug].name if slug in nodes else slug


# --- what can be chosen ---------------------------------------------------------------------------


def service_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All services, grouped under the names of their categories."""
    return [
        (category.name, [(node.slug, node.name) for node in taxonomy.services_of(category.slug)])
        for category in taxonomy.CATEGORIES.values()
    ]


def industry_choices() -> list[tuple[str, str]]:
    """All industries in the order in which they are shown."""
    return [(node.slug, node.name) for node in taxonomy.INDUSTRIES.values()]


# --- finding agencies --------------------------------------------------------------------------------

LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8
_LEAST_LIKENESS: Final = 0.6  # of taxonomy.search: a typing error in a word of five letters still passes
_LEAST_ALIKE: Final = 0.2  # of pg_trgm: two slips in a word of seven letters still pass
_SILENT: Final = frozenset(terms("a an and agency agencies best company companies for in of studio the to with"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query and what it may stand for beside itself."""

    text: str
    services: frozenset[str]
    industries: frozenset[str]
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for. `services` are those that the whole of it speaks of."""

    text: str
    words: tuple[Word, ...]
    services: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def all_services(self) -> frozenset[str]:
        """Every service that the query or one of its words may mean."""
        return self.services.union(*(word.services for word in self.words))


def read_query(text: str) -> Query:
    """The query with its words read: services and industries by any of their names, typing errors forgiven."""
    return _read(" ".join(text.split())[:LONGEST_QUERY], get_language() or "en")


@lru_cache(maxsize=1024)
def _read(text: str, language: str) -> Query:
    # The language counts: countries are found by the names they have in it.
    words = [word for word in re.findall(r"[^\s,;]+", text) if folded(word) not in _SILENT][:MOST_WORDS]
    return Query(text, tuple(_read_word(word) for word in words), _services_like(text))


def found_by(agencies: QuerySet[Agency], query: Query) -> list[int]:
    """Keys of those in which every word of the query is found, or that offer what the whole of it means.

    When none is, of those whose name is nearly the query, so that a typing error in a name is forgiven. One query,
    then two. Keys, because counting facets asks for them six times and searching texts is the dear part.
    """
    condition = Q()
    for word in query.words:
        condition &= _says(word)
    if query.services:
        condition |= Q(pk__in=AgencyService.objects.filter(service__in=query.services).values("agency"))
    found = list(agencies.filter(condition).order_by("pk").values_list("pk", flat=True))
    return found or _named_nearly(agencies, query)


def by_relevance(agencies: QuerySet[Agency], query: Query, services: Iterable[str] = ()) -> QuerySet[Agency]:
    """The agencies with `relevance`: where the words stand, and how much of the work the wanted services are."""
    wanted = query.all_services.union(services)
    relevance: Combinable = Value(0)
    if wanted:
        offered = AgencyService.objects.filter(agency=OuterRef("pk"), service__in=wanted)
        share = offered.values("agency").annotate(share=Sum("focus")).values("share")
        relevance = relevance + Coalesce(Subquery(share), 0)
    for condition, points in _points(query):
        relevance = relevance + Case(When(condition, then=points), default=0)
    return agencies.annotate(relevance=ExpressionWrapper(relevance, IntegerField()))


def with_a_case_study(agencies: QuerySet[Agency], query: Query) -> QuerySet[Agency]:
    """The agencies with `case_study_title`: their newest that speaks of a word of the query, else nothing."""
    if not query.words:
        return agencies.annotate(case_study_title=Value(""))
    told = Q()
    for word in query.words:
        told |= _contains("title", word.text)
    newest = CaseStudy.objects.filter(told, agency=OuterRef("pk")).newest_first().values("title")[:1]
    return agencies.annotate(case_study_title=Subquery(newest))


def _read_word(word: str) -> Word:
    near = word.casefold()
    countries = frozenset(
        code for code, name in places.countries() if len(near) > 2 and name.casefold().startswith(near)
    )
    industries = frozenset(
        hit.node.slug for hit in taxonomy.search(word, "industry", limit=3) if hit.score >= _LEAST_LIKENESS
    )
    return Word(word, _services_like(word), industries, countries)


def _services_like(text: str) -> frozenset[str]:
    if len(text) < 2:
        return frozenset()
    return frozenset(hit.node.slug for hit in taxonomy.search(text, limit=5) if hit.score >= _LEAST_LIKENESS)


def _says(word: Word) -> Q:
    # Lists of agencies instead of EXISTS: below an OR PostgreSQL would ask an EXISTS once for every row.
    condition = Q()
    for field in ("name", "tagline", "description", "city"):
        condition |= _contains(field, word.text)
    condition |= Q(pk__in=CaseStudy.objects.filter(_contains("title", word.text)).values("agency"))
    if word.services:
        condition |= Q(pk__in=AgencyService.objects.filter(service__in=word.services).values("agency"))
    if word.industries:
        condition |= Q(pk__in=AgencyIndustry.objects.filter(industry__in=word.industries).values("agency"))
    if word.countries:
        condition |= Q(country__in=word.countries)
    return condition


def _contains(field: str, text: str) -> Q:
    condition = Q(**{f"{field}__icontains": text})
    if not text.isascii():  # SQLite folds the case of ASCII letters only
        for written in {text.lower(), text.upper(), text.capitalize()} - {text}:
            condition |= Q(**{f"{field}__contains": written})
    return condition


def _points(query: Query) -> Iterable[tuple[Q, int]]:
    if query:
        yield Q(name__iexact=query.text), 200
        yield Q(name__istartswith=query.text), 100
        yield _contains("tagline", query.text), 20
    for word in query.words:
        yield _contains("name", word.text), 40
        yield _contains("tagline", word.text), 10


def _named_nearly(agencies: QuerySet[Agency], query: Query) -> list[int]:
    typed = [folded(word.text) for word in query.words]
    if not typed:
        return []
    if connections[agencies.db].vendor == "postgresql":  # lets it leave aside what is nothing alike
        for place, word in enumerate(typed):
            alike = f"alike_{place}"
            agencies = agencies.alias(**{alike: TrigramWordSimilarity(word, "name")})
            agencies = agencies.filter(**{f"{alike}__gte": _LEAST_ALIKE})
    near = []
    for pk, name in agencies.order_by("pk").values_list("pk", "name"):
        named = _terms_of(name)
        if all(any(_nearly(word, other) for other in named) for word in typed):
            near.append(pk)
    return near[:100]


@lru_cache(maxsize=32_768)
def _terms_of(name: str) -> tuple[str, ...]:
    return tuple(terms(name))


@lru_cache(maxsize=32_768)
def _nearly(typed: str, word: str) -> bool:
    slips = 0 if len(typed) < 4 else 1 if len(typed) < 7 else 2
    return taxonomy.distance(typed, word, slips) <= slips


# --- agencies for one service ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """An agency named for a service, with the sentences that say why: each is evidence that it shows."""

    agency: Agency
    reasons: tuple[str, ...]


def for_service(service: str, country: str = "", *, most: int = 6) -> list[Suggested]:
    """At most `most` agencies that take leads and offer the service; with a country, those who are there or serve it.

    Who shows a case study of the service stands before who only names it, since that proves most; then the larger
    share of the work; then, with a country, who is there; then the newest profile, as in the directory. Money plays
    no part: nothing about plans or payments is read here. Two queries, one when there is nobody; none for a service
    that nobody knows any more.
    """
    if service not in taxonomy.SERVICES:
        return []
    offering = Agency.objects.for_directory().prefetch_related(None).filter(_TAKES_LEADS, services__service=service)
    wanted = offering.annotate(
        focus=F("services__focus"),
        shows=Exists(_showing(service).filter(agency=OuterRef("pk"))),
        there=Case(When(country=country, then=1), default=0) if country else Value(0),
    )
    if country:
        wanted = wanted.filter(
            Q(there=1) | Q(pk__in=AgencyCountry.objects.filter(country=country).values("agency")),
        )
    ranked = (F(name).desc() for name in ("shows", "focus", "there"))
    agencies = list(wanted.order_by(*ranked, "-published_at", "-pk")[:most])
    shown: dict[int, list[CaseStudy]] = {}
    for study in _showing(service).filter(agency__in=[agency.pk for agency in agencies]).newest_first():
        shown.setdefault(study.agency_id, []).append(study)
    return [Suggested(agency, _reasons(agency, service, country, shown.get(agency.pk, []))) for agency in agencies]


_TAKES_LEADS: Final = Q(accepting_leads=True, state=AgencyState.PUBLISHED)


def _showing(service: str) -> CaseStudyQuerySet:
    return CaseStudy.objects.annotate(named=Cast("services", TextField())).filter(named__contains=f'"{service}"')


def _reasons(agency: Agency, service: str, country: str, studies: list[CaseStudy]) -> tuple[str, ...]:
    """What proves most first: the newest case study, the share of the work, the country."""
    said = []
    if studies:
        title, finished = studies[0].title, studies[0].finished_on
        built = _("Built “%(title)s” in %(year)s.") if finished else _("Built “%(title)s”.")
        said.append(built % {"title": title, "year": finished and finished.year})
    work = {"percent": {"percent": agency.focus}, "services": {"service": service}}  # type: ignore[attr-defined]
    said.append(sentences.render("focus", work, "client", translate=_))
    if country:
        there = _("They are in %(country)s.") if agency.country == country else _("They serve clients in %(country)s.")
        said.append(there % {"country": places.country_name(country)})
    return tuple(said)
