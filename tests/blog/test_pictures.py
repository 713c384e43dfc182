"""Pictures that editors send: how large they may be, what becomes of them, what is refused and how."""

import io
import zlib
from struct import pack

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from blog.forms.pictures import LONGEST_SIDE
from blog.models import Picture
from marketplace.lib import pictures
from tests.blog import publishing


def _form(content: bytes, name: str = "cover.png") -> object:
    given = {"title": "A cover", "collection": Collection.get_first_root_node().pk, "tags": ""}
    return get_image_form(Picture)(given, {"file": SimpleUploadedFile(name, content)})


def _saved(content: bytes, name: str = "cover.png") -> Picture:
    form = _form(content, name)
    assert form.is_valid(), form.errors
    return form.save()


def _refusal(content: bytes, name: str = "cover.png") -> str:
    form = _form(content, name)
    assert not form.is_valid()
    assert list(form.errors) == ["file"]
    return str(form.errors["file"][0])


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as that."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.django_db
def test_thirty_megapixels_are_scaled_down() -> None:
    made = _saved(publishing.png(6000, 5000, "JPEG"), "Large Cover.jpg")
    assert (made.width, made.height) == (LONGEST_SIDE, 2000)
    assert made.file.name.endswith("-large-cover.webp")
    with made.file.open("rb") as file:
        content = file.read()
    assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert made.file_size == len(content)


@pytest.mark.django_db
def test_what_was_written_into_a_file_does_not_survive() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (80, 40), "red").save(file, "JPEG", exif=exif)
    made = _saved(file.getvalue() + b"<script>alert(1)</script>", "photo.jpg")
    with made.file.open("rb") as kept:
        content = kept.read()
    assert b"taken at home" not in content
    assert b"script" not in content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (_bomb(60000, 60000), "bomb.png", "pixels"),
        (publishing.png(7000, 6000, "JPEG"), "large.jpg", "pixels"),
        (_bomb(5000, 5000), "damaged.png", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", "Not a supported"),
        (b"GIF89a" + b"\0" * 50, "moving.gif", "Not a supported"),
        (b"<script>alert(1)</script>", "page.png", "image"),
        (publishing.png(10, 10), "in-truth-a-png.jpg", "match"),
        (b"", "nothing.png", "empty"),
    ],
    ids=["bomb", "large", "damaged", "drawing", "moving", "page", "other kind", "nothing"],
)
def test_what_is_no_fit_picture_is_refused_with_a_sentence(content: bytes, name: str, words: str) -> None:
    assert words in _refusal(content, name)


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    assert "20 MB" in _refusal(publishing.png(400, 300))


def test_wagtails_limits_are_those_of_the_child_that_decodes() -> None:
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == pictures.MOST_BYTES
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == pictures.MOST_PIXELS
    assert {f".{extension}" for extension in settings.WAGTAILIMAGES_EXTENSIONS} == pictures.EXTENSIONS


@pytest.mark.django_db
def test_other_words_leave_the_file_alone() -> None:
    made = _saved(publishing.png(300, 200))
    before = made.file.name
    given = {"title": "Another title", "collection": Collection.get_first_root_node().pk, "tags": ""}
    form = get_image_form(Picture)(given, instance=made)
    assert form.is_valid(), form.errors
    assert form.save().file.name == before


@pytest.mark.django_db
def test_another_file_has_another_name_and_the_old_one_is_gone() -> None:
    made = _saved(publishing.png(300, 200))
    before = made.file.name
    storage = made.file.storage
    given = {"title": made.title, "collection": made.collection_id, "tags": ""}
    form = get_image_form(Picture)(
        given, {"file": SimpleUploadedFile("new.png", publishing.png(90, 60))}, instance=made
    )
    assert form.is_valid(), form.errors
    changed = form.save()
    assert changed.file.name != before
    assert not storage.exists(before)
