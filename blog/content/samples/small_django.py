"""Django in one file: settings, an address, a view, and a request."""

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_safe

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this sample",
    ALLOWED_HOSTS=["testserver"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
)
django.setup()

SEATS = {"aurora": 212, "tern": 48}


@require_safe
def ferry(request: HttpRequest, name: str) -> HttpResponse:
    if name not in SEATS:
        return JsonResponse(
            {"error": "We have no ferry of that name."}, status=404
        )
    return JsonResponse({"name": name, "seats": SEATS[name]})


urlpatterns = [path("ferries/<slug:name>/", ferry)]

browser = Client()
assert browser.get("/ferries/aurora/").json() == {
    "name": "aurora",
    "seats": 212,
}
assert browser.get("/ferries/titanic/").status_code == 404
assert browser.post("/ferries/aurora/").status_code == 405
assert browser.get("/ferries/aurora").headers["Location"] == "/ferries/aurora/"
assert (
    browser.get("/ferries/aurora/").headers["X-Content-Type-Options"]
    == "nosniff"
)
