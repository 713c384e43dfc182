"""Guides as files: what can be read, and what is said of what can't."""

from pathlib import Path

import pytest

from blog.manuscripts import Composer, Facts, ManuscriptError, files, keyed, markup
from blog.manuscripts.files import Manuscript, Part

ABOUT = '+++\ntitle = "A guide"\npublished_days_ago = 3\n+++\n'


def _link(address: str) -> str:
    return f'<a href="{address}">' if address.startswith("/") else ""


def _html(text: str) -> str:
    return markup.html(text, _link, str)


def _read(tmp_path: Path, text: str) -> Manuscript:
    path = tmp_path / "a-guide.md"
    path.write_text(text, encoding="utf-8")
    return files.read(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nparagraph.", '<p data-block-key="1">One paragraph.</p>'),
        ("## Two\n\nwords", '<h2 data-block-key="1">Two</h2><p data-block-key="2">words</p>'),
        ("### Three\nwords", '<h3 data-block-key="1">Three</h3><p data-block-key="2">words</p>'),
        ("- a\n- b\n  goes on", '<ul><li data-block-key="1">a</li><li data-block-key="2">b goes on</li></ul>'),
        ("1. a\n2. b", '<ol><li data-block-key="1">a</li><li data-block-key="2">b</li></ol>'),
    ],
)
def test_texts_become_what_the_editor_would_keep(text: str, expected: str) -> None:
    assert _html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**strong** and *so*", "<b>strong</b> and <i>so</i>"),
        ("`a < b` and a < b", "<code>a &lt; b</code> and a &lt; b"),
        ('`"as it is"` and "quoted"', "<code>&quot;as it is&quot;</code> and “quoted”"),
        ('it\'s **"his"**', "it’s <b>“his”</b>"),
        ("[a page](/terms/)", '<a href="/terms/">a page</a>'),
        ("[nowhere](guide:gone)", "nowhere"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("2 * 3 * 4", "2 <i> 3 </i> 4"),
    ],
)
def test_signs_inside_a_line(text: str, expected: str) -> None:
    assert markup.inline(text, _link) == expected


def test_a_file_is_particulars_then_text_and_blocks(tmp_path: Path) -> None:
    guide = _read(tmp_path, f'{ABOUT}\nFirst.\n\n::: callout\nkind = "tip"\n:::\n\nSecond.\n')
    assert guide.slug == "a-guide"
    assert guide.about["title"] == "A guide"
    assert [part.kind for part in guide.body] == ["text", "callout", "text"]
    assert guide.questions == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("No particulars", "don't stand between"),
        (f"Words\n{ABOUT}", "stands above"),
        ("+++\ntitle = \n+++\n", "its particulars can't be read"),
        (f'{ABOUT}::: callout\nkind = "tip"\n', "is not closed"),
        (f"{ABOUT}::: callout\nkind = \n:::\n", "the block callout can't be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ManuscriptError, match=complaint) as raised:
        _read(tmp_path, text)
    assert "a-guide.md" in str(raised.value)


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (Part("dance", {}), "no block of the kind dance"),
        (Part("text", {"text": "[x](guide:nobody-wrote-it)"}), "which there isn't"),
        (Part("related", {"heading": "", "guides": ["nobody-wrote-it"]}), "which there isn't"),
        (Part("text", {"text": "{{nobody_knows}}"}), "Nothing is known under the name nobody_knows"),
    ],
)
def test_what_cannot_be_composed_is_refused(part: Part, complaint: str) -> None:
    guide = Manuscript("a-guide", {}, (part,))
    with pytest.raises(ManuscriptError, match=complaint):
        Composer(Facts({}), {}, ()).body(guide)


def test_a_link_to_a_guide_that_was_left_out_becomes_words() -> None:
    guide = Manuscript("a-guide", {}, (Part("text", {"text": "[x](guide:left-out) and [y](guide:there)"}),))
    block = Composer(Facts({}), {"there": 7}, {"left-out", "there"}).body(guide)[0]
    assert '>x and <a linktype="page" id="7">y</a></p>' in block["value"]


def test_blocks_have_the_same_ids_every_time() -> None:
    guide = Manuscript("a-guide", {}, (Part("text", {"text": "One"}), Part("call", {"id": "end", "heading": "Go"})))
    bodies = [Composer(Facts({}), {}, ()).body(guide) for _ in range(2)]
    assert bodies[0] == bodies[1]
    assert bodies[0][1]["id"] == keyed("a-guide", "end") != keyed("another", "end")
