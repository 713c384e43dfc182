"""/settings/ and /invitations/: one's own account, organisation and people."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
