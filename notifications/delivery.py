"""Getting a notification to its recipient over a channel, if it is still wanted."""

import smtplib
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

from marketplace.lib.breaker import Breaker
from marketplace.lib.jobs import GiveUp, TryAgain
from notifications import kinds, texts
from notifications.models import Delivery, Notification, Preference
from notifications.models.deliveries import Channel, Outcome

# A mail server that hangs may hold up one delivery in half a minute, not every worker for all of them.
breaker = Breaker(30)

# Permanent answers (5xx) that speak of our own set-up, not of the message: the next one may be taken.
_OURS_TO_MEND = {530, 534, 535, 538}


def send(delivery: Delivery) -> Outcome:
    """Send the delivery's message unless nobody wants it any more; says which.

    Raises TryAgain when the mail server can't take it now, GiveUp when it never will.
    """
    unwanted = held_back(delivery.notification, Channel(delivery.channel))
    if unwanted:
        return unwanted
    message = email(delivery)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        # The server is well and refused this address: no reason to spare it.
        breaker.close()
        code, words = next(iter(refusal.recipients.values()))
        raise _verdict(code, words) from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        breaker.close()
        raise _verdict(refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError) as fault:
        breaker.trip()
        raise TryAgain(f"The mail server is not to be had: {type(fault).__name__}: {fault}") from fault
    breaker.close()
    return Outcome.SENT


def held_back(notification: Notification, channel: Channel) -> Outcome | None:
    """Why the message should not go out now, read from the database anew; None when it should."""
    if not kinds.known(notification.kind):
        return Outcome.UNWANTED
    kind, recipient = kinds.named(notification.kind), notification.recipient
    if recipient.suspended_at or not recipient.is_active or not kind.still_wanted(notification):
        return Outcome.UNWANTED
    switched_off = Preference.objects.visible_to(recipient).switched_off(channel)
    if kind.group.slug in switched_off and not kind.transactional:
        return Outcome.OPTED_OUT
    return None


def email(delivery: Delivery) -> EmailMultiAlternatives:
    """The message, the same at every attempt."""
    notification = delivery.notification
    headers = {
        "Message-ID": delivery.message_id,
        "Date": format_datetime(notification.created_at),
        "Auto-Submitted": "auto-generated",
    }
    way_out = texts.unsubscribe_url(notification)
    if way_out:
        headers["List-Unsubscribe"] = f"<{way_out}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=texts.subject(notification),
        body=texts.plain(notification),
        to=[notification.recipient.email],
        headers=headers,
    )
    message.attach_alternative(texts.html(notification), "text/html")
    return message


def _verdict(code: int, words: bytes | str) -> Exception:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    reason = f"The mail server answered {code}: {said}"
    return GiveUp(reason) if 500 <= code < 600 and code not in _OURS_TO_MEND else TryAgain(reason)
