"""Where a brief came from, as a line that survives links, forms and whatever people type into them."""

import pytest
from hypothesis import given, strategies as st

from marketplace.lib.origins import LONGEST, Origin

BLOCK = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa"


@pytest.mark.parametrize(
    "origin",
    [
        Origin("/"),
        Origin("/blog/python/"),
        Origin("/blog/python/", page=7, block=BLOCK, variant="b"),
        Origin("/blog/python/", page=7, block="hero"),
        Origin("/blog/%D1%81%D1%82/", page=10**17, block=BLOCK, variant="a"),
    ],
)
def test_a_line_says_what_the_origin_says(origin: Origin) -> None:
    assert Origin.parse(str(origin)) == origin


@pytest.mark.parametrize(
    "line",
    [
        "",
        "blog/python/",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/blog/<script>/",
        "/blog/\n/",
        "/blog/ space/",
        "/" + "a" * LONGEST,
        "/[",
    ],
)
def test_what_is_no_path_of_ours_is_no_origin(line: str) -> None:
    assert Origin.parse(line) is None


@pytest.mark.parametrize(
    "query",
    [
        "page=7",
        f"block={BLOCK}",
        f"page=0&block={BLOCK}",
        f"page=-1&block={BLOCK}",
        f"page=7.5&block={BLOCK}",
        f"page=7'--&block={BLOCK}",
        f"page=٧&block={BLOCK}",
        f"page={'9' * 19}&block={BLOCK}",
        "page=7&block=<b>",
        "page=7&block=" + "a" * 41,
        "page=7&block=" + BLOCK.upper(),
    ],
)
def test_a_malformed_call_leaves_the_page_only(query: str) -> None:
    assert Origin.parse(f"/blog/python/?{query}") == Origin("/blog/python/")


def test_an_unknown_variant_and_other_names_are_left_out() -> None:
    origin = Origin.parse(f"/blog/?page=7&block={BLOCK}&variant=c&utm_source=mail&ref=someone")
    assert origin == Origin("/blog/", 7, BLOCK)


@given(st.text(alphabet="aä/%-9", max_size=600), st.integers(0, 99))
def test_a_very_long_path_still_fits_with_its_call(tail: str, page: int) -> None:
    origin = Origin(f"/{tail}", page=page, block=BLOCK if page else "", variant="b" if page else "")
    assert len(str(origin)) <= LONGEST


def test_a_shortened_path_keeps_page_block_and_variant() -> None:
    origin = Origin("/blog/" + "%D1%81" * 90, page=7, block=BLOCK, variant="b")
    read = Origin.parse(str(origin))
    assert read is not None
    assert (read.page, read.block, read.variant) == (7, BLOCK, "b")
    assert not read.path.endswith(("%", "%D", "%8"))


@given(st.text(max_size=400))
def test_no_line_breaks_the_parser_and_what_it_reads_reads_the_same_again(line: str) -> None:
    for typed in (line, f"/{line}", f"/blog/?page=7&{line}"):
        origin = Origin.parse(typed)
        assert origin is None or Origin.parse(str(origin)) == origin
