"""What stands beside the running text: callouts and quotes."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, TextBlock as PlainTextBlock, URLBlock

from blog.blocks.editorial.composed import Composed
from blog.blocks.editorial.texts import ShortTextBlock


class Callout(Composed):
    """A short text that a reader shouldn't miss; its kind is said by an icon and a word."""

    kind = ChoiceBlock(
        label=_("Kind"),
        choices=(("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))),
        default="note",
        search_index=False,
    )
    title = CharBlock(label=_("Title"), max_length=120, required=False)
    text = ShortTextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blog/blocks/callout.html"
        description = _("A note, a tip or a warning that readers shouldn't miss.")
        label_format = "{title}"
        preview_value = {
            "kind": "tip",
            "title": _("Rule of thumb"),
            "text": _(
                "<p>If your busiest minute is under 2,000 requests a second, the language is not the bottleneck.</p>"
            ),
        }


class Quote(Composed):
    """Somebody's words, and who said them."""

    words = PlainTextBlock(label=_("Words"), max_length=600, rows=3, help_text=_("Without quotation marks."))
    name = CharBlock(label=_("Who said it"), max_length=120)
    role = CharBlock(label=_("Their role"), max_length=120, required=False)
    source = URLBlock(label=_("Where it can be read"), max_length=500, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blog/blocks/quote.html"
        description = _("Somebody's own words, with their name and where they can be read.")
        label_format = "{name}"
        preview_value = {
            "words": _(
                "Ask to see the runbook for the worst night of last year. Good teams have one, and it is short."
            ),
            "name": "Annelie Hartmoor",
            "role": _("technical editor"),
            "source": "",
        }
