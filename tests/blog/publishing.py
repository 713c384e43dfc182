"""Pages for tests of the blog: made below the real front page, published as an editor publishes them."""

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from blog.models import (
    AuthorIndexPage,
    AuthorPage,
    BlogIndexPage,
    GuideAuthor,
    GuidePage,
    GuideTopic,
    HomePage,
    Picture,
    TopicIndexPage,
    TopicPage,
)

BODY = [("text", "<h2>What a back end does</h2><p>It answers, it remembers, and it says no.</p>")]


def front() -> BlogIndexPage:
    return BlogIndexPage.objects.first() or _below(HomePage.objects.get(), BlogIndexPage(title="Guides", slug="blog"))


def topic(title: str = "Back ends", slug: str = "back-ends", **fields: Any) -> TopicPage:
    index = TopicIndexPage.objects.first() or _below(front(), TopicIndexPage(title="Topics", slug="topics"))
    return _below(index, TopicPage(title=title, slug=slug, **fields))


def author(title: str = "Ines Okafor", slug: str = "ines-okafor", **fields: Any) -> AuthorPage:
    index = AuthorIndexPage.objects.first() or _below(front(), AuthorIndexPage(title="Authors", slug="authors"))
    return _below(index, AuthorPage(title=title, slug=slug, **fields))


def guide(
    title: str = "How to build a Python back end",
    slug: str = "python-back-end",
    *,
    authors: tuple[AuthorPage, ...] = (),
    topics: tuple[TopicPage, ...] = (),
    **fields: Any,
) -> GuidePage:
    """A live guide with two paragraphs."""
    made = GuidePage(title=title, slug=slug, **{"summary": "What it does, and what it costs.", "body": BODY, **fields})
    made.guide_authors = [GuideAuthor(author=each) for each in authors]
    made.guide_topics = [GuideTopic(topic=each) for each in topics]
    return _below(front(), made)


def png(width: int = 1600, height: int = 900, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#00594f").save(file, kind)
    return file.getvalue()


def picture(title: str = "Three envelopes", **fields: Any) -> Picture:
    return Picture.objects.create(title=title, file=ContentFile(png(), name="envelopes.png"), **fields)


def publish(page: Any, **changes: Any) -> None:
    """Change the page and publish the change."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


def _below(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    publish(page)
    return page
