"""Guides, topics and authors for tests, live unless said otherwise."""

import json
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Page

from blog.models import (
    AuthorIndexPage,
    AuthorPage,
    BlogIndexPage,
    GuideAuthor,
    GuidePage,
    GuideTopic,
    HomePage,
    TopicIndexPage,
    TopicPage,
)

Kind = TypeVar("Kind", bound=Page)

WORDS = '<h2 data-block-key="one">What it costs</h2><p data-block-key="two">Half of it goes to parts nobody sees.</p>'


def home() -> HomePage:
    return HomePage.objects.get()


def blog_index() -> BlogIndexPage:
    """The list of guides, made anew where a transactional test has emptied the tables."""
    return BlogIndexPage.objects.first() or home().add_child(instance=BlogIndexPage(title="Guides", slug="blog"))


def topic_index() -> TopicIndexPage:
    made = TopicIndexPage.objects.first()
    return made or blog_index().add_child(instance=TopicIndexPage(title="Topics", slug="topics"))


def author_index() -> AuthorIndexPage:
    made = AuthorIndexPage.objects.first()
    return made or blog_index().add_child(instance=AuthorIndexPage(title="Authors", slug="authors"))


def topic(title: str = "Budgets", **fields: Any) -> TopicPage:
    return _published(topic_index(), TopicPage(title=title, **fields))


def author(title: str = "Annelie Hartmoor", **fields: Any) -> AuthorPage:
    return _published(author_index(), AuthorPage(title=title, **{"role": "Technical editor", **fields}))


def guide(
    title: str = "How to read five bids",
    *,
    topics: Iterable[TopicPage] = (),
    authors: Iterable[AuthorPage] = (),
    html: str = WORDS,
    blocks: Iterable[tuple[str, Any]] = (),
    faq: Iterable[tuple[str, str]] = (),
    **fields: Any,
) -> GuidePage:
    """A guide whose body is one rich text of the HTML, then the blocks (type and raw value)."""
    page = GuidePage(
        title=title,
        **{
            "summary": f"What to know about {title.lower()}.",
            "body": json.dumps(body(html, blocks)),
            "faq": json.dumps(entries(faq)),
            **fields,
        },
    )
    page.guide_topics = [GuideTopic(topic=about, sort_order=place) for place, about in enumerate(topics)]
    page.guide_authors = [GuideAuthor(author=by, sort_order=place) for place, by in enumerate(authors)]
    return _published(blog_index(), page)


def guides(count: int, **fields: Any) -> list[GuidePage]:
    """Many guides, the last one the newest."""
    return [guide(f"Guide number {number}", **fields) for number in range(count)]


def body(html: str = WORDS, blocks: Iterable[tuple[str, Any]] = ()) -> list[dict[str, Any]]:
    """The raw value of a body, as the database keeps it."""
    return [block("text", html)] * bool(html) + [block(kind, value) for kind, value in blocks]


def entries(faq: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [block("entry", {"question": question, "answer": answer}) for question, answer in faq]


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _published(parent: Page, page: Kind) -> Kind:
    now = timezone.now()
    page.first_published_at = page.first_published_at or now
    page.last_published_at = page.last_published_at or now
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page
