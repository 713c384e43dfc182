"""The newsletter's mails: what they say, whether they are still wanted, and handing them over."""

import re
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

from blog import subscriptions
from blog.models import NewsletterMail
from marketplace.lib import mail, urls

TO_CONFIRM: Final = (
    "blog/newsletter/confirm/subject.txt",
    "blog/newsletter/confirm/body.txt",
    "blog/newsletter/confirm/body.html",
)
OF_A_GUIDE: Final = (
    "blog/newsletter/guide/subject.txt",
    "blog/newsletter/guide/body.txt",
    "blog/newsletter/guide/body.html",
)
LONGEST_SUBJECT: Final = 150
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def send(outgoing: NewsletterMail) -> bool:
    """Send the mail unless nobody wants it any more; says whether it was sent.

    Raises TryAgain when the mail server can't take it now, GiveUp when it never will.
    """
    if not is_wanted(outgoing):
        return False
    mail.send(email(outgoing))
    return True


def is_wanted(outgoing: NewsletterMail) -> bool:
    """A request to confirm until that is done; a guide while it can be read, for those who said yes and not yet no."""
    subscription = outgoing.subscription
    if subscription.ended_at:
        return False
    if outgoing.guide_id is None:
        return subscription.confirmed_at is None
    return subscription.confirmed_at is not None and _can_be_read(outgoing)


def email(outgoing: NewsletterMail) -> EmailMultiAlternatives:
    """The message. Its id is the row's, so that two copies are one message to a mail program."""
    subject, plain, html = TO_CONFIRM if outgoing.guide_id is None else OF_A_GUIDE
    way_out = subscriptions.end_url(outgoing.subscription)
    said = {**_said(outgoing), "unsubscribe_url": way_out}
    host = urlsplit(settings.SITE_ORIGIN).hostname
    headers = {
        "Message-ID": f"<newsletter.{outgoing.pk}.{int(outgoing.created_at.timestamp())}@{host}>",
        "Date": format_datetime(outgoing.created_at),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    message = EmailMultiAlternatives(
        subject=_one_line(_rendered(subject, said, escape=False)),
        body=_BLANK_LINES.sub("\n\n", _rendered(plain, said, escape=False)).strip() + "\n",
        to=[outgoing.subscription.email],
        headers=headers,
    )
    message.attach_alternative(_rendered(html, said, escape=True), "text/html")
    return message


def _can_be_read(outgoing: NewsletterMail) -> bool:
    guide = outgoing.guide
    return guide is not None and type(guide).objects.live().public().filter(pk=guide.pk).exists()


def _said(outgoing: NewsletterMail) -> dict[str, Any]:
    guide = outgoing.guide
    if guide is None:
        return {"button_url": subscriptions.confirm_url(outgoing.subscription)}
    return {
        "button_url": urls.absolute(urlsplit(guide.url or "/").path),
        "title": guide.title,
        "summary": " ".join(guide.summary.split()),
        "minutes": guide.minutes,
    }


def _rendered(name: str, said: dict[str, Any], *, escape: bool) -> str:
    # Plain text is not HTML: escaping is off for the whole of it, so that no template can forget it.
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(said, autoescape=escape)))


def _one_line(text: str) -> str:
    line = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"
