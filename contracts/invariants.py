"""What must hold of contracts, whatever happened."""

from collections.abc import Iterator

from contracts.models import Contract
from marketplace.lib.invariants import invariant
from notifications.models import Notification
from projects.models import Project
from projects.states import BidState, ProjectState


@invariant
def every_award_is_a_contract_on_the_version_that_was_seen() -> Iterator[str]:
    missing = Project.objects.filter(state=ProjectState.AWARDED, contract__isnull=True).order_by("pk")
    for code in missing.values_list("code", flat=True).iterator():
        yield f"Project {code} is awarded and has no contract."
    contracts = Contract.objects.select_related("project", "bid", "version").order_by("pk")
    for contract in contracts.iterator():
        bid, version = contract.bid, contract.version
        same = bid.project_id == contract.project_id and version.bid_id == bid.pk and version.number == bid.version
        if not same or bid.state != BidState.AWARDED or contract.project.state != ProjectState.AWARDED:
            yield f"Contract {contract.code} is not on the awarded bid of its project in the version that stands."


@invariant
def both_sides_are_told_of_their_contract() -> Iterator[str]:
    for contract in Contract.objects.order_by("pk").iterator():
        for kind in ("bid_awarded", "contract_made"):
            if not Notification.objects.filter(kind=kind, event=f"contract:{contract.code}").exists():
                yield f"Nobody got {kind} for contract {contract.code}."
