"""/projects/: a client's own, and the wizard."""

from django.urls import path

from projects.views import compare, drafts, panel, projects, questions

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
    path("<slug:code>/questions/<slug:question>/answer/", questions.answer, name="answer"),
    path("<slug:code>/bids/", compare.index, name="bids"),
    path("<slug:code>/bids/download/", compare.download, name="bids_download"),
    path("<slug:code>/bids/<slug:bid>/", compare.detail, name="received_bid"),
    path("<slug:code>/bids/<slug:bid>/note/", compare.note, name="bid_note"),
    path("<slug:code>/bids/<slug:bid>/shortlist/", compare.shortlist, name="bid_shortlist"),
    path("<slug:code>/bids/<slug:bid>/decline/", compare.decline, name="bid_decline"),
    path("<slug:code>/publish/", drafts.publish, name="publish"),
    path("<slug:code>/adopt/", drafts.adopt, name="adopt"),
    path("<slug:code>/discard/", drafts.discard, name="discard"),
]
