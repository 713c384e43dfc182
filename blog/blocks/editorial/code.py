"""Code, highlighted on the server."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, TextBlock as PlainTextBlock

from blog import highlighting
from blog.blocks.editorial.composed import Composed

EXAMPLE = '''def confirm(booking):
    """Take the seats, then tell the world."""
    with transaction.atomic():
        booking.mark_paid()
        # Runs only if the line above was saved.
        transaction.on_commit(send_ticket)'''


class Code(Composed):
    """Lines of code with their language and, if wanted, their numbers."""

    language = ChoiceBlock(label=_("Language"), choices=highlighting.LANGUAGES, default="python", search_index=False)
    code = PlainTextBlock(label=_("Code"), max_length=highlighting.LONGEST, rows=12)
    caption = CharBlock(
        label=_("Caption"),
        max_length=120,
        required=False,
        help_text=_("The file's name, for example, or what the code shows."),
    )
    numbers = BooleanBlock(
        label=_("Number the lines"), required=False, default=True, help_text=_("Numbers are not copied.")
    )

    class Meta:
        icon = "code"
        label = _("Code")
        template = "blog/blocks/code.html"
        description = _("Lines of code, coloured by language, with a button that copies them.")
        label_format = "{caption}"
        preview_value = {"language": "python", "code": EXAMPLE, "caption": "bookings.py", "numbers": True}
