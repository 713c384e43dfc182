"""Looking at the links of live pages, and keeping what was found."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from blog import links
from blog.models import CheckedLink
from marketplace.lib import clock


def check_all(*, at: datetime | None = None) -> int:
    """Look at the links of every live page, and forget those of pages that are not; returns how many are broken."""
    at = at or clock.now()
    CheckedLink.objects.exclude(page__live=True).delete()
    keys = Page.objects.live().filter(depth__gt=1).order_by("pk").values_list("pk", flat=True)
    return sum(check(pk, at=at) for pk in keys)


@transaction.atomic
def check(pk: int, *, at: datetime | None = None) -> int:
    """Look at the links of one page and keep what was found in place of the last look; returns how many are broken.

    A page that is gone or not live has no links to keep.
    """
    at = at or clock.now()
    page = Page.objects.live().select_for_update().filter(pk=pk).first()
    CheckedLink.objects.filter(page=pk).delete()
    if page is None:
        return 0
    specific = page.specific
    rows: dict[str, CheckedLink] = {}
    for link in links.of_page(specific):
        found = links.look(link, specific)
        address = found.address[: links.LONGEST_ADDRESS]
        rows.setdefault(
            address,
            CheckedLink(
                page=page, url=address, words=link.words, finding=found.finding, detail=found.detail, checked_at=at
            ),
        )
    CheckedLink.objects.bulk_create(rows.values())
    return sum(row.finding == CheckedLink.Finding.BROKEN for row in rows.values())
