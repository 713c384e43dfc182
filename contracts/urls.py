"""/contracts/: what was awarded, for both sides."""

from django.urls import path

from contracts.views import contracts

app_name = "contracts"
urlpatterns = [
    path("", contracts.index, name="index"),
    path("<slug:code>/", contracts.detail, name="detail"),
]
