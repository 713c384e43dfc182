"""Blocks that bring the marketplace into an article: calls to action, agencies, numbers, related guides, newsletter."""

from typing import Any

from blog.blocks.market.agencies import Agencies, OpenNumbers
from blog.blocks.market.calls import CallToAction
from blog.blocks.market.reading import NewsletterSignUp, RelatedGuides

BLOCKS: list[tuple[str, type[Any]]] = [
    ("call_to_action", CallToAction),
    ("agencies", Agencies),
    ("open_numbers", OpenNumbers),
    ("related_guides", RelatedGuides),
    ("newsletter", NewsletterSignUp),
]
