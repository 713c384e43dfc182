"""Where a block of the marketplace stands, and the way into the wizard that remembers it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy
from wagtail.blocks import ChoiceBlock
from wagtail.models import Page

from agencies import search
from marketplace.lib import starts
from marketplace.lib.origins import Origin
from matching import taxonomy


def service_choice(*, required: bool = False, **kwargs: Any) -> ChoiceBlock:
    """A service of the taxonomy, listed under its category."""
    return ChoiceBlock(
        choices=search.service_choices,
        label=gettext_lazy("service"),
        required=required,
        search_index=False,
        **kwargs,
    )


def standing(parent: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a block's template needs of its surroundings: the page, the block's own id, whether blocks fill the page's
    width, whether what readers do with it may be counted."""
    parent = parent or {}
    page = parent.get("page")
    return {
        "page": page,
        "block_id": str(parent.get("id") or ""),
        "is_wide": getattr(page, "wide_blocks", False),
        "is_counted": bool(page is not None and page.pk) and not getattr(parent.get("request"), "is_preview", False),
    }


def origin_of(page: Page | None, block_id: str, variant: str = "") -> Origin:
    """The line that says where a brief or a subscription came from."""
    path = urlsplit((page.url if page is not None else "") or "/").path
    return Origin(path, (page.pk if page is not None else 0) or 0, block_id, variant)


def start_url(
    page: Page | None, block_id: str, *, variant: str = "", service: str = "", budget: str = "", preset: str = ""
) -> str:
    """The wizard with what is known already, and with the page and the block that led there. What was taken out of
    the lists since is left out."""
    return starts.url(
        service=service if service in taxonomy.SERVICES else "",
        budget=budget if budget in starts.BUDGETS else "",
        preset=preset if preset in starts.PRESETS else "",
        origin=origin_of(page, block_id, variant),
    )
