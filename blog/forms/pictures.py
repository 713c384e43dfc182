"""Pictures that editors send: drawn again in a limited child, without what cameras and programs write into them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from marketplace.lib.pictures import PictureError, reencoded

LONGEST_SIDE = 2400
"""Twice the widest place that a page has for a picture."""


class PictureField(WagtailImageField):
    """Wagtail's field, which reads a little of the file, with a sentence for files that break off."""

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except (OSError, SyntaxError, ValueError, MemoryError) as problem:
            raise ValidationError(
                _("This picture is damaged. Save it anew and try again."), code="damaged"
            ) from problem


class PictureForm(BaseImageForm):
    """Wagtail's form. What was sent is checked by its content, scaled down and kept as WebP."""

    file = PictureField(label=gettext_lazy("File"), widget=BaseImageForm.Meta.widgets["file"])

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
