"""Links into a guide go on working: anchors of headings stay, whatever is edited around them."""

import pytest
from wagtail.blocks import StreamValue

from blog import anchors, reading
from blog.models import GuidePage
from tests.blog import articles

ONE = "0f0e0d0c-0b0a-4908-8706-050403020100"
TWO = "1f1e1d1c-1b1a-4918-9716-151413121110"


def body(*texts: tuple[str, str]) -> StreamValue:
    """Text blocks with their ids."""
    raw = [{"type": "text", "value": html, "id": block} for block, html in texts]
    return GuidePage._meta.get_field("body").stream_block.to_python(raw)  # type: ignore[attr-defined]


def heading(key: str, words: str, level: int = 2) -> str:
    return f'<h{level} data-block-key="{key}">{words}</h{level}>'


def test_a_heading_keeps_its_anchor_when_its_words_change() -> None:
    first = anchors.assigned(body((ONE, heading("a", "What it costs"))), {})
    assert first == {f"{ONE}/a": "what-it-costs"}
    assert anchors.assigned(body((ONE, heading("a", "What it costs in 2027"))), first) == first


def test_a_heading_that_moves_keeps_its_anchor() -> None:
    known = anchors.assigned(body((ONE, heading("a", "First") + heading("b", "Second"))), {})
    assert anchors.assigned(body((ONE, heading("b", "Second") + heading("a", "First"))), known) == known


def test_the_anchor_of_a_heading_that_is_gone_is_given_to_no_other() -> None:
    known = anchors.assigned(body((ONE, heading("a", "Costs"))), {})
    later = anchors.assigned(body((ONE, heading("b", "Costs"))), known)
    assert later[f"{ONE}/a"] == "costs"
    assert later[f"{ONE}/b"] == "costs-2"


def test_the_same_words_in_two_blocks_get_two_anchors() -> None:
    given = anchors.assigned(body((ONE, heading("a", "Costs")), (TWO, heading("a", "Costs"))), {})
    assert sorted(given.values()) == ["costs", "costs-2"]


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("Стоимость работ", "стоимость-работ"),
        ("費用", "費用"),
        ("<b>Bold</b> &amp; plain", "bold-plain"),
        ("!?", "part"),
        ("Main", "main-2"),
        ("x" * 200, "x" * anchors.LONGEST),
    ],
)
def test_anchors_are_readable_in_every_script_and_never_an_id_of_the_page(words: str, anchor: str) -> None:
    assert [*anchors.assigned(body((ONE, heading("a", words))), {}).values()] == [anchor]


def test_headings_carry_their_anchor_as_id_and_nothing_of_the_editor() -> None:
    html = '<p data-block-key="p">Before</p>' + heading("a", "Costs", 3) + heading("b", "Unknown")
    shown = anchors.anchored(html, ONE, {f"{ONE}/a": "costs"})
    assert shown == '<p>Before</p><h3 id="costs">Costs</h3><h2>Unknown</h2>'


def test_the_contents_put_third_level_headings_below_the_second() -> None:
    html = heading("a", "One") + heading("b", "One and a half", 3) + heading("c", "Deep", 4) + heading("d", "Two")
    known = anchors.assigned(body((ONE, html)), {})
    lines = reading.contents(body((ONE, html)), known)
    assert [(line.words, [below.anchor for below in line.below]) for line in lines] == [
        ("One", ["one-and-a-half"]),
        ("Two", []),
    ]


def test_a_guide_made_in_code_gets_the_same_anchors_at_every_save(db: None) -> None:
    guide = articles.guide(html="<h2>Costs</h2><p>Some.</p>")
    once = dict(guide.anchors)
    assert [*once.values()] == ["costs"]
    again = GuidePage.objects.get(pk=guide.pk)
    again.save()
    again.save_revision().publish()
    assert GuidePage.objects.get(pk=guide.pk).anchors == once
