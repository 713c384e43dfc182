"""Uploaded pictures are drawn again; what isn't a picture is refused with a sentence."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from marketplace.lib.pictures import MOST_BYTES, PictureError, reencoded


def encoded(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (0, 128, 128, 90) if mode == "RGBA" else "teal").save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.JPG"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_the_three_kinds_come_out_as_webp(kind: str, name: str) -> None:
    with Image.open(reencoded(upload(encoded(kind), name))) as picture:
        assert (picture.format, picture.size) == ("WEBP", (40, 20))


def test_place_and_author_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x013B] = "SECRET AUTHOR"
    exif.get_ifd(0x8825)[2] = (53.0, 20.0, 30.0)
    source = encoded(exif=exif, comment=b"SECRET COMMENT")
    assert b"SECRET" in source
    done = reencoded(upload(source)).read()
    assert b"SECRET" not in done
    with Image.open(io.BytesIO(done)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_a_script_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in reencoded(upload(encoded() + b"<script>alert(1)</script>")).read()


def test_transparency_stays_and_large_pictures_shrink() -> None:
    with Image.open(reencoded(upload(encoded("PNG", (3000, 30), "RGBA"), "a.png"), longest_side=300)) as picture:
        assert (picture.mode, picture.size) == ("RGBA", (300, 3))


def png_head(width: int, height: int) -> bytes:
    """A PNG that claims a size, with a few compressed bytes behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "Choose a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "Choose a picture"),
        (b"%PDF-1.4", "a.jpg", "Choose a picture"),
        (encoded("GIF"), "a.png", "Choose a picture"),
        (encoded(), "a.svg", "Choose a picture"),
        (encoded(), "noextension", "Choose a picture"),
        (encoded(size=(400, 400))[:900], "a.jpg", "damaged"),
        (png_head(20_000, 20_000), "a.png", "40 million pixels"),
        (b"\0" * (MOST_BYTES + 1), "a.jpg", "larger than 20 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(PictureError, match=sentence):
        reencoded(upload(content, name))
