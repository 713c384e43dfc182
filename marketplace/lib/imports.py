"""Reading other people's files row by row, JSONL or CSV, and reporting what became of each row."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

from django.utils.translation import gettext as _, ngettext

LONGEST_LINE: Final = 1_000_000
"""Characters of one line that are read. A longer one is refused, without reading it into memory whole."""
MOST_COLUMNS: Final = 500


class ImportFileError(Exception):
    """The file as a whole can't be read. The message is fit to be shown."""


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a line is no row. The message is fit to be shown."""

    reason: str


Row = tuple[int, dict[str, Any] | RowError]
"""A line's number, from 1, and its columns by name or what is wrong with it."""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a .jsonl or .csv file in order; bad ones as a RowError, so that the others go on.

    UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252. Blank lines are passed over.
    CSV names its columns in the first line, separated by comma, semicolon or tab; a row counts as the line
    on which it begins. Empty cells are left out, so that they mean the same as a missing key.

    Raises ImportFileError when there is no such file, it is neither JSONL nor CSV, or has no usable head.
    """
    if path.suffix.lower() not in {".jsonl", ".ndjson", ".csv"}:
        raise ImportFileError(_("%(name)s is neither .jsonl nor .csv.") % {"name": path.name})
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            yield from (_csv_rows(file) if path.suffix.lower() == ".csv" else _json_rows(file))
    except OSError as problem:
        raise ImportFileError(
            _("%(name)s can't be read: %(problem)s.") % {"name": path, "problem": problem.strerror or problem}
        ) from problem


def count_lines(path: Path) -> int:
    """How many lines the file has, for a progress bar; 0 when it can't be read."""
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0


@dataclass(slots=True)
class Report:
    """What became of the rows: counts, and every refused one with its line and the reason."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    unknown_columns: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows read, refused ones included."""
        return self.added + self.changed + self.unchanged + len(self.refused)

    def refuse(self, line: int, reason: str) -> None:
        """Note a row that was not taken."""
        self.refused.append((line, " ".join(reason.split())))

    def notice_columns(self, row: Mapping[str, Any], known: Iterable[str]) -> None:
        """Count the row's columns that nobody reads."""
        for name in row.keys() - set(known):
            shown = " ".join(str(name).split())[:80]
            if shown in self.unknown_columns or len(self.unknown_columns) < MOST_COLUMNS:
                self.unknown_columns[shown] = self.unknown_columns.get(shown, 0) + 1

    def summary(self) -> str:
        """The counts in one sentence."""
        return _(
            "%(rows)s read: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused."
        ) % {
            "rows": ngettext("%(count)d row", "%(count)d rows", self.rows) % {"count": self.rows},
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }

    def columns(self) -> str:
        """The columns nobody reads, in a sentence; nothing when there are none."""
        if not self.unknown_columns:
            return ""
        names = ", ".join(f"{name} ({count})" for name, count in sorted(self.unknown_columns.items()))
        return _("Columns not read (rows that have them): %(names)s.") % {"names": names}

    def print(self, out: TextIO, *, most: int = 20) -> None:
        """The summary and the first `most` refused rows, for a person at a terminal."""
        lines = [self.summary(), self.columns()]
        lines += [
            _("Line %(line)d: %(reason)s") % {"line": line, "reason": reason} for line, reason in self.refused[:most]
        ]
        if (more := len(self.refused) - most) > 0:
            lines.append(ngettext("and %(more)d more", "and %(more)d more", more) % {"more": more})
        out.writelines(f"{line}\n" for line in filter(None, lines))

    def save(self, path: Path) -> None:
        """Write all of it as CSV: line and reason of each refused row, below the summary in comments."""
        with path.open("w", encoding="utf-8", newline="") as file:
            for sentence in filter(None, (self.summary(), self.columns())):
                file.write(f"# {sentence}\n")
            writer = csv.writer(file)
            writer.writerow(("line", "reason"))
            writer.writerows((line, _harmless(reason)) for line, reason in self.refused)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        file.seek(0)
        reader = io.TextIOWrapper(file, encoding="utf-8-sig")
        try:
            while reader.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
        finally:
            reader.detach()
    return "utf-8-sig"


def _lines(file: TextIO) -> Iterator[tuple[int, str | None]]:
    """Numbered lines; None for one that is longer than is read."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            yield number, line
            continue
        while line and not line.endswith("\n"):
            line = file.readline(LONGEST_LINE)
        yield number, None


def _too_long() -> RowError:
    return RowError(_("The line is longer than %(most)d characters.") % {"most": LONGEST_LINE})


def _json_rows(file: TextIO) -> Iterator[Row]:
    for number, line in _lines(file):
        if line is None:
            yield number, _too_long()
        elif line.strip():
            yield number, _json_row(line)


def _json_row(line: str) -> dict[str, Any] | RowError:
    try:
        row = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return RowError(_("The line is not valid JSON."))
    if not isinstance(row, dict):
        return RowError(_("The line is JSON but no object."))
    if _malformed(line) or any(map(_malformed, _texts(row))):
        return RowError(_("The line contains characters that no text can hold."))
    return {key: value for key, value in row.items() if value is not None and value != ""}


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def _texts(value: Any) -> Iterator[str]:
    """Every text within a JSON value. Its depth is bounded: the parser refuses what nests deeper."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as mapping:
                waiting += [*mapping.keys(), *mapping.values()]
            case list() as items:
                waiting += items


def _malformed(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _csv_rows(file: TextIO) -> Iterator[Row]:
    lines = _Numbered(file)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    head = next(csv.reader([first], delimiter=delimiter), [])
    names = [name.strip() for name in head]
    if not any(names) or len(names) > MOST_COLUMNS or len(set(filter(None, names))) != len(list(filter(None, names))):
        raise ImportFileError(_("The first line must name the columns, each once."))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        begins = lines.number + 1
        lines.too_long = False
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield begins, _too_long() if lines.too_long else RowError(_("The line is not valid CSV."))
            continue
        if lines.too_long:
            yield begins, _too_long()
        elif any(cells):
            yield begins, _csv_row(names, cells)


def _csv_row(names: list[str], cells: list[str]) -> dict[str, Any] | RowError:
    if len(cells) != len(names):
        return RowError(
            _("The row has %(cells)d cells, the head names %(columns)d columns.")
            % {"cells": len(cells), "columns": len(names)}
        )
    if any(map(_malformed, cells)):
        return RowError(_("The line contains characters that no text can hold."))
    return {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name and cell.strip()}


class _Numbered:
    """The lines of a file as the csv module reads them, counted; a line that is too long comes as nothing."""

    def __init__(self, file: TextIO) -> None:
        self._lines = _lines(file)
        self.number = 0
        self.too_long = False

    def __iter__(self) -> "_Numbered":
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            self.too_long = True
            return "\n"
        return line
