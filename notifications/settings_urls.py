"""/settings/notifications/: what one wants to be told how."""

from django.urls import path

from notifications.views import preferences

app_name = "notification_settings"
urlpatterns = [
    path("", preferences.preferences, name="preferences"),
]
