"""What happened to a project, in sentences for its client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from agencies.models import Agency
from projects.models import DeclineReason, Lead, Project, ProjectEvent


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: `kind` is key for a turning point, else empty."""

    text: str
    at: datetime
    kind: str = ""


def of_project(project: Project, leads: Iterable[Lead], *, most: int = 30) -> list[Entry]:
    """The newest events first. Two queries at most, however many there are."""
    events = list(project.events.order_by("-number")[:most])
    agencies = {lead.agency_id: lead.agency for lead in leads}
    people = dict(
        User.objects.filter(pk__in={event.by_id for event in events if event.by_id}).values_list("pk", "name")
    )
    entries = [_entry(event, agencies, people) for event in events]
    return [entry for entry in entries if entry is not None]


def _entry(event: ProjectEvent, agencies: Mapping[int, Agency], people: Mapping[int, str]) -> Entry | None:
    who = people.get(event.by_id or 0) or _("somebody")
    agency = agencies.get(int(event.data.get("agency") or 0))
    name = agency.name if agency else _("an agency")
    match event.kind:
        case "begun":
            return Entry(
                _("%(who)s began the brief") % {"who": who} if event.by_id else _("The brief was begun"), event.at
            )
        case "adopted":
            return Entry(_("%(who)s took the draft into the account") % {"who": who}, event.at)
        case "published":
            return Entry(_("%(who)s published the brief") % {"who": who}, event.at, "key")
        case "matched":
            found = int(event.data.get("fitting") or 0)
            matched = ngettext("Matched: %(count)d agency fits", "Matched: %(count)d agencies fit", found)
            return Entry(matched % {"count": found}, event.at, "key")
        case "offered":
            drawn = _("%(agency)s was asked, seat by draw") if event.data.get("seat") == "lottery" else ""
            return Entry((drawn or _("%(agency)s was asked")) % {"agency": name}, event.at)
        case "accepted":
            return Entry(_("%(agency)s is considering the brief") % {"agency": name}, event.at)
        case "declined":
            return Entry(_declined(name, event), event.at)
        case "lapsed":
            return Entry(_("%(agency)s did not answer in time") % {"agency": name}, event.at)
        case "withdrawn":
            return Entry(_("The lead of %(agency)s was withdrawn") % {"agency": name}, event.at)
        case "cancelled":
            return Entry(_("%(who)s cancelled the project") % {"who": who}, event.at, "key")
        case "expired":
            return Entry(_("The draft ended: nobody had saved it for a while"), event.at, "key")
        case "imported":
            return Entry(_("Imported"), event.at)
    return None


def _declined(name: str, event: ProjectEvent) -> str:
    reason = dict(DeclineReason.choices).get(event.data.get("reason", ""))
    if reason is None:
        return _("%(agency)s declined") % {"agency": name}
    return _("%(agency)s declined: %(reason)s") % {"agency": name, "reason": str(reason).lower()}
