"""Code: every sign arrives, words are marked by classes, numbers are never part of the text."""

import time

import pytest
from bs4 import BeautifulSoup

from blog import highlighting
from tests.blog.blocks.drawing import draw, name_of

CODE = 'def f(x):\n\n    """a\n    <b>"""\n    return "é" & x  # </code><script>alert(1)</script>\n'


def code(**fields: object) -> dict[str, object]:
    return {"language": "python", "code": CODE, "caption": "a.py", "numbers": True, **fields}


def test_what_is_copied_is_the_code_and_nothing_else() -> None:
    page = draw("code", code())
    assert page.code.get_text() == CODE.strip("\n")
    assert len(page.select(".line")) == 5
    assert page.select_one("[data-copy]")["data-copy"] == page.code["id"]


@pytest.mark.parametrize("language", [name for name, _label in highlighting.LANGUAGES])
def test_every_language_leaves_every_sign_in_place(language: str) -> None:
    page = BeautifulSoup(f"<pre>{highlighting.highlighted(CODE, language)}</pre>", "html.parser")
    assert page.get_text() == CODE.strip("\n")
    assert not page.select("script, b")
    assert {css for span in page.select("span") for css in span["class"]} <= {"line", *"cksfmid"}


def test_python_is_coloured_and_plain_text_is_not() -> None:
    assert "k" in [span["class"][0] for span in draw("code", code()).select(".line span")]
    assert not draw("code", code(language="text")).select(".line span")


def test_an_unknown_language_is_plain_text() -> None:
    page = draw("code", code(language="../../etc", caption=""))
    assert not page.select(".line span")
    assert name_of(page, "pre") == "Code in Plain text"


def test_it_scrolls_in_a_region_with_a_name_and_its_button_has_one() -> None:
    page = draw("code", code())
    assert page.pre["role"] == "region"
    assert page.pre["tabindex"] == "0"
    assert name_of(page, "pre") == "Code in Python: a.py"
    button = page.select_one("button")
    assert button.get_text(" ", strip=True) == "Copy this code"
    assert button.has_attr("hidden")  # a script shows it
    assert button["type"] == "button"


def test_without_a_caption_the_language_stands_there() -> None:
    page = draw("code", code(caption="", numbers=False))
    assert page.figcaption.span.text == "Python"
    assert "code-numbered" not in page.pre["class"]


def test_windows_ends_of_lines_are_ends_of_lines() -> None:
    assert highlighting.highlighted("a\r\nb", "text").count('<span class="line">') == 2


@pytest.mark.parametrize("language", ["console", "diff", "http", "yaml", "html", "php", "sql"])
@pytest.mark.parametrize("sign", ["a", "`", "(", "<", '"', "{%", "/*"])
def test_one_endless_line_takes_no_time(language: str, sign: str) -> None:
    began = time.perf_counter()
    highlighting.highlighted((sign * highlighting.LONGEST)[: highlighting.LONGEST], language)
    assert time.perf_counter() - began < 1
