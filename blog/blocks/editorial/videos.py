"""Videos by link: a card that says where it leads. Nothing is loaded from there until somebody goes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, IntegerBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError

from blog import embeds
from blog.blocks.editorial.composed import Composed


class VideoLink(Composed):
    """A video of one of the sites we know, by its title and a plain link."""

    url = CharBlock(
        label=_("Address of the video"),
        max_length=embeds.LONGEST,
        search_index=False,
        help_text=_("At YouTube, Vimeo or one of the PeerTube sites that we know."),
    )
    title = CharBlock(label=_("Title"), max_length=160)
    minutes = IntegerBlock(label=_("Length in minutes"), required=False, min_value=1, max_value=1_440)
    summary = CharBlock(
        label=_("What it shows"), max_length=300, required=False, help_text=_("For those who don't follow the link.")
    )

    def clean(self, value: StructValue) -> StructValue:
        """Keep the bare address of the video, without what follows people around."""
        cleaned = super().clean(value)
        if cleaned["url"]:
            try:
                cleaned["url"] = embeds.video(cleaned["url"]).url
            except embeds.UnknownVideo as problem:
                raise StructBlockValidationError({"url": ValidationError(str(problem))}) from None
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        template = "blog/blocks/video.html"
        description = _("A link to a video, as a card. The reader's browser asks nobody until the link is followed.")
        label_format = "{title}"
        preview_value: dict[str, Any] = {
            "url": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
            "title": _("How a booking system survives a Monday morning"),
            "minutes": 18,
            "summary": _("A team walks through its queue, its database and its worst night."),
        }
