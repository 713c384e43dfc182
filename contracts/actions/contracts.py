"""Awarding: the bid is chosen, the others are told, and the contract is made, all or nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from contracts import notifications
from contracts.models import Contract, ContractEvent
from projects.actions import outcomes
from projects.actions.outcomes import Reply
from projects.models import Bid


@transaction.atomic
def award(
    bid: Bid, *, by: User, seen_version: int, replies: Mapping[str, Reply], at: datetime | None = None
) -> Contract:
    """Award the project to this bid in the version that was seen. Awarding it twice returns the contract there is.

    `replies` says to each other standing bid, by its code, why it was not chosen. `at` is the database's time once
    the project is locked. However many try at once, one bid is chosen: the project's row is locked, and the
    database knows one contract per project and one awarded bid.

    Raises AlreadyAwarded, BidChanged, BidExpired, OtherBids (see projects.actions.outcomes.award), InvalidTransition
    when the project is over, PermissionDenied when `by` may not award.
    """
    project, at = outcomes.lock(bid.project, at)
    bid.project = project
    chosen, is_new = outcomes.award(bid, by=by, seen_version=seen_version, replies=replies, at=at)
    if not is_new:
        return Contract.objects.get(bid=chosen)
    contract = Contract.objects.create(
        project=chosen.project,
        bid=chosen,
        version=chosen.versions.get(number=chosen.version),
        awarded_at=at,
        awarded_by=by,
    )
    ContractEvent.record(contract, "awarded", by=by, at=at, bid=chosen.code, version=chosen.version)
    notifications.bid_awarded(contract, at=at)
    notifications.contract_made(contract, at=at)
    return contract
