"""What holds for every block of a guide, those of the marketplace and those yet to be written included."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.admin.compare import StreamFieldComparison
from wagtail.blocks import Block

from blog.blocks import editorial
from blog.models import GuidePage
from tests.blog.blocks.drawing import BODY, stream

KINDS = sorted(BODY.child_blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_says_what_it_is(kind: str) -> None:
    block: Block = BODY.child_blocks[kind]
    assert block.meta.icon != "placeholder"
    assert str(block.label)
    assert str(block.label) != kind
    assert str(block.get_description()).endswith(".")
    assert block.meta.group


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_shows_itself_to_the_editor(kind: str, desk: Client) -> None:
    block: Block = BODY.child_blocks[kind]
    assert block.is_previewable
    assert hasattr(block.meta, "preview_value")
    answer = desk.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    page = BeautifulSoup(answer.content, "html.parser")
    shown = page.select_one("main")
    assert answer.status_code == 200
    assert shown is not None
    assert len(shown.get_text(" ", strip=True)) > 10
    assert "css/components/blocks.css" in answer.content.decode()
    assert not page.select("script:not([src]), style, [style]")
    assert [link["src"] for link in page.select("[src]") if not str(link["src"]).startswith("/")] == []


def test_a_preview_may_stand_in_a_frame_of_the_admin_and_nowhere_else(desk: Client) -> None:
    block = BODY.child_blocks["text"]
    answer = desk.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_a_preview_is_not_for_strangers(client: Client, db: None) -> None:
    block = BODY.child_blocks["text"]
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code in {302, 404}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_back_the_same(kind: str, db: None) -> None:
    block = BODY.child_blocks[kind]
    shown = block.get_prep_value(block.get_preview_value())
    kept = block.get_prep_value(stream((kind, shown))[0].value)
    assert {**kept, **shown} == kept if isinstance(shown, dict) else kept == shown
    assert stream((kind, kept)) == stream((kind, kept))


@pytest.mark.parametrize("kind", KINDS)
def test_a_comparison_of_revisions_marks_what_changed_and_nothing_else(kind: str, db: None) -> None:
    block = BODY.child_blocks[kind]
    kept = block.get_prep_value(block.get_preview_value())
    field = GuidePage._meta.get_field("body")
    before = GuidePage(body=stream(("text", "<p>One.</p>"), (kind, kept)))
    same = StreamFieldComparison(field, before, GuidePage(body=stream(("text", "<p>One.</p>"), (kind, kept))))
    assert not same.has_changed()
    other = StreamFieldComparison(field, before, GuidePage(body=stream(("text", "<p>Two.</p>"), (kind, kept))))
    assert other.has_changed()
    page = BeautifulSoup(str(other.htmldiff()), "html.parser")
    touched = page.select(".comparison__child-object")
    assert len(touched) == 2
    assert touched[0].select(".addition, .deletion")
    assert not touched[1].select(".addition, .deletion")
    gone = StreamFieldComparison(field, before, GuidePage(body=stream(("text", "<p>One.</p>"))))
    assert "deletion" in str(gone.htmldiff())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "text"])
def test_the_least_that_was_ever_kept_is_drawn(kind: str, db: None) -> None:
    """An older revision, an import: every field may be missing."""
    body = stream((kind, {}))
    assert isinstance(str(body[0].render({})), str)
    assert isinstance(body.stream_block.get_searchable_content(body), list)


@pytest.mark.parametrize("kind", [name for name, _block in editorial.BLOCKS])
@pytest.mark.parametrize("nonsense", [None, "words", 5, []])
def test_what_is_no_block_at_all_is_drawn_empty(kind: str, nonsense: object, db: None) -> None:
    body = stream((kind, nonsense))
    assert isinstance(str(body[0].render({})), str)
    assert isinstance(body.stream_block.get_searchable_content(body), list)
