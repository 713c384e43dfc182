"""Lists of guides, page by page. Sorted and counted are keys alone: rows of guides are wide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from django.apps import apps
from django.core.paginator import Page, Paginator

if TYPE_CHECKING:
    from blog.models.guides import GuidePage, GuideQuerySet

PER_PAGE: Final = 12


def guides() -> "GuideQuerySet":
    """All guides. Guides name topics and authors, so that these can ask for guides in this way alone."""
    return cast("GuideQuerySet", apps.get_model("blog", "GuidePage").objects.all())


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. `front` is the guide before the others, on the first page alone; it counts with them."""

    page: "Page[int]"
    guides: list["GuidePage"]
    front: "GuidePage | None"
    total: int
    first: int
    last: int


def listed(guides: "GuideQuerySet", number: object) -> Listing:
    """The page of that number, of readable guides, newest first. What is no number is the first page, what is too
    large the last."""
    return _drawn(guides, guides.readable().newest_first().keys(), number, None)


def listed_behind(guides: "GuideQuerySet", front: int | None, number: object) -> Listing:
    """The same with the guide of that key in front; where it can't be read, with the newest."""
    keys = guides.readable().newest_first().keys()
    return _drawn(guides, keys, number, front if front in keys else next(iter(keys), None))


def _drawn(guides: "GuideQuerySet", keys: list[int], number: object, front: int | None) -> Listing:
    paginator = Paginator([key for key in keys if key != front], PER_PAGE)
    page = paginator.get_page(number)  # type: ignore[arg-type]
    before = [front] if front is not None and page.number == 1 else []
    found = guides.cards_of([*before, *page])
    shift = 0 if front is None else 1
    return Listing(
        page=page,
        guides=[guide for guide in found if guide.pk not in before],
        front=next((guide for guide in found if guide.pk in before), None),
        total=len(keys),
        first=page.start_index() + shift - len(before) or len(before),
        last=page.end_index() + shift,
    )
