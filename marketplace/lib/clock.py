"""The one clock that decides: the database's, so that two web servers never disagree about a deadline."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The database's current time, in UTC.

    On PostgreSQL `clock_timestamp()`, which moves within a transaction: read it after the parent row is
    locked and it tells when the lock was had. SQLite has no clock but the host's.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment
