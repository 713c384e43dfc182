"""What the clock does for accounts."""

from celery import shared_task

from accounts import tasks
from accounts.actions import form_tokens, mails
from accounts.models import OutgoingMail
from marketplace.lib import clock, jobs


@shared_task
def sweep_mails() -> None:
    """Ring again for every mail that is overdue: its bell was lost, its worker died, or its wait is over."""
    for pk in jobs.overdue(OutgoingMail):
        if not jobs.publish(tasks.send_mail, pk):
            return


@shared_task
def forget_mails() -> None:
    mails.forget_over(at=clock.now())


@shared_task
def forget_form_tokens() -> None:
    form_tokens.forget_spent(at=clock.now())
