"""Inbox rows, their deliveries, and what people want to be told how."""

from notifications.models.deliveries import Delivery
from notifications.models.notifications import Notification
from notifications.models.preferences import Preference

__all__ = ["Delivery", "Notification", "Preference"]
