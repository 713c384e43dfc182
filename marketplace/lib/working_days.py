"""Working days, Monday to Friday. Public holidays differ from country to country and are not read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def before(moment: datetime, days: int, *, zone: ZoneInfo) -> datetime:
    """The same time of day in `zone`, so many working days earlier. Raises ValueError for a negative number."""
    if days < 0:
        raise ValueError("Count working days from zero.")
    here = moment.astimezone(zone)
    left = days
    while left:
        here -= timedelta(days=1)
        left -= here.weekday() < SATURDAY
    return here.astimezone(moment.tzinfo)
