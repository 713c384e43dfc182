"""Forgetting old form tokens."""

from datetime import datetime, timedelta

from accounts.models import SpentToken


def forget_spent(*, at: datetime) -> int:
    """Delete tokens spent more than two days before `at`; returns how many. A stale tab is older than that."""
    deleted, _ = SpentToken.objects.filter(spent_at__lt=at - timedelta(days=2)).delete()
    return deleted
