"""Pictures that people send: how many in an hour, then drawn again without what cameras write into them."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.lib import limits
from marketplace.lib.pictures import PictureError, reencoded

PICTURES_AN_HOUR: Final = 60
"""Of one person, logos included. Drawing a picture again takes seconds of a processor, so it isn't for free."""


def clean(upload: Any, *, by: User | None, longest_side: int = 2400) -> ContentFile[bytes]:
    """The picture as it will be shown. Raises ValidationError with the sentence to show beside the field."""
    if by is not None and not limits.within("picture", str(by.pk), most=PICTURES_AN_HOUR, seconds=3600):
        raise ValidationError(
            _("You sent more than %(most)d pictures within an hour. Wait an hour and add this one again.")
            % {"most": PICTURES_AN_HOUR},
            code="too_many",
        )
    try:
        return reencoded(upload, longest_side=longest_side)
    except PictureError as problem:
        raise ValidationError(str(problem), code="picture") from problem
