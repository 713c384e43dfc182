"""Rich text: paragraphs, lists and headings, clean whatever way they came in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from blog import cleaning

TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "code", "ol", "ul", "link", "document-link", "hr"]
SHORT_FEATURES = ["bold", "italic", "code", "ol", "ul", "link"]


class CleanTextBlock(RichTextBlock):
    """A rich text that holds what its features make, and nothing else. Migrations know it as Wagtail's own."""

    def to_python(self, value: object) -> RichText:
        return self._clean(value)

    def normalize(self, value: object) -> RichText:
        return self._clean(value.source if isinstance(value, RichText) else str(value or ""))

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], prefix: str) -> RichText:
        """What was typed; a forged field, which is not what the editor sends, is empty."""
        try:
            return super().value_from_datadict(data, files, prefix)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return RichText("")

    def value_from_form(self, value: object) -> RichText:
        return self._clean(value)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return "wagtail.blocks.RichTextBlock", *self._constructor_args

    def _clean(self, html: object) -> RichText:
        return RichText(cleaning.stored(html, self.features))


class ShortTextBlock(CleanTextBlock):
    """A rich text without headings, inside another block."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": SHORT_FEATURES, **kwargs})

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {"features": SHORT_FEATURES, **kwargs}


class TextBlock(CleanTextBlock):
    """Paragraphs, lists and headings; headings get anchors that survive edits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return "blog.blocks.editorial.TextBlock", *self._constructor_args

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blog/blocks/text.html"
        description = _("Paragraphs, lists and headings of three levels. Each heading gets an address of its own.")
        preview_value = _(
            "<h3>When Python is the right choice</h3><p>Choose it when the hard part of your problem is the "
            "<b>rules</b>, not the raw speed.</p><ul><li>Booking windows</li><li>Discounts that exclude each other"
            "</li></ul>"
        )
