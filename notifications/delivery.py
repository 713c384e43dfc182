"""Getting a notification to its recipient over a channel, if it is still wanted."""

from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

from marketplace.lib import mail
from notifications import kinds, texts
from notifications.models import Delivery, Notification, Preference
from notifications.models.deliveries import Channel, Outcome


def send(delivery: Delivery) -> Outcome:
    """Send the delivery's message unless nobody wants it any more; says which.

    Raises TryAgain when the mail server can't take it now, GiveUp when it never will.
    """
    unwanted = held_back(delivery.notification, Channel(delivery.channel))
    if unwanted:
        return unwanted
    mail.send(email(delivery))
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
