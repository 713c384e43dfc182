"""Videos by link: only hosts we know, only their bare address, and no request before somebody goes there."""

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from blog import embeds
from tests.blog.blocks.drawing import BODY, draw, html, stream

KEY = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (f"https://www.youtube.com/watch?v={KEY}", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://m.youtube.com/watch?v={KEY}&si=followed&t=1", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://youtu.be/{KEY}?si=followed", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://www.youtube-nocookie.com/embed/{KEY}", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://youtube.com/shorts/{KEY}", f"https://www.youtube.com/watch?v={KEY}"),
        (f"https://www.youtube.com/live/{KEY}#x", f"https://www.youtube.com/watch?v={KEY}"),
        ("https://vimeo.com/123456789", "https://vimeo.com/123456789"),
        ("https://vimeo.com/123456789/abcdef0123", "https://vimeo.com/123456789/abcdef0123"),
        ("https://player.vimeo.com/video/123456789?h=x", "https://vimeo.com/123456789"),
        ("https://framatube.org/w/9dRFC6Ya11NCVeYKn8ZhiD", "https://framatube.org/w/9dRFC6Ya11NCVeYKn8ZhiD"),
        (
            "https://peertube.tv/videos/watch/0b4f1b2c-1111-4222-8333-0123456789ab",
            "https://peertube.tv/w/0b4f1b2c-1111-4222-8333-0123456789ab",
        ),
    ],
)
def test_what_we_know_is_kept_bare(given: str, kept: str) -> None:
    assert embeds.video(given).url == kept


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "javascript:alert(1)",
        f"http://www.youtube.com/watch?v={KEY}",
        f"//www.youtube.com/watch?v={KEY}",
        f"https://youtube.com.evil.example/watch?v={KEY}",
        f"https://evil.example/https://www.youtube.com/watch?v={KEY}",
        f"https://www.youtube.com@evil.example/watch?v={KEY}",
        f"https://user:word@www.youtube.com/watch?v={KEY}",
        f"https://www.youtube.com:8443/watch?v={KEY}",
        "https://www.youtube.com:port/watch",
        "https://[::1/watch",
        "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={KEY}%22onclick%3D",
        f"https://www.youtube.com/redirect?q=https://evil.example&v={KEY}",
        f"https://www.youtube.com/embed/{KEY}/../../x",
        "https://www.youtube.com/@channel",
        f"https://youtu.be/{KEY}/x",
        f"https://уoutube.com/watch?v={KEY}",
        "https://vimeo.com/channels/staffpicks",
        "https://vimeo.com/12345/%3Cscript%3E",
        "https://framatube.org/w/short",
        "https://unknown.example/w/9dRFC6Ya11NCVeYKn8ZhiD",
        "https://youtu.be/" + "a" * 300,
    ],
)
def test_anything_else_is_refused_beside_the_field_and_never_drawn(bad: str) -> None:
    value = {"url": bad, "title": "T", "minutes": None, "summary": ""}
    assert embeds.video_or_none(bad) is None
    assert "href" not in html("video", value)
    with pytest.raises(StructBlockValidationError) as refused:
        BODY.child_blocks["video"].clean(stream(("video", value))[0].value)
    assert [*refused.value.block_errors] == ["url"]


def test_what_an_editor_pastes_is_stored_bare() -> None:
    value = {"url": f" https://youtu.be/{KEY}?si=followed", "title": "T", "minutes": 3, "summary": ""}
    assert BODY.child_blocks["video"].clean(stream(("video", value))[0].value)["url"].endswith(f"watch?v={KEY}")


def test_the_card_says_where_it_leads_and_loads_nothing() -> None:
    page = draw(
        "video", {"url": f"https://youtu.be/{KEY}", "title": "A night", "minutes": 1, "summary": "What it shows."}
    )
    assert page.a.get_text(" ", strip=True) == "A night Watch at YouTube, 1 minute"
    assert {*page.a["rel"]} == {"noopener", "noreferrer", "external"}
    assert "youtube.com" in page.figcaption.text
    assert not page.select("img, iframe, video, script, link, [src], [srcset]")
