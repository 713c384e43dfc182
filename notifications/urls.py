"""/inbox/: what one was told, and the way out of e-mails."""

from django.urls import path

from notifications.views import notifications, subscriptions

app_name = "notifications"
urlpatterns = [
    path("", notifications.index, name="index"),
    path("badge/", notifications.badge, name="badge"),
    path("read/", notifications.read_all, name="read_all"),
    path("unsubscribe/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
    path("<slug:code>/open/", notifications.open_, name="open"),
    path("<slug:code>/read/", notifications.read, name="read"),
]
