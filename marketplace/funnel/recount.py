"""The nightly count: what readers did and what became of briefs, per page, block, wording and day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from contracts.models import Contract
from marketplace.funnel import places, trials
from marketplace.lib import clock
from marketplace.lib.origins import Origin
from marketplace.models import AwardedDay, FunnelDay, FunnelPlace, Heartbeat, PageDay, Reading
from projects import envelopes
from projects.models import BidVersion, Project

NAME: Final = "funnel"
PAGE_ALONE: Final = ""
_COLUMNS: Final = {Reading.READ: "readers", Reading.SEEN: "seen", Reading.FOLLOWED: "followed"}
_AT_ONCE: Final = 1000

Spot = tuple[int, str, str]
"""A page's number, a block on it, the wording there; the last two empty for the page alone."""


@dataclass
class Known:
    """Every place there is or was. A line that names another was made up, and brings nothing to anybody."""

    names: dict[tuple[int, str], str]
    standing: set[tuple[int, str]]
    paths: dict[str, int]
    spots: dict[str, Spot | None] = field(default_factory=dict)

    @classmethod
    def load(cls, there: list[places.Place]) -> "Known":
        names = {(row.page, row.block): row.name for row in FunnelPlace.objects.all()}
        for page, block, title in PageDay.objects.values_list("page", "block", "title").distinct():
            names.setdefault((page, block), title)
            names.setdefault((page, PAGE_ALONE), title)
        standing = set()
        for place in there:
            named = {PAGE_ALONE: place.title, **{block: call.name for block, call in place.calls.items()}}
            names |= {(place.page, block): name for block, name in named.items()}
            standing |= {(place.page, block) for block in named if place.is_live}
        return cls(names, standing, {place.path: place.page for place in there if place.path})

    def spot(self, line: str) -> Spot | None:
        """Where a brief with this line came from. Each line is read once."""
        if line not in self.spots:
            self.spots[line] = self._spot(Origin.parse(line))
        return self.spots[line]

    def _spot(self, origin: Origin | None) -> Spot | None:
        if origin is None:
            return None
        page = origin.page if (origin.page, PAGE_ALONE) in self.names else self.paths.get(origin.path)
        if page is None:
            return None
        if origin.block and page == origin.page and (page, origin.block) in self.names:
            return page, origin.block, origin.variant or places.FIRST
        return page, PAGE_ALONE, ""


def recount() -> datetime:
    """Count everything anew and replace what was counted before; returns when. Counting twice changes nothing.

    One at a time: who comes second waits for the row of the first.
    """
    with transaction.atomic():
        at = clock.now()
        Heartbeat.objects.get_or_create(name=NAME, defaults={"at": at})
        last = Heartbeat.objects.select_for_update().get(name=NAME)
        there = list(places.every())
        known = Known.load(there)
        _replace_days(known)
        _replace_awards(known)
        _keep_names(known)
        trials.begin(there, on=at.date())
        last.at = at
        last.save(update_fields=["at"])
    return at


def _replace_days(known: Known) -> None:
    counts: defaultdict[tuple[Spot, date], Counter[str]] = defaultdict(Counter)
    for row in PageDay.objects.values_list("page", "block", "variant", "day", "event", "count").iterator():
        counts[row[:3], row[3]][_COLUMNS[Reading(row[4])]] += row[5]
    for column, rows in _became():
        for line, day, count in rows:
            spot = known.spot(line)
            if spot is not None:
                counts[spot, day][column] += count
    FunnelDay.objects.all().delete()
    FunnelDay.objects.bulk_create(
        (FunnelDay(**_where(spot), day=day, **columns) for (spot, day), columns in counts.items()),
        batch_size=_AT_ONCE,
    )


def _became() -> Iterator[tuple[str, QuerySet[Any, tuple[str, date, int]]]]:
    """What became of briefs: by column, how many of each line on each day."""
    credited = Project.objects.exclude(came_from="")
    yield "begun", _daily(credited, "came_from", "created_at")
    yield "published", _daily(credited.filter(published_at__isnull=False), "came_from", "published_at")
    yield "bids", _daily(BidVersion.objects.filter(number=1), "bid__project__came_from", "sent_at")
    yield "awards", _daily(Contract.objects.all(), "project__came_from", "awarded_at")


def _daily(rows: QuerySet[Any], line: str, moment: str) -> QuerySet[Any, tuple[str, date, int]]:
    days = rows.exclude(**{line: ""}).annotate(line=F(line), on=TruncDate(moment, tzinfo=UTC))
    return (
        days.values("line", "on").annotate(count=Count("pk")).order_by("line", "on").values_list("line", "on", "count")
    )


def _replace_awards(known: Known) -> None:
    sums: defaultdict[tuple[Spot, date, str], list[int]] = defaultdict(list)
    rows = Contract.objects.exclude(project__came_from="").order_by("pk")
    awarded = list(rows.values_list("project__came_from", "awarded_at", "version_id"))
    for start in range(0, len(awarded), _AT_ONCE):
        some = awarded[start : start + _AT_ONCE]
        totals = envelopes.awarded_totals([version for _line, _at, version in some])
        for line, at, version in some:
            spot = known.spot(line)
            if spot is not None and version in totals:
                sums[spot, at.astimezone(UTC).date(), totals[version].currency].append(totals[version].minor)
    AwardedDay.objects.all().delete()
    AwardedDay.objects.bulk_create(
        (
            AwardedDay(**_where(spot), day=day, currency=currency, awards=len(amounts), total=sum(amounts))
            for (spot, day, currency), amounts in sums.items()
        ),
        batch_size=_AT_ONCE,
    )


def _keep_names(known: Known) -> None:
    FunnelPlace.objects.bulk_create(
        (
            FunnelPlace(page=page, block=block, name=name, stands=(page, block) in known.standing)
            for (page, block), name in known.names.items()
        ),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["page", "block"],
        update_fields=["name", "stands"],
    )


def _where(spot: Spot) -> dict[str, Any]:
    return dict(zip(("page", "block", "variant"), spot, strict=True))
