"""Choosing what to be told how."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from notifications.models import Preference
from notifications.models.deliveries import Channel


@transaction.atomic
def choose(*, by: User, wanted: Mapping[str, bool], channel: Channel = Channel.EMAIL) -> None:
    """Switch groups, by slug, on or off for the person on the channel."""
    Preference.objects.bulk_create(
        [Preference(user=by, group=group, channel=channel, wanted=on) for group, on in sorted(wanted.items())],
        update_conflicts=True,
        unique_fields=["user", "group", "channel"],
        update_fields=["wanted"],
    )
