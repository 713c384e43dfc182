"""What speaks for and against each of a few ways."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock

from blog.blocks.editorial.composed import Composed


class Way(Composed):
    """One of the things compared."""

    name = CharBlock(label=_("Name"), max_length=80)
    pros = ListBlock(CharBlock(label=_("Point"), max_length=200), label=_("What speaks for it"), max_num=10)
    cons = ListBlock(CharBlock(label=_("Point"), max_length=200), label=_("What speaks against it"), max_num=10)

    class Meta:
        icon = "list-ul"
        label = _("Way")
        label_format = "{name}"


class Comparison(Composed):
    """Ways side by side, each with its pros and cons."""

    title = CharBlock(label=_("Title"), max_length=120, required=False)
    ways = ListBlock(Way(), label=_("Ways"), min_num=1, max_num=4)

    class Meta:
        icon = "order"
        label = _("Comparison")
        template = "blog/blocks/comparison.html"
        description = _("What speaks for and against one to four ways of doing something.")
        label_format = "{title}"
        preview_value = {
            "title": _("Fixed price or time and material?"),
            "ways": [
                {
                    "name": _("Fixed price"),
                    "pros": [_("You know the sum before you sign")],
                    "cons": [_("Every change is a negotiation")],
                },
                {
                    "name": _("Time and material"),
                    "pros": [_("You can change your mind each week")],
                    "cons": [_("Somebody has to watch the hours")],
                },
            ],
        }
