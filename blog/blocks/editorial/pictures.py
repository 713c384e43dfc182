"""Pictures with their alternative text, caption and credit."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock
from wagtail.images.blocks import ImageBlock, ImageBlockComparison

from blog.blocks.editorial.composed import Composed


class PictureComparison(ImageBlockComparison):
    """Two revisions side by side, also where the picture of one was deleted since."""

    def htmlvalue(self, val: Any) -> SafeString:
        return super().htmlvalue(self.block.without_picture() if val is None else val)


class Image(ImageBlock):
    """A chosen picture with its alternative text, or the word that it is decoration."""

    def get_comparison_class(self) -> type[PictureComparison]:
        return PictureComparison

    def without_picture(self) -> dict[str, Any]:
        return {"image": None, "alt_text": "", "decorative": False}


class PictureBlock(Composed):
    """A picture as wide as the text. Without it, because it was deleted since, nothing is drawn."""

    image = Image(label=_("Picture"))
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
