"""Tables with header cells, a caption, and columns of text, numbers or rich text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now, gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError

from blog.blocks.editorial.composed import Composed
from blog.blocks.editorial.texts import ShortTextBlock

MOST_COLUMNS = 10
MOST_ROWS = 100


class Cells(TypedTableBlock):
    """The cells. What an import got wrong is mended, because a page with a ragged table must still be drawn."""

    def to_python(self, value: object) -> TypedTable:
        return super().to_python(self._mended(value))

    def clean(self, value: TypedTable) -> TypedTable:
        cleaned = super().clean(value)
        if problems := [ValidationError(text) for text in self._problems(cleaned)]:
            raise TypedTableBlockValidationError(non_block_errors=problems)
        return cleaned

    def _mended(self, value: object) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            return None
        columns = list(value.get("columns") or ())
        places = [place for place, column in enumerate(columns) if column.get("type") in self.child_blocks]
        return {
            "caption": value.get("caption") or "",
            "columns": [
                {"type": columns[place]["type"], "heading": columns[place].get("heading") or ""} for place in places
            ],
            "rows": [{"values": self._row(row.get("values") or (), places)} for row in value.get("rows") or ()],
        }

    def _row(self, cells: Any, places: list[int]) -> list[Any]:
        return [cells[place] if place < len(cells) and cells[place] is not None else "" for place in places]

    def _problems(self, table: TypedTable) -> list[str]:
        found = []
        if len(table.columns) > MOST_COLUMNS or len(table.row_data) > MOST_ROWS:
            found.append(
                _now("A table has at most %(columns)d columns and %(rows)d rows. Make two of it.")
                % {"columns": MOST_COLUMNS, "rows": MOST_ROWS}
            )
        if self.is_deferred_validation:
            return found
        if not table.columns or not table.row_data:
            found.append(_now("Add at least one column and one row."))
        if not (table.caption or "").strip():
            found.append(_now("Give the table a caption: it is the name by which readers find it."))
        if not all((column["heading"] or "").strip() for column in table.columns):
            found.append(_now("Give every column a heading."))
        return found


class Table(Composed):
    """A table that scrolls inside itself where a screen is narrow."""

    table = Cells(
        [
            ("text", CharBlock(label=_("Text"), required=False, max_length=300)),
            ("number", CharBlock(label=_("Number, aligned to the right"), required=False, max_length=60)),
            ("rich_text", ShortTextBlock(label=_("Text with links and bold words"), required=False)),
        ],
        label=_("Cells"),
    )
    row_headers = BooleanBlock(label=_("The first column names the rows"), required=False, default=True)
    source = CharBlock(
        label=_("Source"), max_length=250, required=False, help_text=_("Where the figures come from, and of when.")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blog/blocks/table.html"
        description = _("A table with a caption and header cells. On a telephone it scrolls inside itself.")
        preview_value = {
            "table": {
                "caption": "Awarded prices by kind of project",
                "columns": [
                    {"type": "text", "heading": "Kind of project"},
                    {"type": "number", "heading": "Middle price"},
                    {"type": "number", "heading": "Weeks"},
                ],
                "rows": [
                    {"values": ["Internal tool", "€22,500", "7"]},
                    {"values": ["API behind an app", "€41,000", "10"]},
                ],
            },
            "row_headers": True,
            "source": "Invented for this preview",
        }
