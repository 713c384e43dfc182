"""Reading files of rows: what is bad is named, what is good goes on."""

import io
import json
from pathlib import Path

import pytest

from marketplace.lib.imports import LONGEST_LINE, ImportFileError, Report, RowError, count_lines, read_rows


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_jsonl_rows_come_with_their_line_numbers(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", '{"id": "1", "name": "Ångström"}\n\n{"id": "2", "amount": 1.5, "none": null, "empty": ""}'
    )
    assert list(read_rows(path)) == [(1, {"id": "1", "name": "Ångström"}), (3, {"id": "2", "amount": 1.5})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json}", "The line is not valid JSON."),
        ("[1, 2]", "The line is JSON but no object."),
        ('{"amount": NaN}', "The line is not valid JSON."),
        ('{"amount": 1e999}', "The line is not valid JSON."),
        ('{"name": "a\\u0000b"}', "The line contains characters that no text can hold."),
        ('{"name": "\\ud800"}', "The line contains characters that no text can hold."),
        ('{"deep": [{"x": ["\\u0000"]}]}', "The line contains characters that no text can hold."),
        ("[" * 200_000, "The line is not valid JSON."),
        ('{"id": "' + "x" * LONGEST_LINE + '"}', f"The line is longer than {LONGEST_LINE} characters."),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(tmp_path: Path, line: str, reason: str) -> None:
    path = written(tmp_path, "a.jsonl", f'{{"id": "1"}}\n{line}\n{{"id": "3"}}\n')
    assert list(read_rows(path)) == [(1, {"id": "1"}), (2, RowError(reason)), (3, {"id": "3"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.csv", "id,name\n1,Müller & Söhne\n".encode(encoding))
    assert list(read_rows(path)) == [(2, {"id": "1", "name": "Müller & Söhne"})]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_finds_its_separator(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, "a.csv", f"id{mark}name\r\n1{mark}One\r\n2{mark}\r\n")
    assert list(read_rows(path)) == [(2, {"id": "1", "name": "One"}), (3, {"id": "2"})]


def test_csv_counts_the_line_on_which_a_row_begins(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,text\n1,"two\nlines"\n2,three,cells\n3,fine\n')
    assert list(read_rows(path)) == [
        (2, {"id": "1", "text": "two\nlines"}),
        (4, RowError("The row has 3 cells, the head names 2 columns.")),
        (5, {"id": "3", "text": "fine"}),
    ]


def test_csv_names_bad_rows_and_goes_on(tmp_path: Path) -> None:
    long = "x" * (LONGEST_LINE + 5)
    path = written(tmp_path, "a.csv", f'id,text\n1,"a"b\n2,{long}\n3,a\x00b\n4,fine\n')
    rows = dict(read_rows(path))
    assert rows[2] == RowError("The line is not valid CSV.")
    assert rows[3] == RowError(f"The line is longer than {LONGEST_LINE} characters.")
    assert isinstance(rows[4], RowError)
    assert rows[5] == {"id": "4", "text": "fine"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", ""), ("b.csv", ",,\n"), ("c.csv", "id,id\n1,2\n"), ("d.txt", "id\n1\n")]
)
def test_a_file_without_a_usable_head_is_refused_whole(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(ImportFileError):
        list(read_rows(written(tmp_path, name, content)))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"nowhere\.csv can't be read: No such file"):
        list(read_rows(tmp_path / "nowhere.csv"))
    assert count_lines(tmp_path / "nowhere.csv") == 0


def test_the_report_counts_and_names(tmp_path: Path) -> None:
    report = Report(added=2, changed=1, unchanged=3)
    report.refuse(7, "name: Enter\na name.")
    report.notice_columns({"id": 1, "size": "small"}, known={"id"})
    report.notice_columns({"size": "large", "=cmd": 1}, known={"id"})
    out = io.StringIO()
    report.print(out)
    assert out.getvalue().splitlines() == [
        "7 rows read: 2 added, 1 changed, 3 unchanged, 1 refused.",
        "Columns not read (rows that have them): =cmd (1), size (2).",
        "Line 7: name: Enter a name.",
    ]
    report.save(tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().splitlines()[2:] == ["line,reason", "7,name: Enter a name."]


def test_the_saved_report_holds_no_formula(tmp_path: Path) -> None:
    report = Report()
    report.refuse(1, "=HYPERLINK(1)")
    report.save(tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().splitlines()[-1] == "1,'=HYPERLINK(1)"


def test_a_long_list_of_refused_rows_is_cut_when_printed() -> None:
    report = Report(refused=[(line, "no") for line in range(30)])
    out = io.StringIO()
    report.print(out, most=20)
    assert out.getvalue().splitlines()[-1] == "and 10 more"


def test_lines_are_counted_for_the_progress_bar(tmp_path: Path) -> None:
    assert count_lines(written(tmp_path, "a.jsonl", json.dumps({"id": 1}) + "\n\n")) == 2
