"""What a worker does with mails about accounts, for tests without one."""

from django.core import mail
from django.core.mail import EmailMessage

from accounts import tasks
from accounts.models import OutgoingMail


def sent() -> list[EmailMessage]:
    """Send what is due; every mail so far."""
    due = OutgoingMail.objects.filter(done_at=None, dead_at=None).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)):
        tasks.send_mail(pk)
    return mail.outbox
