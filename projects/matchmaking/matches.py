"""From a claimed brief to stored matches and seats given away."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from projects import notifications
from projects.matchmaking import runs, seats
from projects.models import BriefVersion, MatchRun


def match(version: BriefVersion, *, at: datetime | None = None) -> MatchRun | None:
    """Run the engine for a claimed version; keep what it said and ask the first agencies in one transaction.

    The engine runs before the transaction begins, so nobody waits for it. None when the brief was edited or
    the project closed in the meantime. `at` is the database's time unless given. Raises LeaseLost.
    """
    outcome = runs.compute(version, at=at)
    with transaction.atomic():
        run = runs.store(version, outcome, at=at)
        if run is None:
            return None
        asked, again = seats.one_pass(version.project, at=run.created_at)
        if run.offers_leads:
            notifications.brief_matched(
                version,
                asked=len(asked),
                fitting=run.fitting,
                considered=run.considered,
                hours=settings.LEAD_ANSWER_HOURS,
                narrows=outcome.narrows,
                at=run.created_at,
            )
    if again:
        seats.fill(version.project, at=at)
    return run
