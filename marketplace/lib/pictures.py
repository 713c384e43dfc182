"""Pictures people upload: checked by content, re-encoded in a limited child, stripped of where they were taken."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
SECONDS: Final = 20
EXTENSIONS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
ACCEPT: Final = "image/jpeg,image/png,image/webp"

_CHILD: Final = Path(__file__).with_name("picture_child.py")
_REASONS: Final = {3: "kind", 4: "pixels"}


class PictureError(ValueError):
    """The file can't be taken as a picture. The message is fit to stand beside the field."""


def reencoded(upload: "UploadedFile[bytes]", *, longest_side: int = 2400) -> ContentFile[bytes]:
    """The picture as WebP, turned upright, at most `longest_side` pixels wide or high, without any metadata.

    What is decoded is drawn again, so nothing hidden in the file survives. It runs in a child process with limits
    on memory and time, because decoders of foreign files are where crashes live.

    Raises PictureError with a sentence: too large, no picture, another kind, too many pixels.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise PictureError(_("This file is larger than 20 MB. Save it smaller and try again."))
    if Path(upload.name or "").suffix.lower() not in EXTENSIONS:
        raise PictureError(_kind())
    upload.seek(0)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(MOST_PIXELS), str(longest_side)],
            input=upload.read(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise PictureError(_("This picture takes too long to read. Save it anew and try again.")) from problem
    if done.returncode == 0 and done.stdout:
        return ContentFile(done.stdout, name="picture.webp")
    if _REASONS.get(done.returncode) == "pixels":
        raise PictureError(_("This picture has more than 40 million pixels. Save it smaller and try again."))
    if _REASONS.get(done.returncode) == "kind":
        raise PictureError(_kind())
    raise PictureError(_("This picture is damaged. Save it anew and try again."))


def _kind() -> str:
    return _("Choose a picture: a JPEG, PNG or WebP file.")
