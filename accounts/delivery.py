"""Getting a mail about an account to whom it is addressed."""

from email.utils import format_datetime

from django.core.mail import EmailMessage

from accounts.models import OutgoingMail
from marketplace.lib import clock, mail
from marketplace.lib.jobs import GiveUp


def send(outgoing: OutgoingMail) -> None:
    """Raises TryAgain when the mail server can't take it now, GiveUp when it never will or the mail is of no use."""
    if outgoing.expires_at <= clock.now():
        raise GiveUp("It was not sent in time: what it leads to has expired.")
    mail.send(email(outgoing))


def email(outgoing: OutgoingMail) -> EmailMessage:
    """The message, the same at every attempt."""
    headers = {
        "Message-ID": outgoing.message_id,
        "Date": format_datetime(outgoing.created_at),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(outgoing.subject, outgoing.text, to=[outgoing.to], headers=headers)
