"""Writing for tests: what the editor's form posts."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from blog.models import HomePage


def listed(values: list[Any]) -> dict[str, Any]:
    """A list inside a block."""
    rows = {
        str(place): {"value": value, "order": str(place), "deleted": "", "id": ""} for place, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def post_page(desk: Client, *blocks: tuple[str, Any], action: str = "action-publish") -> HttpResponse:
    """A new page below the front page, of these blocks."""
    form = {
        "title": "About us",
        "slug": "about-us",
        "body": streamfield(list(blocks)),
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
        action: "1",
    }
    home = HomePage.objects.get()
    return desk.post(reverse("wagtailadmin_pages:add", args=["blog", "standardpage", home.pk]), nested_form_data(form))
