"""Figures of the marketplace as articles write them."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _, ngettext

register = template.Library()
HOUR = 60


@register.filter
def lasting(span: timedelta) -> str:
    """A span in its two largest units: "3 h 12 min", "2 days 4 h"; less than a minute counts as one."""
    minutes = max(1, round(span.total_seconds() / 60))
    days, hours = divmod(minutes // HOUR, 24)
    if days:
        said = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return _("%(said)s %(hours)d h") % {"said": said, "hours": hours} if hours else said
    if hours:
        rest = minutes % HOUR
        said = _("%(hours)d h") % {"hours": hours}
        return _("%(said)s %(minutes)d min") % {"said": said, "minutes": rest} if rest else said
    return _("%(minutes)d min") % {"minutes": minutes}
