"""What must hold of what people were told, whatever happened."""

from collections.abc import Iterator

from django.db.models import Count, Q

from marketplace.lib.invariants import invariant
from notifications.models import Delivery, Notification


@invariant
def everybody_is_told_once() -> Iterator[str]:
    """The database has a constraint that says the same: it may be missing after a restore."""
    told = Notification.objects.order_by().values("recipient", "kind", "event").annotate(rows=Count("pk"))
    for row in told.filter(rows__gt=1).order_by("recipient", "kind", "event").iterator():
        yield f"Person {row['recipient']} was told {row['rows']} times of {row['kind']}, {row['event']}."


@invariant
def every_notification_is_on_its_way() -> Iterator[str]:
    without = Notification.objects.filter(deliveries__isnull=True).order_by("pk")
    for code in without.values_list("code", flat=True).iterator():
        yield f"Notification {code} has no delivery."


@invariant
def a_delivery_that_is_done_says_how_it_ended() -> Iterator[str]:
    odd = Delivery.objects.filter(Q(done_at__isnull=False, outcome="") | (Q(done_at__isnull=True) & ~Q(outcome="")))
    for pk, done_at, outcome in odd.order_by("pk").values_list("pk", "done_at", "outcome").iterator():
        yield f"Delivery {pk} is {'done' if done_at else 'not done'}, and its outcome is “{outcome}”."
