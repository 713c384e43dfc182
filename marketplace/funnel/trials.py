"""Two wordings of a call to action, compared: how many must see each is fixed before anybody looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Q, Sum
from django.utils.formats import localize
from django.utils.translation import gettext as _

from marketplace.funnel import intervals, places
from marketplace.models import PageDay, Reading, Trial

LEAST_DIFFERENCE: Final = 0.02
"""Two points: what is smaller changes too little to be worth the readers it takes to find."""
EXPECTED: Final = 0.05
"""How many follow a call of which nothing is known yet."""
ENOUGH_TO_EXPECT: Final = 200
EXPECTED_BOUNDS: Final = (0.005, 0.5)
LOOK_BACK: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many saw a wording, and how many followed it."""

    seen: int
    followed: int

    @property
    def share(self) -> float:
        return self.followed / self.seen if self.seen else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a trial stands: both wordings since it began, the difference, and whether it may be believed."""

    trial: Trial
    first: Followed
    second: Followed
    difference: intervals.Difference

    @property
    def is_complete(self) -> bool:
        return min(self.first.seen, self.second.seen) >= self.trial.needed

    @property
    def progress(self) -> int:
        """How many saw the wording that fewer saw, at most as many as are needed."""
        return min(self.first.seen, self.second.seen, self.trial.needed)

    @property
    def verdict(self) -> str:
        """What can be said of the two, in a sentence."""
        found = self.difference
        if not found.is_shown:
            return _("No difference shown yet.") if not self.is_complete else _("No difference shown.")
        low, high = sorted((abs(found.low), abs(found.high)))
        if points(low) == points(high):
            return _("%(text)s was followed %(low)s points more often.") % {
                "text": "B" if found.low > 0 else "A",
                "low": points(low),
            }
        return _("%(text)s was followed %(low)s to %(high)s points more often.") % {
            "text": "B" if found.low > 0 else "A",
            "low": points(low),
            "high": points(high),
        }

    @property
    def advice(self) -> str:
        """What to do with the verdict: wait, keep either, or keep the better one."""
        if not self.is_complete:
            return _(
                "Don't decide yet: a difference seen early often vanishes. Wait until each text was seen %(needed)s "
                "times, as was fixed when the comparison began."
            ) % {"needed": intcomma(self.trial.needed)}
        if not self.difference.is_shown:
            return _("Keep either text: if they differ, it is hardly by more than %(least)s points.") % {
                "least": points(self.trial.least)
            }
        return _("Keep this text, and empty the other.")


def points(share: float) -> str:
    """A share in percentage points with one decimal."""
    return str(localize(round(share * 100, 1)))


def begin(there: Iterable[places.Place], *, on: date) -> None:
    """Fix, for each call whose pair of wordings is new, how many must see each. Counting starts that day."""
    latest = {(trial.page, trial.block): trial for trial in Trial.objects.order_by("began_on", "pk")}
    for place in there:
        for block, call in place.calls.items():
            known = latest.get((place.page, block))
            if place.is_live and call.wording and (known is None or known.wording != call.wording):
                expected = _expected(place.page, block, on=on)
                Trial.objects.update_or_create(
                    page=place.page,
                    block=block,
                    began_on=on,
                    defaults={
                        "wording": call.wording,
                        "expected": expected,
                        "least": LEAST_DIFFERENCE,
                        "needed": intervals.needed(expected, LEAST_DIFFERENCE),
                    },
                )


def comparisons(page: int | None = None) -> list[Comparison]:
    """The latest trial of each call whose place is known, of one page or of all, the newest first."""
    trials = Trial.objects.order_by("-began_on", "-pk")
    newest: dict[tuple[int, str], Trial] = {}
    for trial in trials if page is None else trials.filter(page=page):
        newest.setdefault((trial.page, trial.block), trial)
    return [_compared(trial) for trial in newest.values()]


def _compared(trial: Trial) -> Comparison:
    since = PageDay.objects.filter(page=trial.page, block=trial.block, day__gte=trial.began_on)
    counts = since.values("variant", "event").annotate(total=Sum("count")).order_by("variant", "event")
    found = {(row["variant"], row["event"]): row["total"] for row in counts}
    first, second = _followed(found, places.FIRST), _followed(found, places.SECOND)
    apart = intervals.difference(first.followed, first.seen, second.followed, second.seen)
    return Comparison(trial, first, second, apart)


def _followed(counts: Mapping[tuple[str, str], int], variant: str) -> Followed:
    """Who followed has seen it, even where that report was lost on the way."""
    followed = counts.get((variant, Reading.FOLLOWED), 0)
    return Followed(max(counts.get((variant, Reading.SEEN), 0), followed), followed)


def _expected(page: int, block: str, *, on: date) -> float:
    """The share that followed the call so far, where enough saw it."""
    rows = PageDay.objects.filter(page=page, block=block, day__gte=on - LOOK_BACK, day__lt=on)
    found = rows.aggregate(
        seen=Sum("count", filter=Q(event=Reading.SEEN), default=0),
        followed=Sum("count", filter=Q(event=Reading.FOLLOWED), default=0),
    )
    if found["seen"] < ENOUGH_TO_EXPECT:
        return EXPECTED
    low, high = EXPECTED_BOUNDS
    share: float = found["followed"] / found["seen"]
    return min(max(share, low), high)
