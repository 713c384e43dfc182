"""What the clock does for accounts."""

from celery import shared_task

from accounts.actions import form_tokens
from marketplace.lib import clock


@shared_task
def forget_form_tokens() -> None:
    form_tokens.forget_spent(at=clock.now())
