"""/inbox/: what one was told."""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
