"""The demo's readers: invented counts of the last weeks, so that the report of what guides bring has something to show.

They are counts by page and day, as beacons leave them. No reader stands behind them.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from blog.models import GuidePage
from marketplace import open_numbers
from marketplace.funnel import places, recount
from marketplace.models import PageDay, Reading

DAYS: Final = 45
READERS_A_DAY: Final = {"python-backend-development": 64, "what-a-python-back-end-costs": 30}
OTHERS_A_DAY: Final = 16
WEEKEND: Final = 0.45
SEEN, FOLLOWED = 0.52, {"a": 0.045, "b": 0.06}
"""Shares of readers who reach a call to action, and of those who follow it, by wording."""


def load(*, at: datetime) -> None:
    """Count invented readers of each guide since it appeared, then everything that is counted each night."""
    PageDay.objects.bulk_create(_days(at.date()), batch_size=500)
    recount.recount()
    open_numbers.recount()


def _days(today: date) -> Iterator[PageDay]:
    for guide in GuidePage.objects.live().order_by("pk"):
        if guide.first_published_at is None:
            continue
        first = max(guide.first_published_at.date(), today - timedelta(days=DAYS))
        calls = places.of_page(guide).calls
        for number in range((today - first).days):
            day = first + timedelta(days=number)
            usual = READERS_A_DAY.get(guide.slug, OTHERS_A_DAY) * (WEEKEND if day.weekday() > 4 else 1)
            readers = round(usual * (0.6 + 0.8 * _chance(guide.slug, day)))
            yield from _counted(guide, day, Reading.READ, readers)
            for block, call in calls.items():
                for variant in call.variants:
                    seen = round(readers * SEEN / len(call.variants))
                    followed = sum(
                        _chance(guide.slug, day, block, variant, each) < FOLLOWED[variant] for each in range(seen)
                    )
                    yield from _counted(guide, day, Reading.SEEN, seen, block, variant)
                    yield from _counted(guide, day, Reading.FOLLOWED, followed, block, variant)


def _counted(
    guide: GuidePage, day: date, event: Reading, count: int, block: str = "", variant: str = ""
) -> Iterator[PageDay]:
    if count:
        yield PageDay(page=guide.pk, title=guide.title, day=day, event=event, block=block, variant=variant, count=count)


def _chance(*what: object) -> float:
    """Between 0 and 1, the same for the same words."""
    return int.from_bytes(sha256("/".join(map(str, what)).encode()).digest()[:4]) / 2**32
