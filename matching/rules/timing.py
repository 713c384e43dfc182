"""Timing: whether the agency is free when the project should start."""

import numpy as np

from matching.postings import Floats
from matching.reading import Reading
from matching.rules.rule import Said, ScoredRule
from matching.sentences import gettext_noop as _

LATE_DAYS = 90
"""Days after the wanted start at which nothing is left of the timing points."""


def _has_start(reading: Reading) -> bool:
    return reading.brief.starts_on is not None


def _start(reading: Reading) -> Floats:
    available, starts = reading.columns.available, reading.brief.starts_on
    late = np.maximum(0, available - (starts.toordinal() if starts else 0))
    return np.where(available > 0, np.maximum(0.0, 1.0 - late / LATE_DAYS), np.nan)


def _say_start(reading: Reading, row: int, share: float) -> Said:
    available, starts = reading.columns.profiles[row].available_on, reading.brief.starts_on
    if available is None or starts is None:
        return Said("start_not_stated")
    params = {"available": {"date": available.isoformat()}, "starts": {"date": starts.isoformat()}}
    if available <= starts:
        return Said("start_fits", params)
    return Said("start_late", {**params, "days": (available - starts).days}, gap=True)


RULES = (
    ScoredRule(
        "start",
        "timing",
        10.0,
        _("Whether the agency is free when the project should start; the points run out 90 days later."),
        _has_start,
        _start,
        _say_start,
    ),
)
