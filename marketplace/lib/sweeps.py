"""What beat does for one row after the other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from django.db import models

log = structlog.get_logger(__name__)
Row = TypeVar("Row", bound=models.Model)


def one_by_one(do: Callable[[Row], bool], rows: Iterable[Row]) -> int:
    """Do it for each row; returns for how many it had an effect.

    A row for which it fails is logged and comes again with the next sweep. It never keeps those after it waiting:
    the oldest come first, so one bad row would stop the clock for everybody.
    """
    done = 0
    for row in rows:
        try:
            done += do(row)
        except Exception:  # whatever it is: it is logged with its trace, and the rows after this one go on
            log.exception("sweep_failed", model=row._meta.label, pk=row.pk)
    return done
