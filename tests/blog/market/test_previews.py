"""Every block of ours says what it is for, and its preview draws without a page around it."""

import pytest
from wagtail.blocks import Block

from blog.blocks import HomeBody
from tests import factories
from tests.blog import articles
from tests.blog.market.making import agencies

BLOCKS = HomeBody().child_blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_an_editor_sees_what_a_block_is_for(name: str) -> None:
    block = BLOCKS[name]
    assert block.get_description()
    assert block.meta.icon != Block._meta_class.icon
    assert block.is_previewable


@pytest.mark.parametrize("name", BLOCKS)
def test_the_preview_draws_on_an_empty_site_and_on_a_full_one(db: None, name: str) -> None:
    block = BLOCKS[name]
    empty = str(block.render(block.get_preview_value(), {}))
    assert "data-call=" not in empty
    agencies(3)
    articles.guide("A guide to preview")
    full = str(block.render(block.get_preview_value(), {}))
    assert full.strip() or name == "open_numbers"  # nothing was counted
    assert empty.strip() or name in {"numbers", "open_numbers", "newest_guides", "related_guides"}


def test_what_agencies_call_themselves_is_text(db: None) -> None:
    block = BLOCKS["agencies"]
    agencies(2)
    factories.agency(
        organisation=factories.organisation("x"),
        name='<img src=x onerror="alert(1)">',
        slug="odd",
        services={"python-back-end": 5},
    )
    html = str(block.render(block.get_preview_value(), {}))
    assert "&lt;img" in html
    assert "<img src=x" not in html
