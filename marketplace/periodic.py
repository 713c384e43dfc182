"""What the clock does for the project itself."""

from celery import shared_task

from marketplace import open_numbers
from marketplace.funnel import recount
from marketplace.lib import clock
from marketplace.models import Heartbeat


@shared_task
def beat() -> None:
    """Say that a worker is alive and consuming."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.now()})


@shared_task
def count_funnel() -> None:
    """What pages brought, once a night."""
    recount.recount()


@shared_task
def count_open_numbers() -> None:
    """The open numbers of each service, once a night."""
    open_numbers.recount()
