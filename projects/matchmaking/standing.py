"""What a run reads of an agency besides its profile: whether it takes leads, how many, and how many it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db.models import Count, Q

from agencies.models import Agency
from agencies.states import AgencyState
from matching.types import Load
from projects.models import Lead
from projects.models.leads import OPEN

EXPOSURE = timedelta(days=30)
UNCONFIRMED_CAPACITY = 1
"""Open leads of an agency that hasn't confirmed its capacity for a while."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency at the moment of a run. `taking` is False while it is paused or accepts no leads."""

    agency: int
    version: int
    taking: bool
    capacity: int
    open_leads: int
    leads_30d: int
    joined_on: date

    @property
    def key(self) -> str:
        """The engine's name for the agency: the row's number, because an address may change."""
        return str(self.agency)

    @property
    def load(self) -> Load:
        return Load(
            key=self.key,
            open_leads=self.open_leads,
            leads_30d=self.leads_30d,
            joined_on=self.joined_on,
            capacity=self.capacity,
        )

    def as_row(self) -> list[Any]:
        """For the stored run, in the order of the fields."""
        return [
            self.agency,
            self.version,
            int(self.taking),
            self.capacity,
            self.open_leads,
            self.leads_30d,
            self.joined_on.isoformat(),
        ]

    @classmethod
    def from_row(cls, row: list[Any]) -> Self:
        agency, version, taking, capacity, open_leads, leads_30d, joined_on = row
        return cls(agency, version, bool(taking), capacity, open_leads, leads_30d, date.fromisoformat(joined_on))


def of_agencies(at: datetime, *, only: Iterable[int] | None = None) -> list[Standing]:
    """All public agencies that have a profile version, or only those with these keys, in the order of their keys.

    Two queries, whatever their number.
    """
    rows = Agency.objects.public().filter(version__gt=0)
    leads = Lead.objects.filter(OPEN | Q(offered_at__gt=at - EXPOSURE))
    if only is not None:
        wanted = list(only)
        rows, leads = rows.filter(pk__in=wanted), leads.filter(agency__in=wanted)
    counted = {
        agency: (open_leads, recent)
        for agency, open_leads, recent in leads.values("agency")
        .annotate(open_leads=Count("pk", filter=OPEN))
        .annotate(recent=Count("pk", filter=Q(offered_at__gt=at - EXPOSURE)))
        .values_list("agency", "open_leads", "recent")
        .order_by("agency")
    }
    fields = ("pk", "version", "state", "accepting_leads", "capacity", "capacity_confirmed_at", "published_at")
    return [
        Standing(
            agency=pk,
            version=version,
            taking=state == AgencyState.PUBLISHED and accepting,
            capacity=capacity_of(capacity, confirmed_at, at),
            open_leads=counted.get(pk, (0, 0))[0],
            leads_30d=counted.get(pk, (0, 0))[1],
            joined_on=(published_at or at).date(),
        )
        for pk, version, state, accepting, capacity, confirmed_at, published_at in rows.values_list(*fields).order_by(
            "pk"
        )
    ]


def capacity_of(stated: int, confirmed_at: datetime | None, at: datetime) -> int:
    """The open leads an agency gets at most: what it stated, or one once that is too long ago."""
    fresh = confirmed_at is not None and confirmed_at > at - timedelta(days=settings.CAPACITY_CONFIRM_DAYS)
    return stated if fresh else min(stated, UNCONFIRMED_CAPACITY)
