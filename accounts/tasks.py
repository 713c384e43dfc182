"""Work that accounts defer: sending their mails."""

from celery import shared_task

from accounts import delivery
from accounts.models import OutgoingMail
from marketplace.lib import jobs, mail


@shared_task
def send_mail(pk: int) -> None:
    """Send the mail with this key if it is due and nobody else is at it, and empty it with the same write."""
    if mail.breaker.is_open:
        return  # the row stays due, and the sweep comes back to it
    job = jobs.claim(OutgoingMail, pk)
    if job is None:
        return
    with jobs.working(job) as result:
        delivery.send(job)
        result.update(to="", subject="", text="")
