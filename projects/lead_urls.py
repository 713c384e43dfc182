"""/leads/: the agency's inbox."""

from django.urls import path

from projects.views import bids, leads, questions

app_name = "leads"
urlpatterns = [
    path("", leads.index, name="index"),
    path("<slug:code>/", leads.detail, name="detail"),
    path("<slug:code>/accept/", leads.accept, name="accept"),
    path("<slug:code>/decline/", leads.decline, name="decline"),
    path("<slug:code>/seen/", leads.seen, name="seen"),
    path("<slug:code>/ask/", questions.ask, name="ask"),
    path("<slug:code>/bid/", bids.bid, name="bid"),
    path("<slug:code>/bid/withdraw/", bids.withdraw, name="withdraw_bid"),
]
