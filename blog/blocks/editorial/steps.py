"""Steps, one after the other."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock

from blog.blocks.editorial.composed import Composed
from blog.blocks.editorial.texts import ShortTextBlock


class Step(Composed):
    """What to do, and how."""

    title = CharBlock(label=_("What to do"), max_length=120)
    text = ShortTextBlock(label=_("How"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        label_format = "{title}"


class Steps(Composed):
    """A way of doing something, in numbered steps."""

    title = CharBlock(label=_("Title"), max_length=120, required=False)
    steps = ListBlock(Step(), label=_("Steps"), min_num=2, max_num=20)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blog/blocks/steps.html"
        description = _("What to do, in numbered steps.")
        label_format = "{title}"
        preview_value = {
            "title": _("From idea to brief"),
            "steps": [
                {"title": _("Write down what hurts"), "text": _("<p>One paragraph, in your own words.</p>")},
                {"title": _("Name the deadline"), "text": _("<p>And what happens when it passes.</p>")},
            ],
        }
