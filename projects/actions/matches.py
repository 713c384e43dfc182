"""Asking for briefs to be matched, again or at last."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marketplace.lib import jobs
from projects import tasks
from projects.models import BriefVersion, Project


@transaction.atomic
def ask_for(projects: Iterable[Project], *, offer_leads: bool = False, at: datetime) -> list[int]:
    """Make the current brief versions of these open projects due unless they were matched or given up before.

    With `offer_leads` their runs give seats away; without, whatever the project says stands. Returns the keys
    of the versions that are due now.
    """
    due = []
    for project in projects:
        version = BriefVersion.objects.filter(project=project, number=project.version).first()
        if version is None or version.done_at is not None or version.dead_at is not None:
            continue
        version.due_at = version.due_at or at
        changed = ["due_at"]
        if offer_leads and not version.offers_leads:
            version.offers_leads = True
            changed.append("offers_leads")
            Project.objects.filter(pk=project.pk).update(offers_leads=True)
        version.save(update_fields=changed)
        due.append(version.pk)
    return due


def announce(versions: Iterable[int]) -> None:
    """Tell workers that these versions are due."""
    for pk in versions:
        jobs.nudge(tasks.match_brief, pk)
