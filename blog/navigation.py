"""The links that editors set for the bar and the footer, kept until something that readers see changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from redis.exceptions import RedisError
from wagtail.models import Site

from blog import epochs
from blog.models import BarLink, FooterLink, SiteSettings
from blog.models.site import NavigationLink
from marketplace.lib import kept


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the bar and the footer say, as (label, path); empty where editors set nothing."""

    bar: tuple[tuple[str, str], ...] = ()
    learn: tuple[tuple[str, str], ...] = ()
    tagline: str = ""


def current() -> Navigation:
    """The links of now: no query while nothing changed, three and those for addresses of pages after a change."""
    try:
        epoch = epochs.current()
    except (RedisError, OSError):
        return _read()
    return kept.fetched(f"navigation:{epoch}", _read)


def _read() -> Navigation:
    site = Site.objects.filter(is_default_site=True).order_by("pk").first()
    own = SiteSettings.objects.filter(site=site).order_by("pk").first()
    if own is None:
        return Navigation()
    bar = BarLink.objects.filter(settings=own).select_related("page").order_by("sort_order", "pk")
    learn = FooterLink.objects.filter(settings=own).select_related("page").order_by("sort_order", "pk")
    return Navigation(bar=_shown(bar), learn=_shown(learn), tagline=own.tagline)


def _shown(links: Iterable[NavigationLink]) -> tuple[tuple[str, str], ...]:
    """Links to live pages and to addresses on this site; a page that is not live has no reader to lead."""
    found = []
    for link in links:
        if link.page is None:
            found.append((link.label, link.path))
        elif link.page.live and (address := link.page.relative_url(None)):
            found.append((link.label or link.page.title, address))
    return tuple(found)
