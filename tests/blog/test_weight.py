"""What a guide costs a reader's connection: everything that its page loads but pictures, as it is sent."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.blog import publishing

MOST_BYTES = 200_000
LOADED = re.compile(r'<(?:link|script|use)\b[^>]*?\b(?:href|src)="/static/([^"#]+)')
FONT = re.compile(r'url\("?(?:\.\./)*([^")]*\.woff2)"?\)')


def _sent(name: str) -> int:
    """Bytes of a static file as WhiteNoise sends it: compressed, unless it is compressed already."""
    found = finders.find(name)
    assert found, name
    content = Path(found).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


def _files(page: str) -> set[str]:
    """What a page loads of ours: style sheets with the fonts they name, scripts, symbols."""
    linked = set(LOADED.findall(page))
    sheets = [Path(finders.find(name) or "").read_text() for name in linked if name.endswith(".css")]
    return linked | {f"fonts/{Path(font).name}" for sheet in sheets for font in FONT.findall(sheet)}


@pytest.mark.django_db
def test_a_long_guide_weighs_at_most_200_kilobytes_without_pictures(client: Client) -> None:
    paragraphs = "".join(
        f"<h2>Part {number}</h2>" + f"<p>Sentence {number} of a guide that is as long as our longest one is. </p>" * 40
        for number in range(20)
    )
    publishing.guide(authors=(publishing.author(),), topics=(publishing.topic(),), body=[("text", paragraphs)])
    answer = client.get("/blog/python-back-end/", headers={"accept-encoding": "br"})
    files = _files(brotli.decompress(answer.content).decode())
    assert {"css/base.css", "js/site.js", "icons.svg", "fonts/literata-latin.woff2"} <= files
    sizes = {name: _sent(name) for name in files}
    assert sum(sizes.values()) + max(len(answer.content), 30_000) <= MOST_BYTES, sizes


@pytest.mark.django_db
def test_it_loads_nothing_from_another_host(client: Client) -> None:
    publishing.guide(authors=(publishing.author(),), cover=publishing.picture())
    page = client.get("/blog/python-back-end/").content.decode()
    loaded = re.findall(r'<(?:script|img|source|iframe|use)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"', page)
    loaded += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', page)
    assert loaded
    assert [address for address in loaded if not address.startswith(("/static/", "/media/"))] == []
