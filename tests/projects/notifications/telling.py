"""Who was told what, as rows to compare."""

from accounts.models import User
from notifications import kinds
from notifications.models import Notification


def told(kind: str) -> list[User]:
    """Everybody who has a message of this kind, once for each message."""
    rows = Notification.objects.filter(kind=kind).select_related("recipient")
    return [row.recipient for row in rows.order_by("recipient__pk")]


def wanted(kind: str) -> set[bool]:
    """Whether mails of this kind would still go out now."""
    rows = Notification.objects.filter(kind=kind)
    assert rows
    return {kinds.named(kind).still_wanted(row) for row in rows}
