"""Tables: header cells, a caption that names them, and nothing ragged breaks a page."""

from typing import Any

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from blog.blocks.editorial.tables import MOST_COLUMNS, MOST_ROWS
from tests.blog.blocks.drawing import BODY, draw, name_of, searched, stream

BLOCK = BODY.child_blocks["table"]


def table(
    *rows: list[str], caption: str = "Prices", headings: tuple[str, ...] = ("Kind", "Price"), **fields: Any
) -> Any:
    kinds = ["text", *["number"] * (len(headings) - 1)]
    return {
        "table": {
            "caption": caption,
            "columns": [{"type": kind, "heading": heading} for kind, heading in zip(kinds, headings, strict=True)],
            "rows": [{"values": row} for row in rows],
        },
        "row_headers": True,
        "source": "",
        **fields,
    }


def problems(value: Any) -> list[str]:
    try:
        BLOCK.clean(stream(("table", value))[0].value)
    except StructBlockValidationError as errors:
        return [str(text) for text in errors.block_errors["table"].non_block_errors]
    return []


def test_it_has_header_cells_and_scrolls_in_a_region_with_a_name() -> None:
    page = draw("table", table(["Tool", "€1"], ["App", "€2"], source="2026"))
    region = page.select_one(".table-box")
    assert region["role"] == "region"
    assert region["tabindex"] == "0"
    assert name_of(page, ".table-box") == "Prices"
    assert page.caption.get_text(strip=True) == "Prices"
    assert [(cell["scope"], cell.text) for cell in page.select("th")] == [
        ("col", "Kind"),
        ("col", "Price"),
        ("row", "Tool"),
        ("row", "App"),
    ]
    assert [cell["class"] for cell in page.select("td")] == [["n"], ["n"]]
    assert page.figcaption.text == "2026"


def test_without_row_headers_every_cell_is_data() -> None:
    page = draw("table", table(["Tool", "€1"], row_headers=False))
    assert not page.select("th[scope=row]")
    assert len(page.select("td")) == 2


def test_rich_cells_keep_their_links() -> None:
    value = table(["x"], headings=("Kind",))
    value["table"]["columns"][0]["type"] = "rich_text"
    value["table"]["rows"] = [{"values": ['<p><b>x</b> <a href="https://example.org">y</a></p>']}]
    assert draw("table", value).select_one("th a")["href"] == "https://example.org"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "words",
        {},
        {"columns": [{"type": "gone", "heading": "x"}], "rows": [{"values": ["1"]}]},
        {"columns": [{"type": "text"}, {"type": "text"}], "rows": [{"values": ["1"]}, {"values": []}, {}]},
        {"columns": [{"type": "text", "heading": None}], "rows": [{"values": [None, "too many"]}], "caption": None},
        {"columns": None, "rows": None},
    ],
)
def test_a_ragged_table_is_mended(broken: Any) -> None:
    page = draw("table", {"table": broken, "row_headers": True, "source": ""})
    assert len({len(row.select("td, th")) for row in page.select("tr")}) <= 1
    assert isinstance(searched("table", {"table": broken}), str)


def test_a_column_of_a_kind_that_is_gone_takes_its_cells_along() -> None:
    value = table(["Tool", "€1"], headings=("Kind", "Price"))
    value["table"]["columns"][0]["type"] = "gone"
    assert [cell.text for cell in draw("table", value).select("th, td")] == ["Price", "€1"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (table(["a", "b"], caption=" "), "Give the table a caption: it is the name by which readers find it."),
        (table(["a", "b"], headings=("Kind", " ")), "Give every column a heading."),
        (table(), "Add at least one column and one row."),
        (
            table(*[["a", "b"]] * (MOST_ROWS + 1)),
            f"A table has at most {MOST_COLUMNS} columns and {MOST_ROWS} rows. Make two of it.",
        ),
    ],
)
def test_what_is_missing_is_said(value: Any, words: str) -> None:
    assert problems(value) == [words]


def test_a_draft_may_lack_its_caption() -> None:
    BLOCK.clean_deferred(stream(("table", table(["a", "b"], caption="")))[0].value)


def test_cells_and_headings_are_found() -> None:
    assert searched("table", table(["Tool", "€1"], source="2026")) == "Prices | Kind | Price | Tool | €1 | 2026"
