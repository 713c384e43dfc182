"""Sending mails about accounts, and forgetting them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts import tasks
from accounts.models import OutgoingMail
from marketplace.lib import clock, jobs, mail

OF_USE = timedelta(days=1)  # a mail that comes later surprises more than it helps; who still needs it asks again


@transaction.atomic
def post(*, to: str, subject: str, text: str, of_use: timedelta = OF_USE, at: datetime | None = None) -> OutgoingMail:
    """Write the mail down as due, in the caller's transaction; a worker sends it within `of_use` or not at all."""
    at = at or clock.now()
    outgoing = OutgoingMail(
        to=to,
        subject=subject,
        text=text,
        message_id=mail.message_id(),
        created_at=at,
        expires_at=at + of_use,
        due_at=at,
    )
    outgoing.save(force_insert=True)
    jobs.nudge(tasks.send_mail, outgoing.pk)
    return outgoing


def forget_over(*, at: datetime) -> int:
    """Delete what was sent or came to be of no use by `at`; returns how many."""
    deleted, _ = OutgoingMail.objects.filter(Q(done_at__isnull=False) | Q(expires_at__lte=at)).delete()
    return deleted
