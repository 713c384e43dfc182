"""What search engines shall know of the directory: claimed profiles, and landing pages that answer a search."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Count, Max
from django.urls import reverse

from agencies.models import Agency, AgencyService
from marketplace.lib import places
from matching import taxonomy

FEWEST_INDEXED: Final = 5
"""A landing page with fewer agencies is no answer to anybody's search: it stays out of search engines."""


def profiles() -> Iterator[tuple[str, datetime | None, str]]:
    """Path, last change and logo of every public profile that its own people run; the others say noindex."""
    claimed = Agency.objects.public().filter(organisation__claimed_at__isnull=False)
    rows = claimed.annotate(changed=Max("versions__created_at")).only("slug", "logo", "published_at")
    for agency in rows.order_by("pk").iterator(chunk_size=2_000):
        yield agency.get_absolute_url(), agency.changed or agency.published_at, agency.logo_url  # type: ignore[attr-defined]


def landings() -> Iterator[str]:
    """Paths of the directory and of its landing pages with agencies enough: by service, and by service and country."""
    yield reverse("agencies:directory")
    offers = AgencyService.objects.filter(agency__in=Agency.objects.public(), service__in=taxonomy.SERVICES)
    for row in offers.values("service").annotate(n=Count("pk")).filter(n__gte=FEWEST_INDEXED).order_by("service"):
        yield reverse("agencies:service", args=[row["service"]])
    countries = [code for code, _name in places.countries()]
    placed = offers.filter(agency__country__in=countries).values("service", "agency__country")
    enough = placed.annotate(n=Count("pk")).filter(n__gte=FEWEST_INDEXED)
    for row in enough.order_by("service", "agency__country"):
        yield reverse("agencies:service_in_country", args=[row["service"], row["agency__country"].lower()])
