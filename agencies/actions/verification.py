"""Asking to be verified, and deciding: every step is kept with its evidence or its reason, and none is changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from agencies import notifications
from agencies.actions import directory
from agencies.models import Agency, AgencyEvent, VerificationStep
from agencies.policies import can_ask_for_verification, can_decide
from agencies.states import VERIFICATION, VerificationKind
from marketplace.lib import clock


class OutOfStep(Exception):
    """Something happened between the look and the click; the sentence says to look again."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody was faster: this verification has moved on. Look at its history and decide again.")
        )


@transaction.atomic
def ask(
    agency: Agency, *, by: User, evidence: str, links: Sequence[str] = (), at: datetime | None = None
) -> VerificationStep:
    """Put the agency into the moderators' queue with what proves who it is.

    Raises PermissionDenied with the reason when `by` may not, or while a request waits.
    """
    locked, last, at = _lock(agency, at)
    membership = Membership.objects.filter(user=by, organisation=locked.organisation_id).first()
    can_ask_for_verification(membership, locked, last.kind if last else "").or_403()
    return _step(locked, last, VerificationKind.ASKED, text=evidence, by=by, at=at, links=list(links))


@transaction.atomic
def decide(
    agency: Agency, kind: str, *, by: User, reason: str, seen: int, at: datetime | None = None
) -> VerificationStep:
    """Verify, refuse or take back (`kind` is a VerificationKind), and tell the agency, with the reason.

    `seen` is the number of the last step that `by` looked at. Raises PermissionDenied when `by` is no moderator or
    belongs to the agency, and OutOfStep when there is a newer step or this one may not follow it.
    """
    locked, last, at = _lock(agency, at)
    can_decide(by, locked).or_403()
    if last is None or last.number != seen or kind == VerificationKind.ASKED:
        raise OutOfStep
    step = _step(locked, last, kind, text=reason, by=by, at=at)
    Agency.objects.filter(pk=locked.pk).update(verified_at=at if kind == VerificationKind.VERIFIED else None)
    if locked.is_public:
        directory.renew()
    notifications.verification_decided(step)
    agency.refresh_from_db()
    return step


def _lock(agency: Agency, at: datetime | None) -> tuple[Agency, VerificationStep | None, datetime]:
    locked = Agency.objects.select_for_update().get(pk=agency.pk)
    return locked, VerificationStep.objects.filter(agency=locked).order_by("number").last(), at or clock.now()


def _step(
    agency: Agency,
    last: VerificationStep | None,
    kind: str,
    *,
    text: str,
    by: User,
    at: datetime,
    links: list[str] | None = None,
) -> VerificationStep:
    if (last.kind if last else "") not in VERIFICATION[kind]:
        raise OutOfStep
    number = last.number + 1 if last else 1
    step = VerificationStep.objects.create(
        agency=agency, number=number, kind=kind, text=text, links=links or [], by=by, at=at
    )
    AgencyEvent.record(agency, f"verification_{kind}", by=by, at=at, step=number)
    return step
