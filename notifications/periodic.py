"""What the clock does for notifications."""

from celery import shared_task

from marketplace.lib import jobs
from notifications import tasks
from notifications.models import Delivery


@shared_task
def sweep() -> None:
    """Ring again for every delivery that is overdue: its bell was lost, its worker died, or its wait is over."""
    for pk in jobs.overdue(Delivery):
        if not jobs.publish(tasks.deliver, pk):
            return
