"""Work that telling defers: delivering over a channel."""

from celery import shared_task

from marketplace.lib import jobs, mail
from notifications import delivery
from notifications.models import Delivery


@shared_task
def deliver(pk: int) -> None:
    """Send the delivery with this key if it is due and nobody else is at it."""
    if mail.breaker.is_open:
        return  # the row stays due, and the sweep comes back to it
    job = jobs.claim(Delivery, pk)
    if job is None:
        return
    with jobs.working(job) as result:
        result["outcome"] = delivery.send(job)
