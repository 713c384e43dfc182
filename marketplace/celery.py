"""The Celery application. The database says what is due; Celery only does it."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("briefwell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")


@worker_ready.connect
def beat_at_once(**_: object) -> None:
    """Send a heartbeat through the broker now, so that readiness does not wait for the schedule's first one."""
    from marketplace.lib import jobs  # noqa: PLC0415 -- needs the settings
    from marketplace.periodic import beat  # noqa: PLC0415 -- needs the app registry

    jobs.publish(beat)
