"""What to read next: related guides, and new ones by e-mail."""

from typing import Any, Final

from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock, TextBlock
from wagtail.models import Page

from blog.blocks.market.standing import origin_of, standing

MOST_GUIDES: Final = 3


class RelatedGuides(StructBlock):
    """Up to three guides: those that an editor chose, or those that share most topics with this page."""

    heading = CharBlock(label=gettext_lazy("heading"), max_length=120, default="Read next", search_index=False)
    guides = ListBlock(
        PageChooserBlock(page_type="blog.GuidePage", label=gettext_lazy("guide")),
        label=gettext_lazy("guides"),
        max_num=MOST_GUIDES,
        default=[],
        collapsed=False,
        help_text=gettext_lazy("Without any, the guides that share most topics with this page are shown."),
    )

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("related guides")
        template = "blog/blocks/related_guides.html"
        description = gettext_lazy("Up to three guides to read next, chosen by you or by shared topics.")
        preview_value = {"heading": "Read next", "guides": []}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        place = standing(parent_context)
        return {**context, **place, "guides": self._guides(value.get("guides") or [], place["page"])}

    def _guides(self, chosen: Any, page: Page | None) -> list[Page]:
        """The chosen ones that can be read, in the editor's order; else those nearest to the page, newest first."""
        guides = self.child_blocks["guides"].child_block.target_model.objects.for_cards()
        keys = [guide.pk for guide in chosen if guide is not None]
        if keys:
            return sorted(guides.filter(pk__in=keys), key=lambda guide: keys.index(guide.pk))[:MOST_GUIDES]
        topics = getattr(page, "topics", ())
        return list(guides.near(topics, without=page.pk if page is not None else None)[:MOST_GUIDES])


class NewsletterSignUp(StructBlock):
    """A field for an address that wants to hear of new guides."""

    heading = CharBlock(
        label=gettext_lazy("heading"), max_length=120, default="New guides by e-mail", search_index=False
    )
    text = TextBlock(
        label=gettext_lazy("text"),
        max_length=300,
        required=False,
        rows=2,
        search_index=False,
        default="One mail for each new guide, nothing else. You confirm your address first and leave with one click.",
    )
    button = CharBlock(label=gettext_lazy("button"), max_length=60, default="Send me new guides", search_index=False)

    class Meta:
        icon = "mail"
        label = gettext_lazy("newsletter sign-up")
        template = "blog/blocks/newsletter_sign_up.html"
        description = gettext_lazy("A field for an e-mail address. Whoever enters one is asked to confirm it.")
        preview_value = {
            "heading": "New guides by e-mail",
            "text": "One mail for each new guide, nothing else.",
            "button": "Send me new guides",
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        place = standing(parent_context)
        return {**context, **place, "came_from": str(origin_of(place["page"], place["block_id"]))}
