"""{% inbox_row %}: one notification in the inbox, drawn by its kind's own text."""

from datetime import date, timedelta

from django import template
from django.template.loader import get_template
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notifications import kinds, texts
from notifications.models import Notification

register = template.Library()


@register.simple_tag(takes_context=True)
def inbox_row(context: template.Context, notification: Notification) -> SafeString:
    """The row; of a kind that no app registers any more, a row that says so."""
    kind = kinds.named(notification.kind) if kinds.known(notification.kind) else None
    name = kind.template("inbox.html") if kind else "notifications/gone.html"
    with context.push(texts.facts(notification), notification=notification, kind=kind):
        return get_template(name).template.render(context)  # type: ignore[attr-defined]


@register.filter
def told_on(notification: Notification) -> date:
    """The day on which the reader was told, in the zone that this page is read in."""
    return timezone.localtime(notification.created_at).date()


@register.filter
def day_name(on: date) -> str:
    """Today, Yesterday, “Wednesday 6 May”, and with the year when it was another one."""
    today = timezone.localdate()
    if on == today:
        return _("Today")
    if on == today - timedelta(days=1):
        return _("Yesterday")
    return formats.date_format(on, "l j F" if on.year == today.year else "l j F Y")
