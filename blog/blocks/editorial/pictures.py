"""Pictures with their alternative text, caption and credit."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock
from wagtail.images.blocks import ImageBlock

from blog.blocks.editorial.composed import Composed


class PictureBlock(Composed):
    """A picture as wide as the text. Without it, because it was deleted since, nothing is drawn."""

    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), max_length=250, required=False)
    credit = CharBlock(
        label=_("Credit"),
        max_length=200,
        required=False,
        help_text=_("Who made it. Left empty, the credit kept with the picture is shown."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blog/blocks/picture.html"
        description = _("A picture with its caption and credit, in the sizes that each screen needs.")
        label_format = "{caption}"
        preview_value = {
            "image": None,
            "caption": _("One application, one database, one queue."),
            "credit": _("Drawing: Briefwell"),
        }
