"""What must hold of agencies and the versions of their profiles, whatever happened."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Coalesce

from agencies.models import Agency, AgencyEvent
from agencies.states import AgencyState
from marketplace.lib.invariants import batches, invariant

STATE_AFTER = {
    "created": AgencyState.DRAFT,
    "imported": AgencyState.PUBLISHED,
    "published": AgencyState.PUBLISHED,
    "paused": AgencyState.PAUSED,
}


@invariant
def agencies_are_what_their_history_says() -> Iterator[str]:
    for keys in batches(Agency.objects.all()):
        events = AgencyEvent.objects.filter(agency__in=keys, kind__in=STATE_AFTER).order_by("agency_id", "number")
        told = {agency: STATE_AFTER[kind] for agency, kind in events.values_list("agency", "kind")}
        for pk, slug, state in Agency.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "slug", "state"):
            if told.get(pk) != state:
                yield f"Agency {slug} is {state}, and its history says {told.get(pk, 'nothing')}."


@invariant
def every_version_of_a_profile_is_kept() -> Iterator[str]:
    counted = Agency.objects.annotate(kept=Count("versions"), last=Coalesce(Max("versions__number"), 0))
    gaps = counted.exclude(version=F("last"), kept=F("last")).order_by("pk")
    for slug, version, kept, last in gaps.values_list("slug", "version", "kept", "last").iterator():
        yield f"Agency {slug} is at version {version}; {kept} are kept, the last of them {last}."


@invariant
def shares_of_services_make_a_whole() -> Iterator[str]:
    off = Agency.objects.annotate(total=Sum("services__focus")).exclude(total=100).filter(total__isnull=False)
    for slug, total in off.order_by("pk").values_list("slug", "total").iterator():
        yield f"The services of agency {slug} add up to {total} percent."
