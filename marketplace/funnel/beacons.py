"""Counting what pages report of their readers: a few bytes in, one number up, nothing about anybody."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import transaction
from django.db.models import F

from marketplace.funnel.places import Place
from marketplace.lib.origins import BLOCK
from marketplace.models import PageDay, Reading

MOST_BYTES = 300
MOST_PAGE = 2**62


class MalformedBeacon(ValueError):
    """The bytes say nothing that a page of ours would report."""


@dataclass(frozen=True, slots=True)
class Beacon:
    """One report of a page: it was read, or a call on it was seen or followed, and in which wording."""

    event: Reading
    page: int
    block: str = ""
    variant: str = ""

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """A JSON object with event, page, block and variant. Raises MalformedBeacon."""
        try:
            said: Any = json.loads(body)
            event, page = Reading(said["event"]), said["page"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise MalformedBeacon from error
        if type(page) is not int or not 0 < page < MOST_PAGE:
            raise MalformedBeacon
        if event is Reading.READ:
            return cls(event, page)
        block, variant = said.get("block"), said.get("variant")
        if not isinstance(block, str) or not BLOCK.fullmatch(block) or variant not in ("a", "b"):
            raise MalformedBeacon
        return cls(event, page, block, variant)

    def happened_on(self, place: Place | None) -> bool:
        """Whether the page is there for readers and has such a call in such a wording."""
        if place is None:
            return False
        if self.event is Reading.READ:
            return True
        return self.block in place.calls and self.variant in place.calls[self.block].variants


@transaction.atomic
def count(beacon: Beacon, *, title: str, on: date) -> None:
    """One more. Safe however many come at once: the addition is the database's, and the first row is made once."""
    what = {
        "page": beacon.page,
        "block": beacon.block,
        "variant": beacon.variant,
        "event": beacon.event,
        "day": on,
    }
    row = PageDay.objects.filter(**what)
    if not row.update(count=F("count") + 1):
        PageDay.objects.bulk_create([PageDay(**what, title=title)], ignore_conflicts=True)
        row.update(count=F("count") + 1)
