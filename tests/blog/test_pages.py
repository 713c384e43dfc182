"""Pages around the guides: that each kind renders, where it may stand, which slugs it may have."""

import pytest
from django.test import Client

from tests.blog import articles

pytestmark = pytest.mark.django_db


def test_every_kind_of_page_renders(client: Client) -> None:
    topic, author = articles.topic(), articles.author(biography="<p>She has bought software for ten years.</p>")
    articles.guide(topics=[topic], authors=[author], faq=[("Who pays?", "<p>You do.</p>")])
    for path in ("/blog/", "/blog/topics/", "/blog/topics/budgets/", "/blog/authors/", "/blog/authors/annelie-hartmoor/"):
        page = client.get(path)
        assert page.status_code == 200
        assert b"How to read five bids" in page.content or path in ("/blog/topics/", "/blog/authors/")
    assert b"Half of it goes" in client.get("/blog/how-to-read-five-bids/").content
    for path in ("/blog/archive/", "/blog/search/", "/blog/search/?q=bids"):
        assert client.get(path).status_code == 200
