"""/leads/: the agency's inbox."""

from django.urls import path

from projects.views import leads

app_name = "leads"
urlpatterns = [
    path("", leads.index, name="index"),
    path("<slug:code>/", leads.detail, name="detail"),
    path("<slug:code>/accept/", leads.accept, name="accept"),
    path("<slug:code>/decline/", leads.decline, name="decline"),
    path("<slug:code>/seen/", leads.seen, name="seen"),
]
