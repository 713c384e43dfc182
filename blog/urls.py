"""Wagtail's public views, wrapped so that visitors may see them although everything is denied by default."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from wagtail import views
from wagtail.documents.views import serve as documents
from wagtail.urls import serve_pattern

urlpatterns = [
    path(
        "documents/<int:document_id>/<path:document_filename>",
        login_not_required(documents.serve),
        name="wagtaildocs_serve",
    ),
    re_path(serve_pattern, login_not_required(views.serve), name="wagtail_serve"),
]
