"""Blocks for tests: made of raw values as the database keeps them, and drawn as a page draws them."""

from typing import Any

from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue

from blog.blocks import GuideBody
from blog.models import GuidePage

BODY: GuideBody = GuidePage._meta.get_field("body").stream_block


def stream(*blocks: tuple[str, Any]) -> StreamValue:
    """A body of raw values, each with an id of its own: b0, b1, …"""
    return BODY.to_python(
        [{"type": kind, "value": value, "id": f"b{number}"} for number, (kind, value) in enumerate(blocks)]
    )


def html(kind: str, value: Any, **context: Any) -> str:
    """One block as it stands in a page."""
    return str(stream((kind, value))[0].render(context))


def draw(kind: str, value: Any, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(html(kind, value, **context), "html.parser")


def name_of(page: BeautifulSoup, selector: str) -> str:
    """What a screen reader calls the element: its label, or the words of what labels it."""
    element = page.select_one(selector)
    assert element is not None, selector
    if label := element.get("aria-label"):
        return str(label)
    labels = [page.find(id=place) for place in str(element["aria-labelledby"]).split()]
    return " ".join(" ".join(label.get_text(" ", strip=True).split()) for label in labels if label)


def searched(kind: str, value: Any) -> str:
    """What a search finds of a block."""
    body = stream((kind, value))
    return " | ".join(str(text) for text in body.stream_block.get_searchable_content(body))
