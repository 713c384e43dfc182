"""The agencies as the engine reads them, kept in each process and refreshed by what changed."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog
from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.fields import BigIntegerField

from agencies.models import Agency, ProfileVersion
from agencies.search import as_profile
from agencies.states import AgencyState
from matching.index import AgencyIndex
from matching.taxonomy import UnknownSlugError
from matching.types import Profile
from projects.matchmaking.standing import Standing

log = structlog.get_logger(__name__)


class KeptIndex:
    """One index and what it was made of. `heeds_pauses` False reads everybody as taking leads: for briefs that
    are matched without offering any, where a pause would hide a fit and protect nobody."""

    def __init__(self, *, heeds_pauses: bool) -> None:
        self._heeds_pauses = heeds_pauses
        self._lock = threading.RLock()
        self._index = AgencyIndex()
        self._read: dict[int, tuple[int, bool]] = {}
        self._mark: tuple[object, ...] | None = None

    @contextmanager
    def refreshed(self, standings: Iterable[Standing] | None = None) -> Iterator[AgencyIndex]:
        """The index brought up to date, to itself while the block runs.

        With `standings` exactly these agencies at these versions; without, everybody as the database has
        them now, which costs one counting query when nothing changed.
        """
        with self._lock:
            if standings is None:
                mark = _mark()
                if mark != self._mark:
                    self._bring_to(_now())
                    self._mark = mark
            else:
                self._bring_to({each.agency: (each.version, each.taking) for each in standings})
                self._mark = None
            yield self._index

    def forget(self) -> None:
        """Read everything anew at the next question."""
        with self._lock:
            self._index, self._read, self._mark = AgencyIndex(), {}, None

    def _bring_to(self, wanted: dict[int, tuple[int, bool]]) -> None:
        for agency in self._read.keys() - wanted.keys():
            self._leave_out(agency)
            del self._read[agency]
        changed = {agency: state for agency, state in wanted.items() if self._read.get(agency) != state}
        profiles = dict(_profiles({agency: version for agency, (version, _) in changed.items()}))
        for agency, (version, taking) in changed.items():
            if agency in profiles:
                self._put(agency, profiles[agency], version=version, taking=taking or not self._heeds_pauses)
            else:
                self._leave_out(agency)
        self._read.update(changed)

    def _put(self, agency: int, profile: Profile, *, version: int, taking: bool) -> None:
        try:
            self._index.replace(replace(profile, key=str(agency), version=version, accepting=taking))
        except (UnknownSlugError, ValueError) as error:
            # One profile that can't be read must not keep the others from being matched.
            log.exception("profile_unreadable", agency=agency, version=version, error=str(error))
            self._leave_out(agency)

    def _leave_out(self, agency: int) -> None:
        if str(agency) in self._index:
            self._index.remove(str(agency))


def _profiles(versions: dict[int, int]) -> Iterator[tuple[int, Profile]]:
    """The profiles of these agencies at these versions; one that is gone or unreadable is left out."""
    rows = ProfileVersion.objects.filter(agency__in=versions) if len(versions) < 500 else ProfileVersion.objects.all()
    numbers = set(versions.values())
    rows = rows.filter(number__in=numbers) if len(numbers) < 500 else rows
    for agency, number, content in rows.order_by("agency").values_list("agency", "number", "content").iterator():
        if versions.get(agency) != number:
            continue
        try:
            yield agency, as_profile(content)
        except (TypeError, ValueError) as error:
            log.exception("profile_unreadable", agency=agency, version=number, error=str(error))


def _now() -> dict[int, tuple[int, bool]]:
    rows = Agency.objects.public().filter(version__gt=0).values_list("pk", "version", "state", "accepting_leads")
    return {pk: (version, state == AgencyState.PUBLISHED and taking) for pk, version, state, taking in rows}


def _mark() -> tuple[object, ...]:
    """A fingerprint of who is public, in which version and taking leads: different after every change."""
    taking = Q(state=AgencyState.PUBLISHED, accepting_leads=True)
    found = (
        Agency.objects.public()
        .filter(version__gt=0)
        .aggregate(
            agencies=Count("pk"),
            versions=Sum("version"),
            taking=Sum(Case(When(taking, then=F("pk")), output_field=BigIntegerField())),
            squares=Sum(Case(When(taking, then=F("pk") * F("pk")), output_field=BigIntegerField())),
        )
    )
    return tuple(found.values())


HEEDING = KeptIndex(heeds_pauses=True)
REGARDLESS = KeptIndex(heeds_pauses=False)


def kept(*, heeds_pauses: bool) -> KeptIndex:
    """This process's index of either kind."""
    return HEEDING if heeds_pauses else REGARDLESS
