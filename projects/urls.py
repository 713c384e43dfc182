"""/projects/: a client's own, and the wizard."""

from django.urls import URLPattern

app_name = "projects"
urlpatterns: list[URLPattern] = []
