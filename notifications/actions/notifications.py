"""Telling people, and reading."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from marketplace.lib import jobs, mail, urls
from notifications import kinds, tasks
from notifications.models import Delivery, Notification
from notifications.models.deliveries import Channel


@transaction.atomic
def tell(
    recipients: Iterable[User], kind: str, *, event: str, facts: dict[str, Any], path: str, at: datetime
) -> list[Notification]:
    """Write an inbox row and a due e-mail for each recipient, in the caller's transaction.

    `kind` is a registered kind; `event` says what happened and makes the row unique with kind and person
    ("lead:abc123"), so telling twice tells once, also when two tell at once; `facts` are exactly those the
    kind declares; `path` is where the notification leads, on our own site. Returns the rows that are new.

    Raises UnknownKind, and ValueError for other facts than declared or a path that is not ours.
    """
    declared = kinds.named(kind).facts.keys()
    if facts.keys() != declared:
        raise ValueError(f"{kind} is told with {sorted(declared)}, not with {sorted(facts)}.")
    if not urls.is_own_path(path):
        raise ValueError(f"A notification leads to a path of our own, not to {path!r}.")
    # Ordered by key: two tellers of the same people wait for each other instead of deadlocking.
    people = sorted(set(recipients), key=lambda person: person.pk)
    rows = [
        Notification(recipient=person, kind=kind, event=event, facts=facts, path=path, created_at=at)
        for person in people
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    codes = [row.code for row in rows]
    new = list(Notification.objects.filter(code__in=codes).select_related("recipient").order_by("pk"))
    deliveries = [
        Delivery(notification=row, channel=Channel.EMAIL, message_id=mail.message_id(), due_at=at) for row in new
    ]
    for delivery in Delivery.objects.bulk_create(deliveries):
        jobs.nudge(tasks.deliver, delivery.pk)
    return new


@transaction.atomic
def read(notification: Notification, *, at: datetime) -> None:
    """Mark one as read; the first reading stays on record."""
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def read_all(*, by: User, at: datetime) -> int:
    """Mark all the person was told before `at` as read; returns how many were unread."""
    return Notification.objects.visible_to(by).unread().filter(created_at__lte=at).update(read_at=at)
