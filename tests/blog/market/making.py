"""A guide with one block of the marketplace, and what that block draws."""

from typing import Any

from agencies.models import Agency
from blog.models import GuidePage
from tests import factories
from tests.blog import articles

SERVICE = "python-back-end"


def with_block(kind: str, value: dict[str, Any], **fields: Any) -> GuidePage:
    guide = articles.guide(blocks=[(kind, value)], **fields)
    return GuidePage.objects.get(pk=guide.pk)


def drawn(page: Any) -> str:
    """The last block of the page, as its template draws it."""
    return str(page.body[-1].render({"page": page}))


def agencies(count: int, **fields: Any) -> list[Agency]:
    return [
        factories.agency(
            organisation=factories.organisation(f"Agency {number}"),
            name=f"Agency {number}",
            slug=f"agency-{number}",
            services={SERVICE: 100 - number},
            **fields,
        )
        for number in range(count)
    ]
