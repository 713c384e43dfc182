"""What happened to a bid, in sentences for its agency."""

from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Bid, BidDeclineReason, BidEvent, DeclineReason
from projects.views.activity import Entry


def of_bid(bid: Bid, *, most: int = 60) -> list[Entry]:
    """The newest events first. Two queries at most. Colleagues by name, the client never."""
    events = list(bid.events.order_by("-number")[:most])
    organisation = bid.agency.organisation_id
    people = dict(
        User.objects.filter(
            pk__in={event.by_id for event in events if event.by_id}, memberships__organisation=organisation
        ).values_list("pk", "name")
    )
    entries = [_entry(event, people.get(event.by_id or 0) or _("somebody")) for event in events]
    return [entry for entry in entries if entry is not None]


def _entry(event: BidEvent, who: str) -> Entry | None:
    match event.kind:
        case "begun":
            return Entry(_("%(who)s began the bid") % {"who": who}, event.at)
        case "submitted":
            return Entry(_("%(who)s sent the bid") % {"who": who}, event.at, "key")
        case "revised":
            sentence = _("%(who)s sent version %(number)s") % {"who": who, "number": event.data.get("version", "")}
            return Entry(sentence, event.at, "key")
        case "withdrawn":
            return Entry(_withdrawn(who, event), event.at, "key")
        case "declined":
            reason = dict(BidDeclineReason.choices).get(event.data.get("reason", ""))
            if reason is None:
                return Entry(_("The client declined"), event.at, "key")
            return Entry(_("The client declined: %(reason)s") % {"reason": reason}, event.at, "key")
        case "awarded":
            return Entry(_("The client chose this bid"), event.at, "key")
        case "lapsed":
            return Entry(_("The bid lapsed"), event.at, "key")
    return None


def _withdrawn(who: str, event: BidEvent) -> str:
    reason = dict(DeclineReason.choices).get(event.data.get("reason", ""))
    if reason is None:
        return _("%(who)s withdrew the bid") % {"who": who}
    return _("%(who)s withdrew the bid: %(reason)s") % {"who": who, "reason": reason}
