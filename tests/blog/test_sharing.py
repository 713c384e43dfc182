"""Pictures beside shared links, and the files of pictures: drawn once, served for good, nobody can ask for others."""

import io

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from blog import sharing
from tests.blog import publishing


def _pixels(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def _dark(png: bytes) -> int:
    """How many pixels the title's ink covers, where titles stand."""
    ink = _pixels(png).convert("L").crop((100, 150, 1100, 490)).point(lambda value: 255 if value < 90 else 0)
    return ink.histogram()[255]


@pytest.mark.parametrize(
    "title",
    [
        "How to build a Python back end",
        "What it costs, " * 40,
        "x" * 500,
        "Çà et là: “Wie groß?” – 100 %",
        "Как построить бэкенд",
        "日本語のタイトル",
        "עברית ועוד العربية",
        "🎉🎉🎉",
        "\u202edesrever \x00\x1b[31m",
        "",
    ],
)
def test_every_title_makes_a_card_of_the_right_size_with_something_on_it(title: str) -> None:
    drawn = sharing.card(title)
    picture = _pixels(drawn)
    assert (picture.size, picture.format) == ((1200, 630), "PNG")
    assert _dark(drawn) > 500
    assert len(drawn) < 120_000


def test_a_title_stays_above_the_line_below_it() -> None:
    foot = (100, 478, 1100, 500)
    empty = _pixels(sharing.card("")).crop(foot).tobytes()
    assert _pixels(sharing.card("Gypsy quips, " * 60)).crop(foot).tobytes() == empty


def test_signs_that_the_font_lacks_are_left_out_but_not_the_words() -> None:
    assert sharing._writable("Back ends → front ends 🎉").split() == ["Back", "ends", "front", "ends"]
    assert sharing._writable("Как") == ""


def test_two_titles_make_two_cards() -> None:
    assert sharing.card("One thing") != sharing.card("Another thing")
    assert sharing.card("One thing") == sharing.card("One thing")


def _path(page: object) -> str:
    return sharing.picture_of(page).url.removeprefix(settings.SITE_ORIGIN)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_card_is_served_for_good(client: Client) -> None:
    answer = client.get(_path(publishing.guide()))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"public", "max-age=31536000", "immutable"} == set(answer.headers["Cache-Control"].split(", "))
    assert not answer.cookies


@pytest.mark.django_db
def test_nobody_can_have_other_pictures_drawn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    written = publishing.guide()
    path = _path(written)
    drawn: list[str] = []
    original = sharing._drawn
    monkeypatch.setattr(sharing, "_drawn", lambda title: drawn.append(title) or original(title))
    for number in range(5):
        answer = client.get(f"/blog/cards/{written.pk}-{number:016x}.png")
        assert (answer.status_code, answer.headers["Location"]) == (302, path)
        client.get(path)
    assert drawn == [written.title]
    assert client.get(f"/blog/cards/999999-{0:016x}.png").status_code == 404
    assert client.get(f"/blog/cards/{10**17}-{0:016x}.png").status_code == 404
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_a_draft_and_a_private_page_have_no_card(client: Client) -> None:
    for slug in ("withdrawn", "hidden"):
        page = publishing.guide(title=slug, slug=slug)
        path = _path(page)
        if slug == "withdrawn":
            page.unpublish()
        else:
            page.view_restrictions.create(restriction_type="login")
        assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_another_title_has_another_address_and_the_old_one_leads_there(client: Client) -> None:
    written = publishing.guide()
    before = _path(written)
    publishing.publish(written, title="How to build it better")
    assert _path(written) != before
    assert client.get(before).headers["Location"] == _path(written)


@pytest.mark.django_db
def test_the_picture_chosen_for_sharing_comes_before_the_cover() -> None:
    chosen = publishing.picture("For sharing", description="Three envelopes on a table")
    shared = sharing.picture_of(publishing.guide(cover=publishing.picture("Cover"), social_image=chosen))
    assert shared.alt == "Three envelopes on a table"
    assert (shared.width, shared.height) == (1200, 630)


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("spec", "kind"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg")])
def test_a_rendition_is_served_in_each_format_for_good(client: Client, spec: str, kind: str) -> None:
    rendition = publishing.picture().get_rendition(f"width-320|format-{spec}")
    answer = client.get(rendition.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(b"".join(answer))).size == (320, 180)


@pytest.mark.django_db
def test_what_editors_sent_and_other_files_are_not_served(client: Client) -> None:
    picture = publishing.picture()
    assert default_storage.exists(picture.file.name)
    default_storage.save("images/private.txt", io.BytesIO(b"not a rendition"))
    for path in (
        f"/media/{picture.file.name}",
        "/media/images/private.txt",
        "/media/images/none.webp",
        "/media/images/..%2foriginal_images",
        "/media/images/",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.django_db
def test_a_rendition_whose_file_is_lost_is_not_found(client: Client) -> None:
    rendition = publishing.picture().get_rendition("width-320")
    default_storage.delete(rendition.file.name)
    assert client.get(rendition.url).status_code == 404


@pytest.mark.django_db
def test_a_picture_never_gets_a_name_that_another_had() -> None:
    first, second = publishing.picture(), publishing.picture()
    assert first.file.name.endswith("-envelopes.png")
    assert first.file.name != second.file.name
    shown = first.get_rendition("width-320|format-webp").file.name
    first.delete()
    assert second.get_rendition("width-320|format-webp").file.name != shown
