"""Blocks for writing: text, code, tables, pictures and what helps a reader to decide."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock

TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "code", "ol", "ul", "link", "document-link", "hr"]
SHORT_FEATURES = ["bold", "italic", "code", "ol", "ul", "link"]


class TextBlock(RichTextBlock):
    """Paragraphs, lists and headings; headings get anchors that survive edits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("text")
        template = "blog/blocks/text.html"
        description = _("Paragraphs, lists and headings of three levels.")


class FaqEntry(StructBlock):
    """One question with its answer."""

    question = CharBlock(label=_("question"), max_length=200)
    answer = RichTextBlock(label=_("answer"), features=SHORT_FEATURES)

    class Meta:
        icon = "help"
        label = _("question and answer")


BLOCKS: list[tuple[str, type[Any]]] = [("text", TextBlock)]
