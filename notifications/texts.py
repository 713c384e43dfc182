"""The texts of a notification: its subject, its two bodies, and the facts they are made of."""

import re
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from marketplace.lib import urls
from marketplace.lib.unlinked import all_unlinked
from notifications import kinds, subscriptions
from notifications.models import Notification

LONGEST_SUBJECT = 150
_BLANK_LINES = re.compile(r"\n{3,}")


def facts(notification: Notification) -> dict[str, Any]:
    """The facts as the texts use them: `_at` and `_on` as datetime and date, other text on one line.

    One line, because a name with line breaks could pass for sentences of ours. A fact whose name ends in
    `_text` is somebody's own words and keeps its paragraphs.
    """
    return {name: _revived(name, value) for name, value in notification.facts.items()}


def _revived(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _revived(str(key), item) for key, item in value.items()}
    if isinstance(value, list):
        return [_revived(name, item) for item in value]
    if not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return parse_datetime(value)
    if name.endswith("_on"):
        return parse_date(value)
    if name.endswith("_text"):
        return "\n".join(value.splitlines())
    return " ".join(value.split())


def subject(notification: Notification) -> str:
    """One line, without anything that could end a header."""
    line = " ".join(_render(notification, "subject.txt", escape=False).split())
    printable = "".join(character for character in line if character.isprintable())
    if len(printable) > LONGEST_SUBJECT:
        return printable[: LONGEST_SUBJECT - 1].rstrip() + "…"
    return printable


def plain(notification: Notification) -> str:
    """The body for people and programs that read text."""
    lines = [line.rstrip() for line in _render(notification, "body.txt", escape=False).splitlines()]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


def html(notification: Notification) -> str:
    """The body as HTML."""
    return _render(notification, "body.html", escape=True)


def unsubscribe_url(notification: Notification) -> str:
    """The way out of the group's e-mails; empty for kinds that can't be switched off."""
    kind = kinds.named(notification.kind)
    return "" if kind.transactional else subscriptions.link(notification.recipient, kind.group.slug)


def _render(notification: Notification, text: str, *, escape: bool) -> str:
    # Plain text is not HTML: escaping is off for the whole of it, so that no template can forget it.
    kind = kinds.named(notification.kind)
    told = facts(notification)
    # A subject and the inbox show text as text; mail programs make links of what looks like one in a body.
    context = (told if text == "subject.txt" else all_unlinked(told)) | {
        "recipient": notification.recipient,
        "kind": kind,
        "url": urls.absolute(notification.path),
        "button_url": urls.absolute(notification.path),  # what the layouts call it
        "preferences_url": urls.absolute(reverse("notification_settings:preferences")),
        "unsubscribe_url": unsubscribe_url(notification),
        "site_origin": urls.absolute(""),
    }
    template = get_template(kind.template(text)).template  # type: ignore[attr-defined]
    with timezone.override(_zone(notification)):
        return template.render(Context(context, autoescape=escape))


def _zone(notification: Notification) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(notification.recipient.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
