"""What a client's team keeps about bids for itself: the shortlist and notes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.lib import clock
from projects.models import Bid, Project, Remark
from projects.policies import can_compare


class StaleNote(Exception):
    """A colleague changed the note in the meantime. `remark` is what stands there; the message can be shown."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(_("A colleague changed this note in the meantime."))


@transaction.atomic
def shortlist(bid: Bid, *, on: bool, by: User, at: datetime | None = None) -> Remark:
    """Put the bid on the shortlist or take it off. Twice changes nothing. Raises PermissionDenied for strangers."""
    remark = _locked(bid, by)
    if on != (remark.shortlisted_at is not None):
        remark.shortlisted_at = (at or clock.now()) if on else None
        remark.save(update_fields=["shortlisted_at"])
    return remark


@transaction.atomic
def note(bid: Bid, *, text: str, seen_version: int, by: User) -> Remark:
    """Keep the team's note. Raises StaleNote when it was changed since `seen_version` to something else."""
    remark = _locked(bid, by)
    if text == remark.note:
        return remark
    if seen_version != remark.note_version:
        raise StaleNote(remark)
    remark.note, remark.saved_by = text, by
    remark.note_version += 1
    remark.save(update_fields=["note", "note_version", "saved_by"])
    return remark


def _locked(bid: Bid, by: User) -> Remark:
    project = Project.objects.select_for_update().get(pk=bid.project_id)
    can_compare(by, project).or_403()
    remark, _created = Remark.objects.get_or_create(bid=bid)
    return remark
