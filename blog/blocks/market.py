"""Blocks that bring the marketplace into an article: calls to action, agencies, numbers, related guides."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, TextBlock as PlainTextBlock


class CallToAction(StructBlock):
    """An invitation to post a brief, half written already."""

    heading = CharBlock(label=_("heading"), max_length=120)
    text = PlainTextBlock(label=_("text"), max_length=300, required=False)

    class Meta:
        icon = "form"
        label = _("call to action")
        template = "blog/blocks/call_to_action.html"


BLOCKS: list[tuple[str, type[Any]]] = [("call_to_action", CallToAction)]
