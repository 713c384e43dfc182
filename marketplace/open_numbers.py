"""The open numbers of each service: counted each night, and shown only where enough stand behind them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min

from agencies.models import Agency, AgencyService
from blog import epochs
from contracts.models import Contract
from marketplace.lib import clock
from marketplace.lib.money import Money
from marketplace.models import Heartbeat, OpenNumbers
from matching import taxonomy
from projects import envelopes
from projects.models import BidVersion, BriefVersion

NAME: Final = "open-numbers"
DIGITS_OF_A_PRICE: Final = 2
"""The middle price is rounded to so many digits, so that it is nobody's."""
COUNTED: Final = ("agencies", "middle_price", "currency", "first_bid_after", "awards")


def of_service(service: str) -> OpenNumbers | None:
    """What was counted for a service; None where nothing of it can be shown."""
    row = OpenNumbers.objects.filter(pk=service).first()
    shown = (row.agencies, row.middle_price, row.first_bid_after, row.awards) if row else ()
    return row if any(value is not None for value in shown) else None


def recount() -> datetime:
    """Count every service anew; returns when. Pages are drawn again only if a number changed."""
    with transaction.atomic():
        at = clock.now()
        Heartbeat.objects.get_or_create(name=NAME, defaults={"at": at})
        last = Heartbeat.objects.select_for_update().get(name=NAME)
        if _replace(_counted(), at=at):
            epochs.raise_on_commit()
        last.at = at
        last.save(update_fields=["at"])
    return at


def middle(prices: Iterable[Money], *, least: int) -> Money | None:
    """The rounded median of the prices in the currency that most are in; None where they are fewer than `least`."""
    by_currency: defaultdict[str, list[int]] = defaultdict(list)
    for price in prices:
        by_currency[price.currency].append(price.minor)
    if not by_currency:
        return None
    currency, amounts = max(sorted(by_currency.items()), key=lambda item: len(item[1]))
    return Money(rounded(median(amounts)), currency) if len(amounts) >= least else None


def rounded(amount: float, digits: int = DIGITS_OF_A_PRICE) -> int:
    """To so many significant digits: 74,900 becomes 75,000."""
    return int(round(amount, digits - len(str(int(abs(amount)))))) if amount else 0


def _counted() -> dict[str, dict[str, Any]]:
    """The columns of every service of the taxonomy."""
    least, least_prices = settings.SMALLEST_GROUP_SHOWN, settings.SMALLEST_PRICE_GROUP_SHOWN
    agencies, prices, waits = _agencies(), _prices(), _waits()
    counted = {}
    for service in taxonomy.SERVICES:
        price = middle(prices.get(service, ()), least=least_prices)
        awards, first = len(prices.get(service, ())), waits.get(service, ())
        counted[service] = {
            "agencies": agencies[service] if agencies[service] >= least else None,
            "middle_price": price.minor if price else None,
            "currency": price.currency if price else "",
            "first_bid_after": _middle_wait(first) if len(first) >= least else None,
            "awards": awards if awards >= least else None,
        }
    return counted


def _replace(counted: Mapping[str, Mapping[str, Any]], *, at: datetime) -> bool:
    """Write what was counted; whether any of it differs from what stood there."""
    before = {row.pk: {name: getattr(row, name) for name in COUNTED} for row in OpenNumbers.objects.all()}
    OpenNumbers.objects.exclude(pk__in=counted).delete()
    OpenNumbers.objects.bulk_create(
        (OpenNumbers(service=service, counted_at=at, **columns) for service, columns in counted.items()),
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=[*COUNTED, "counted_at"],
    )
    return before != counted


def _agencies() -> Counter[str]:
    rows = AgencyService.objects.filter(agency__in=Agency.objects.public()).values("service").order_by("service")
    return Counter({row["service"]: row["agencies"] for row in rows.annotate(agencies=Count("agency"))})


def _prices() -> dict[str, list[Money]]:
    """What was awarded for each service. The service is the brief's that the bid answered."""
    rows = list(Contract.objects.order_by("pk").values_list("version_id", "version__brief__services"))
    totals: dict[int, Money] = {}
    for start in range(0, len(rows), 1000):
        totals |= envelopes.awarded_totals([version for version, _services in rows[start : start + 1000]])
    prices: defaultdict[str, list[Money]] = defaultdict(list)
    for version, services in rows:
        for service in set(services) if version in totals else ():
            prices[service].append(totals[version])
    return prices


def _waits() -> dict[str, list[timedelta]]:
    """For each project with bids, the time from publishing to the first, by the services of its brief."""
    current = BriefVersion.objects.filter(number=F("project__version")).values_list("project", "services")
    services = dict(current.order_by("project"))
    firsts = (
        BidVersion.objects.filter(number=1, bid__project__published_at__isnull=False)
        .values("bid__project")
        .annotate(wait=Min("sent_at") - F("bid__project__published_at"))
        .order_by("bid__project")
    )
    waits: defaultdict[str, list[timedelta]] = defaultdict(list)
    for row in firsts:
        for service in set(services.get(row["bid__project"], ())):
            waits[service].append(row["wait"])
    return waits


def _middle_wait(waits: Iterable[timedelta]) -> timedelta:
    """The median, in whole minutes."""
    return timedelta(minutes=round(median(wait.total_seconds() for wait in waits) / 60))
