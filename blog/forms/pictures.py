"""Pictures that editors send: drawn again in a limited child, without what cameras and programs write into them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.forms import BaseImageForm

from marketplace.lib.pictures import PictureError, reencoded

LONGEST_SIDE = 2400
"""Twice the widest place that a page has for a picture."""


class PictureForm(BaseImageForm):
    """Wagtail's form. What was sent is checked by its content, scaled down and kept as WebP."""

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if not isinstance(sent, UploadedFile):  # what is kept already
            return sent
        try:
            drawn = reencoded(sent, longest_side=LONGEST_SIDE)
        except PictureError as problem:
            raise ValidationError(str(problem), code="picture") from problem
        drawn.name = f"{(sent.name or 'picture').rpartition('.')[0]}.webp"
        return drawn
