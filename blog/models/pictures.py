"""Pictures of the blog: what Wagtail keeps of an image, and who is to be named for it."""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from blog import epochs
from marketplace.lib import codes

LONGEST_NAME = 40


class Picture(AbstractImage):
    """An image with its credit. `description` is the text for those who don't see it."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields: ClassVar[tuple[str, ...]] = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        epochs.raise_on_commit()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        gone = super().delete(*args, **kwargs)
        epochs.raise_on_commit()
        return gone

    def get_upload_to(self, filename: str) -> str:
        """A name that was never used before, so that browsers may keep what it leads to for good.

        What makes it so comes first: Wagtail cuts the ends of names for renditions.
        """
        name = PurePosixPath(filename)
        words = slugify(name.stem)[:LONGEST_NAME].strip("-") or "picture"
        return f"original_images/{codes.code(8)}-{words}{name.suffix.lower()}"


class PictureRendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions", verbose_name=_("picture"))

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        verbose_name = _("rendition")

    @property
    def url(self) -> str:
        """Where we serve it ourselves, wherever it is stored: a storage's own addresses name another host."""
        return f"{settings.MEDIA_URL}{self.file.name}"
