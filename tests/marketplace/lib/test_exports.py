"""Tables for spreadsheets: readable, and harmless."""

from decimal import Decimal

import pytest

from marketplace.lib.exports import as_csv, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1", "\u00a0=1"]
)
def test_what_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Paperlark", "70000.00", "a=b", "", "'=1", "2027-03-01"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Web;=1+1", "Web;'=1+1"),
        ("Grace; @SUM(A1); -2", "Grace; '@SUM(A1); '-2"),
        ('Web;"=1', "Web;\"'=1"),
        ("Web\t=1", "Web\t'=1"),
        ("Grace; Tarmo; 2-3", "Grace; Tarmo; 2-3"),
    ],
)
def test_a_formula_after_what_some_spreadsheets_part_cells_at_becomes_text(cell: str, kept: str) -> None:
    assert harmless(cell) == kept


def test_numbers_stay_numbers() -> None:
    assert (harmless(-3), harmless(0.5), harmless(None), harmless(Decimal("7.50"))) == (-3, 0.5, None, "7.50")


def test_the_file_is_utf8_with_its_mark_and_quotes_what_needs_it() -> None:
    answer = as_csv("bids.csv", ["Näme", "=x"], [["a,b", 'c"d'], ["two\nlines", 3]])
    assert answer.content == b'\xef\xbb\xbfN\xc3\xa4me,\'=x\r\n"a,b","c""d"\r\n"two\nlines",3\r\n'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
