"""What happened to a project, in sentences for its client."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from agencies.models import Agency
from projects.models import BidDeclineReason, DeclineReason, Lead, Project, ProjectEvent

TURNS = frozenset(
    {"published", "matched", "bid_submitted", "bids_closed", "awarded", "ended_without_bids", "ended_undecided"}
    | {"cancelled", "expired"}
)
"""Kinds of events after which another step begins."""


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
    sentence = SENTENCES.get(event.kind)
    if sentence is None:
        return None
    agency = agencies.get(int(event.data.get("agency") or 0))
    said = Said(
        event=event,
        who=people.get(event.by_id or 0) or _("somebody"),
        agency=agency.name if agency else _("an agency"),
    )
    return Entry(sentence(said), event.at, "key" if event.kind in TURNS else "")


@dataclass(frozen=True, slots=True)
class Said:
    """An event with the names in it."""

    event: ProjectEvent
    who: str
    agency: str

    def of(self, sentence: str) -> str:
        """The sentence with who did it, which agency it was about, and the bid's version."""
        version = self.event.data.get("version") or 1
        return sentence % {"who": self.who, "agency": self.agency, "version": version}

    def because(self, sentence: str, reasons: Iterable[tuple[str, Any]]) -> str:
        """The sentence and its reason, if it named one that is known."""
        reason = dict(reasons).get(self.event.data.get("reason", ""))
        if reason is None:
            return self.of(sentence)
        return _("%(sentence)s: %(reason)s") % {"sentence": self.of(sentence), "reason": str(reason).lower()}

    def counted(self, name: str) -> int:
        return int(self.event.data.get(name) or 0)


def _begun(said: Said) -> str:
    return said.of(_("%(who)s began the brief")) if said.event.by_id else _("The brief was begun")


def _matched(said: Said) -> str:
    fitting = said.counted("fitting")
    return ngettext("Matched: %(count)d agency fits", "Matched: %(count)d agencies fit", fitting) % {"count": fitting}


def _offered(said: Said) -> str:
    if said.event.data.get("seat") == "lottery":
        return said.of(_("%(agency)s was asked, seat by draw"))
    return said.of(_("%(agency)s was asked"))


def _bids_closed(said: Said) -> str:
    bids = said.counted("bids")
    return ngettext("Bids closed: %(count)d had come in", "Bids closed: %(count)d had come in", bids) % {"count": bids}


def _ended_without_bids(said: Said) -> str:
    if said.counted("bids"):
        return _("Bids closed and none was left of those that had come in: the project ended")
    return _("Bids closed and none had come in: the project ended")


SENTENCES: dict[str, Callable[[Said], str]] = {
    "begun": _begun,
    "adopted": lambda said: said.of(_("%(who)s took the draft into the account")),
    "published": lambda said: said.of(_("%(who)s published the brief")),
    "matched": _matched,
    "offered": _offered,
    "accepted": lambda said: said.of(_("%(agency)s is considering the brief")),
    "declined": lambda said: said.because(_("%(agency)s declined"), DeclineReason.choices),
    "lapsed": lambda said: said.of(_("%(agency)s did not answer in time")),
    "missed": lambda said: said.of(_("%(agency)s sent no bid in time")),
    "withdrawn": lambda said: said.of(_("The lead of %(agency)s was withdrawn")),
    "question_asked": lambda said: said.of(_("An agency asked a question")),
    "question_answered": lambda said: said.of(_("%(who)s answered a question")),
    "bid_submitted": lambda said: said.of(_("%(agency)s sent a bid")),
    "bid_revised": lambda said: said.of(_("%(agency)s sent version %(version)s of its bid")),
    "bid_withdrawn": lambda said: said.because(_("%(agency)s withdrew its bid"), DeclineReason.choices),
    "bid_declined": lambda said: said.because(_("%(who)s declined the bid of %(agency)s"), BidDeclineReason.choices),
    "bids_closed": _bids_closed,
    "awarded": lambda said: said.of(_("%(who)s awarded the project to %(agency)s")),
    "ended_without_bids": _ended_without_bids,
    "ended_undecided": lambda said: said.of(_("The time to decide ran out: the project and its bids ended")),
    "cancelled": lambda said: said.of(_("%(who)s cancelled the project")),
    "expired": lambda said: said.of(_("The draft ended: nobody had saved it for a while")),
    "imported": lambda said: said.of(_("Imported")),
}
"""A sentence for every kind of event that is recorded of a project."""
