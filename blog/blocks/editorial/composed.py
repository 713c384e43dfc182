"""What blocks of several fields share: two of them are the same when what they hold is the same."""

from collections.abc import Iterable
from typing import Any

from wagtail.blocks import StructBlock, StructValue


class Content(StructValue):
    """The value of a block, compared by what it holds.

    Lists, tables and pictures inside a value are equal only to themselves, or by their key alone. So a comparison of
    two revisions would mark blocks that nobody touched, and overlook a new alternative text.
    """

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StructValue):
            return False
        return self.block.get_prep_value(self) == other.block.get_prep_value(other)

    def __ne__(self, other: object) -> bool:
        return not self == other


class Composed(StructBlock):
    """A block of several fields. What an import stored that is none is a block with nothing filled in."""

    def to_python(self, value: Any) -> Content:
        return super().to_python(value if isinstance(value, dict) else {})

    def bulk_to_python(self, values: Iterable[Any]) -> list[Content]:
        return super().bulk_to_python([value if isinstance(value, dict) else {} for value in values])

    class Meta:
        value_class = Content
