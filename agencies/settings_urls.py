"""/settings/agency/: one's own profile."""

from django.urls import URLPattern

app_name = "agency_settings"
urlpatterns: list[URLPattern] = []
