"""A row of somebody's file as an agency, checked: what the reader of files hands to the action that takes it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class RowRefused(ValueError):
    """The row is no agency. The message names the column and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ImportedAgency:
    """One row: the profile's details and its case studies, by the names that actions take."""

    line: int
    external_id: str
    details: Mapping[str, Any]
    case_studies: Sequence[Mapping[str, Any]] = field(default=())
