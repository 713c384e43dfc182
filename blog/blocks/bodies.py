"""Which blocks each kind of page may hold."""

from typing import Any

from wagtail.blocks import StreamBlock

from blog.blocks import editorial, home, market

MOST_BLOCKS = 300
"""More than any guide needs; a page of thousands would only slow its editor down."""


def _grouped(blocks: list[tuple[str, type[Any]]], group: str) -> list[tuple[str, Any]]:
    return [(name, block(group=group)) for name, block in blocks]


class GuideBody(StreamBlock):
    """The text of a guide."""

    def __init__(self, **kwargs: Any) -> None:
        blocks = [*_grouped(editorial.BLOCKS, "Writing"), *_grouped(market.BLOCKS, "Marketplace")]
        super().__init__(blocks, max_num=MOST_BLOCKS, **kwargs)


class StandardBody(StreamBlock):
    """The text of a page like “About us”."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([*_grouped(editorial.BLOCKS, "Writing"), *_grouped(market.BLOCKS, "Marketplace")], **kwargs)


class HomeBody(StreamBlock):
    """What follows the box on the home page."""

    def __init__(self, **kwargs: Any) -> None:
        blocks = [*_grouped(home.BLOCKS, "Home page"), *_grouped(market.BLOCKS, "Marketplace")]
        super().__init__(blocks, block_counts={name: {"max_num": 1} for name, _block in home.BLOCKS}, **kwargs)


class FaqBody(StreamBlock):
    """Questions with answers, at the end of a guide."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([("entry", editorial.FaqEntry())], **kwargs)
