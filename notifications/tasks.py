"""Work that telling defers: delivering over a channel."""

from celery import shared_task


@shared_task
def deliver(pk: int) -> None:
    """Send the delivery with this key if it is due and nobody else is at it."""
