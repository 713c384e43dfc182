"""/projects/: a client's own, and the wizard."""

from django.urls import path

from projects.views import drafts, panel, projects

app_name = "projects"
urlpatterns = [
    path("", projects.index, name="index"),
    path("new/", drafts.new, name="new"),
    path("new/panel/", panel.new, name="new_panel"),
    path("<slug:code>/", projects.detail, name="detail"),
    path("<slug:code>/cancel/", projects.cancel, name="cancel"),
    path("<slug:code>/edit/check/", drafts.check, name="edit_check"),
    path("<slug:code>/edit/<slug:step>/", drafts.edit, name="edit"),
    path("<slug:code>/edit/<slug:step>/panel/", panel.panel, name="panel"),
    path("<slug:code>/publish/", drafts.publish, name="publish"),
    path("<slug:code>/adopt/", drafts.adopt, name="adopt"),
    path("<slug:code>/discard/", drafts.discard, name="discard"),
]
