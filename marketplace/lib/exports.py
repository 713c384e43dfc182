"""Tables as CSV files that a spreadsheet opens as they are, and runs nothing of."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that begins with one of these is a formula to spreadsheets: =HYPERLINK(…) would carry the table away.
# The full-width forms are read as the plain ones in East Asian versions.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a comma is the decimal mark, spreadsheets part cells at semicolons, some at tabs: what follows is a cell too.
_PARTED = re.compile(r"(?!^)([;；\t][ \u00a0\"']*)(?=[=+\-@＝＋－＠])")


def as_csv(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download named `name`: UTF-8 with the mark by which spreadsheets know it, every text harmless."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    response = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(cell: object) -> object:
    """Text with an apostrophe before what would be read as a formula; numbers stay numbers."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = _PARTED.sub(r"\1'", str(cell))
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
