"""Telling people, and reading."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from marketplace.lib import jobs
from notifications import tasks
from notifications.models import Delivery, Notification
from notifications.models.deliveries import Channel


@transaction.atomic
def tell(
    recipients: Iterable[User], kind: str, *, event: str, facts: dict[str, Any], path: str, at: datetime
) -> list[Notification]:
    """Write an inbox row and a due e-mail for each recipient, in the caller's transaction.

    `kind` names the folder of texts under templates/notifications/; `event` says what happened and makes
    the row unique with kind and person ("lead:abc123"), so telling twice tells once; `facts` (JSON) is all
    the texts may use; `path` is where the notification leads. Returns the rows that are new.
    """

    new = []
    for recipient in recipients:
        notification, created = Notification.objects.get_or_create(
            recipient=recipient,
            kind=kind,
            event=event,
            defaults={"facts": facts, "path": path, "created_at": at},
        )
        if not created:
            continue
        delivery = Delivery.objects.create(
            notification=notification,
            channel=Channel.EMAIL,
            message_id=f"<{uuid.uuid4()}@briefwell>",
            due_at=at,
        )
        jobs.nudge(tasks.deliver, delivery.pk)
        new.append(notification)
    return new
