"""Questions with their answers."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock

from blog.blocks.editorial.composed import Composed
from blog.blocks.editorial.texts import ShortTextBlock


class FaqEntry(Composed):
    """One question with its answer."""

    question = CharBlock(label=_("Question"), max_length=200)
    answer = ShortTextBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "blog/blocks/faq_entry.html"
        description = _("One question with its answer, closed until somebody opens it.")
        label_format = "{question}"
        preview_value = {
            "question": _("How long does a first version take?"),
            "answer": _("<p>Between eight and fourteen weeks, when one person on your side can decide.</p>"),
        }


class Faq(Composed):
    """A few questions in the middle of an article; those of the whole guide have a field of their own."""

    title = CharBlock(label=_("Title"), max_length=120, required=False)
    entries = ListBlock(FaqEntry(), label=_("Questions"), min_num=1, max_num=20)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "blog/blocks/faq.html"
        description = _("Questions with answers that open when they are wanted.")
        label_format = "{title}"
        preview_value = {
            "title": _("What people ask about prices"),
            "entries": [
                {
                    "question": _("How long does a first version take?"),
                    "answer": _("<p>Between eight and fourteen weeks.</p>"),
                },
                {"question": _("Who owns the code?"), "answer": _("<p>You, from the day it is paid for.</p>")},
            ],
        }
