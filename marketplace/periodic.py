"""What the clock does for the project itself."""

from celery import shared_task

from marketplace.lib import clock
from marketplace.models import Heartbeat


@shared_task
def beat() -> None:
    """Say that a worker is alive and consuming."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.now()})
