"""Pictures: in three formats and sizes, with words for those who don't see them, and with credit."""

import pytest
from bs4 import BeautifulSoup
from wagtail.admin.compare import StreamFieldComparison
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.tests.utils import get_test_image_file

from blog.models import GuidePage, Picture
from tests.blog.blocks.drawing import BODY, draw, html, searched, stream


@pytest.fixture
def kept(db: None) -> Picture:
    return Picture.objects.create(
        title="Bars", description="Bars", credit="Drawn by Ada", file=get_test_image_file(size=(1600, 900))
    )


def value(key: int | None, **fields: object) -> dict[str, object]:
    image = {"image": key, "alt_text": "Twelve bars", "decorative": False}
    return {
        "image": {name: fields.pop(name, was) for name, was in image.items()},
        "caption": "They grow.",
        "credit": "",
        **fields,
    }


def test_it_comes_in_three_formats_with_sizes_and_waits_for_the_reader(kept: Picture) -> None:
    page = draw("picture", value(kept.pk))
    assert [source["type"] for source in page.select("picture source")] == ["image/avif", "image/webp"]
    image = page.img
    assert image["alt"] == "Twelve bars"
    assert image["loading"] == "lazy"
    assert int(image["width"]) > 0
    assert int(image["height"]) > 0
    assert image["src"].endswith(".jpg")
    assert image["srcset"].count("w,") == 2
    assert all(source["sizes"] == image["sizes"] for source in page.select("source"))
    assert all(str(source["srcset"]).startswith("/media/") for source in page.select("source"))


def test_the_credit_is_that_of_the_picture_unless_the_block_says_another(kept: Picture) -> None:
    assert draw("picture", value(kept.pk)).select_one(".credit").text == "Drawn by Ada"
    assert draw("picture", value(kept.pk, credit="Grace")).select_one(".credit").text == "Grace"


def test_decoration_has_an_empty_text_and_no_caption_is_no_figcaption(kept: Picture) -> None:
    kept.credit = ""
    kept.save()
    page = draw("picture", value(kept.pk, decorative=True, alt_text="", caption=""))
    assert page.img["alt"] == ""
    assert page.figcaption is None


def test_a_picture_without_words_is_refused_beside_its_field(kept: Picture) -> None:
    body = stream(("picture", value(kept.pk, alt_text="")))
    with pytest.raises(StructBlockValidationError) as refused:
        BODY.child_blocks["picture"].clean(body[0].value)
    assert [*refused.value.block_errors["image"].block_errors] == ["alt_text"]


def test_a_picture_deleted_since_leaves_no_gap(kept: Picture) -> None:
    key = kept.pk
    kept.delete()
    assert html("picture", value(key)).strip() == ""
    assert searched("picture", value(key)).startswith("They grow.")


def test_a_new_alternative_text_is_a_change(kept: Picture) -> None:
    field = GuidePage._meta.get_field("body")
    before, after = (GuidePage(body=stream(("picture", value(kept.pk, alt_text=words)))) for words in ("Old", "New"))
    difference = StreamFieldComparison(field, before, after)
    assert difference.has_changed()
    page = BeautifulSoup(str(difference.htmldiff()), "html.parser")
    assert "Old" in [part.text for part in page.select(".deletion")]
    assert "New" in [part.text for part in page.select(".addition")]


def test_revisions_can_be_compared_after_the_picture_is_gone(kept: Picture) -> None:
    key = kept.pk
    kept.delete()
    field = GuidePage._meta.get_field("body")
    before, after = (GuidePage(body=stream(("picture", value(key, caption=words)))) for words in ("Old", "New"))
    assert "New" in str(StreamFieldComparison(field, before, after).htmldiff())
    assert "Old" in str(StreamFieldComparison(field, before, GuidePage(body=stream())).htmldiff())


def test_the_words_for_those_who_do_not_see_it_are_found(kept: Picture) -> None:
    assert "Twelve bars" in searched("picture", value(kept.pk))
