"""Projects that were open before deadlines were rows get theirs."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

from marketplace.lib import working_days


def plan(apps: Any, schema_editor: Any) -> None:
    """As projects.actions.deadlines plans them today; what has passed is met by the next sweep."""
    project, deadline = apps.get_model("projects", "Project"), apps.get_model("projects", "Deadline")
    for row in project.objects.filter(state="open", bids_close_at__isnull=False).order_by("pk").iterator():
        closes_at = row.bids_close_at
        asked_until = working_days.before(closes_at, settings.QUESTIONS_CLOSE_WORKING_DAYS, zone=ZoneInfo("UTC"))
        row.questions_close_at = min(closes_at, max(asked_until, row.published_at + timedelta(days=1)))
        row.save(update_fields=["questions_close_at"])
        moments = {"bids_soon": closes_at - timedelta(hours=settings.BIDS_SOON_HOURS), "bids_close": closes_at}
        if row.decide_by is not None:
            moments |= {
                "decide_7": row.decide_by - timedelta(days=7),
                "decide_2": row.decide_by - timedelta(days=2),
                "decide_0": row.decide_by - timedelta(hours=8),
                "give_up": row.decide_by + timedelta(days=settings.DECISION_GRACE_DAYS),
            }
        rows = [deadline(project=row, kind=kind, due_at=moment) for kind, moment in moments.items()]
        deadline.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_guards_of_bids")]

    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
