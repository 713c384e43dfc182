"""What pages brought in a period: pages, under each its calls to action and their wordings, with values and trends."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Min, Sum
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.funnel import values
from marketplace.funnel.recount import NAME, PAGE_ALONE
from marketplace.lib import money
from marketplace.models import AwardedDay, FunnelDay, FunnelPlace, Heartbeat

PERIODS: Final = {
    "7": gettext_lazy("7 days"),
    "28": gettext_lazy("28 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("12 months"),
    "all": gettext_lazy("All time"),
}
DEFAULT_PERIOD: Final = "28"
POINTS: Final = 28
"""How many points a trend has at most."""
WIDTH, HEIGHT = 112, 24

Spot = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both counted."""

    slug: str
    first: date
    last: date

    @classmethod
    def named(cls, slug: str, *, today: date) -> "Period":
        """The period of this name up to today; the usual one for a name that nobody knows."""
        slug = slug if slug in PERIODS else DEFAULT_PERIOD
        if slug == "all":
            first = FunnelDay.objects.aggregate(first=Min("day"))["first"] or today
            return cls(slug, min(first, today), today)
        return cls(slug, today - timedelta(days=int(slug) - 1), today)

    def point_of(self, day: date) -> int:
        """Which point of a trend a day belongs to."""
        days = (self.last - self.first).days + 1
        return min((day - self.first).days * min(POINTS, days) // days, POINTS - 1)

    @property
    def points(self) -> int:
        return min(POINTS, (self.last - self.first).days + 1)


@dataclass(slots=True)
class Row:
    """A line of the report: a page with all it brought, or one of its calls in one wording."""

    spot: Spot
    name: str
    stands: bool
    counts: Counter[str]
    trend: Sequence[int] = ()
    told: dict[str, values.Value] = field(default_factory=dict)
    untold: bool = False
    calls: "list[Row]" = field(default_factory=list)

    @property
    def page(self) -> int:
        return self.spot[0]

    @property
    def wording(self) -> str:
        return self.spot[2].upper()

    @property
    def share(self) -> float | None:
        """How many of a hundred who saw it followed."""
        seen = max(self.counts["seen"], self.counts["followed"])
        return 100 * self.counts["followed"] / seen if seen else None

    @property
    def worth(self) -> list[str]:
        """The awarded value, one text a currency."""
        return [_about(value.total, currency) for currency, value in sorted(self.told.items())]

    @property
    def worth_per_thousand(self) -> list[str]:
        found = (
            values.per_thousand(value, currency, self.counts["readers"])
            for currency, value in sorted(self.told.items())
        )
        return [_about(price.minor, price.currency) for price in found if price is not None]

    @property
    def line(self) -> str:
        """The trend as points of a line in a box of WIDTH by HEIGHT; nothing where there is none to draw."""
        highest = max(self.trend, default=0)
        if len(self.trend) < 2 or not highest:
            return ""
        step = WIDTH / (len(self.trend) - 1)
        return " ".join(
            f"{number * step:.1f},{HEIGHT - 1 - (HEIGHT - 2) * count / highest:.1f}"
            for number, count in enumerate(self.trend)
        )

    @property
    def trend_said(self) -> str:
        """The trend in words, for whoever does not see it."""
        said = {"first": self.trend[0], "last": self.trend[-1], "most": max(self.trend)} if self.trend else {}
        return _("Readers from %(first)d to %(last)d, at most %(most)d") % said if said else ""


def counted_at() -> Any:
    """When the funnel was last counted; None before the first time."""
    return Heartbeat.objects.filter(name=NAME).values_list("at", flat=True).first()


def rows(period: Period, *, page: int | None = None) -> list[Row]:
    """The pages with anything to tell, those that brought most first; each with its calls. Four queries."""
    days = FunnelDay.objects.filter(day__range=(period.first, period.last))
    awarded = AwardedDay.objects.filter(day__range=(period.first, period.last))
    named = FunnelPlace.objects.all()
    if page is not None:
        days, awarded, named = days.filter(page=page), awarded.filter(page=page), named.filter(page=page)
    known = {(place.page, place.block): place for place in named}
    counts, trends = _counts(days), _trends(days, period)
    pages = defaultdict(list)
    for spot in counts:
        pages[spot[0]].append(spot)
    worth = _worth(awarded)
    found = [_page(number, spots, counts, trends, known, worth[number]) for number, spots in pages.items()]
    return sorted(
        found, key=lambda row: (*(-row.counts[name] for name in ("awards", "begun", "readers")), row.name, row.page)
    )


def flat(found: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Pages and their calls in one list, each with the name of its page: as a download has them."""
    for row in found:
        yield row, row.name
        for call in row.calls:
            yield call, row.name


def _counts(days: Any) -> dict[Spot, Counter[str]]:
    summed = days.values("page", "block", "variant").order_by("page", "block", "variant")
    columns = {name: Sum(name) for name in FunnelDay.COUNTS}
    return {
        (row["page"], row["block"], row["variant"]): Counter({name: row[name] for name in FunnelDay.COUNTS})
        for row in summed.annotate(**columns)
    }


def _trends(days: Any, period: Period) -> dict[int, list[int]]:
    """Readers by page, in points of the period."""
    trends: defaultdict[int, list[int]] = defaultdict(lambda: [0] * period.points)
    for page, day, readers in days.filter(readers__gt=0).values_list("page", "day", "readers"):
        trends[page][period.point_of(day)] += readers
    return trends


def _worth(awarded: Any) -> defaultdict[int, dict[str, dict[Spot, values.Value]]]:
    """What was awarded, by page, currency and spot."""
    worth: defaultdict[int, dict[str, dict[Spot, values.Value]]] = defaultdict(dict)
    fields = ("page", "block", "variant", "currency")
    summed = awarded.values(*fields).annotate(count=Sum("awards"), sum=Sum("total")).order_by(*fields)
    for row in summed:
        spot = (row["page"], row["block"], row["variant"])
        worth[row["page"]].setdefault(row["currency"], {})[spot] = values.Value(row["count"], row["sum"])
    return worth


def _page(
    page: int,
    spots: Iterable[Spot],
    counts: Mapping[Spot, Counter[str]],
    trends: Mapping[int, list[int]],
    known: Mapping[tuple[int, str], FunnelPlace],
    worth: Mapping[str, Mapping[Spot, values.Value]],
) -> Row:
    """A page: the sum of its calls and of what came from it without one."""
    inside = sorted(spots)
    total: Counter[str] = sum((counts[spot] for spot in inside), Counter())
    row = _row((page, PAGE_ALONE, ""), total, known)
    row.trend = trends.get(page, ())
    row.calls = [_row(spot, counts[spot], known) for spot in inside if spot[1]]
    for currency, parts in worth.items():
        whole, shown = values.told(parts, least=settings.SMALLEST_PRICE_GROUP_SHOWN)
        for line, value in [(row, whole), *((call, shown.get(call.spot)) for call in row.calls)]:
            if value is not None:
                line.told[currency] = value
            elif line is row or line.spot in parts:
                line.untold = True
    return row


def _row(spot: Spot, counts: Counter[str], known: Mapping[tuple[int, str], FunnelPlace]) -> Row:
    place = known.get(spot[:2])
    name = place.name if place else _("Page %(number)d") % {"number": spot[0]}
    return Row(spot, name, place.stands if place else False, counts)


def _about(minor: int, currency: str) -> str:
    return _("about %(amount)s") % {"amount": money.show(minor, currency)}
