"""What clients and agencies are told about briefs and leads: one function per message."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.lib import clock
from notifications.actions import notifications as telling
from notifications.kinds import Kind, register
from notifications.models import Notification
from projects.models import BriefVersion, Lead, Project
from projects.notifications.recipients import EXAMPLE_MOMENT, LEADS, PROJECTS, people_of
from projects.states import LeadState, ProjectState

# --- is it still worth an e-mail? ----------------------------------------------------------------------


def _lead(notification: Notification) -> Lead | None:
    code = notification.event.removeprefix("lead:")
    return Lead.objects.select_related("project").filter(code=code).first()


def _lead_can_be_answered(notification: Notification) -> bool:
    lead = _lead(notification)
    return lead is not None and lead.state == LeadState.OFFERED and lead.answer_by > clock.now()


def _lead_is_accepted(notification: Notification) -> bool:
    lead = _lead(notification)
    return lead is not None and lead.state == LeadState.ACCEPTED


def _project_is_open(notification: Notification) -> bool:
    lead = _lead(notification)
    return lead is not None and lead.project.state == ProjectState.OPEN


def _version_is_current(notification: Notification) -> bool:
    _kind, code, number = notification.event.split(":")
    return Project.objects.filter(code=code, version=int(number), state=ProjectState.OPEN).exists()


def _draft_still_ends(notification: Notification) -> bool:
    _kind, code, _day = notification.event.split(":", 2)
    ending = Project.objects.filter(code=code, state=ProjectState.DRAFT, expiry_warned_at__isnull=False)
    return ending.exists()


# --- the kinds -----------------------------------------------------------------------------------------

LEAD_OFFERED = register(
    Kind(
        name="lead_offered",
        group=LEADS,
        label=_("A brief fits your agency"),
        icon="handshake",
        facts={
            "agency": "Paperlark",
            "project": "New booking back end for a six-island ferry service",
            "score": 92,
            "excerpt": "We need a new back end in Python, with cabins, vehicles and group tickets.",
            "reasons": [
                "Your “Seat booking for an archipelago line” of 2024 speaks of “ferries”, as the brief does.",
                "62% of your work is Python back end.",
                "You serve clients in Ireland.",
            ],
            "gap": "None of your projects mentions “card terminals”.",
            "budget": "€60,000 to €85,000",
            "others": 4,
            "seats": 5,
            "capacity": 3,
            "bids_close_at": EXAMPLE_MOMENT,
            "answer_by_at": EXAMPLE_MOMENT,
        },
        still_wanted=_lead_can_be_answered,
    )
)
LEAD_MISSED = register(
    Kind(
        name="lead_missed",
        group=LEADS,
        label=_("A lead went to the next agency"),
        icon="clock",
        facts={"agency": "Paperlark", "project": "New booking back end", "hours": 48},
    )
)
LEAD_WITHDRAWN = register(
    Kind(
        name="lead_withdrawn",
        group=LEADS,
        label=_("A project was called off"),
        icon="circle-x",
        facts={"agency": "Paperlark", "project": "New booking back end"},
    )
)
BRIEF_MATCHED = register(
    Kind(
        name="brief_matched",
        group=PROJECTS,
        label=_("Your brief was matched"),
        icon="handshake",
        facts={
            "project": "New booking back end",
            "asked": 5,
            "fitting": 14,
            "considered": 193,
            "hours": 48,
            "narrows": "A budget of up to €20,000 adds 14 agencies.",
        },
        still_wanted=_version_is_current,
    )
)
LEAD_ACCEPTED = register(
    Kind(
        name="lead_accepted",
        group=PROJECTS,
        label=_("An agency is considering your brief"),
        icon="check",
        facts={"project": "New booking back end", "agency": "Paperlark", "score": 92, "accepted": 2, "seats": 5},
        still_wanted=_lead_is_accepted,
    )
)
LEAD_DECLINED = register(
    Kind(
        name="lead_declined",
        group=PROJECTS,
        label=_("An agency declined your brief"),
        icon="circle-x",
        facts={
            "project": "New booking back end",
            "agency": "Paperlark",
            "reason": "Budget too small",
            "note": "From €70,000 we could do it with the card terminals.",
        },
        still_wanted=_project_is_open,
    )
)
LEAD_LAPSED = register(
    Kind(
        name="lead_lapsed",
        group=PROJECTS,
        label=_("An agency did not answer in time"),
        icon="clock",
        facts={"project": "New booking back end", "agency": "Paperlark", "hours": 48},
        still_wanted=_project_is_open,
    )
)
DRAFT_EXPIRING = register(
    Kind(
        name="draft_expiring",
        group=PROJECTS,
        label=_("A draft ends soon"),
        icon="clock",
        facts={"project": "New booking back end", "expires_at": EXAMPLE_MOMENT},
        still_wanted=_draft_still_ends,
    )
)


# --- telling -------------------------------------------------------------------------------------------


def lead_offered(lead: Lead, *, facts: dict[str, Any], at: datetime) -> None:
    """A seat is theirs to take; `facts` is what the match says, made by whoever gave the seat away."""
    _tell_agency(lead, "lead_offered", facts={"agency": lead.agency.name, "project": lead.brief.title, **facts}, at=at)


def lead_missed(lead: Lead, *, hours: int, at: datetime) -> None:
    facts = {"agency": lead.agency.name, "project": lead.brief.title, "hours": hours}
    _tell_agency(lead, "lead_missed", facts=facts, at=at)


def lead_withdrawn(lead: Lead, *, at: datetime) -> None:
    _tell_agency(lead, "lead_withdrawn", facts={"agency": lead.agency.name, "project": lead.brief.title}, at=at)


def brief_matched(
    version: BriefVersion, *, asked: int, fitting: int, considered: int, hours: int, narrows: str, at: datetime
) -> None:
    """The engine has read the brief; `narrows` is the sentence on what keeps agencies away, if nobody was asked."""
    telling.tell(
        people_of(version.project.organisation_id),
        "brief_matched",
        event=f"brief:{version.project.code}:{version.number}",
        facts={
            "project": version.title,
            "asked": asked,
            "fitting": fitting,
            "considered": considered,
            "hours": hours,
            "narrows": narrows,
        },
        path=version.project.get_absolute_url(),
        at=at,
    )


def lead_accepted(lead: Lead, *, accepted: int, at: datetime) -> None:
    score = int(lead.match.score)
    _tell_client(
        lead, "lead_accepted", facts={"score": score, "accepted": accepted, "seats": lead.project.seats}, at=at
    )


def lead_declined(lead: Lead, *, at: datetime) -> None:
    facts = {"reason": str(lead.get_decline_reason_display()), "note": lead.decline_note}
    _tell_client(lead, "lead_declined", facts=facts, at=at)


def lead_lapsed(lead: Lead, *, hours: int, at: datetime) -> None:
    _tell_client(lead, "lead_lapsed", facts={"hours": hours}, at=at)


def draft_expiring(draft: Project, *, at: datetime) -> None:
    """The draft is let go on `expires_at` unless somebody goes on with it."""
    expires_at = draft.expires_at or at
    telling.tell(
        people_of(draft.organisation_id),
        "draft_expiring",
        event=f"draft:{draft.code}:{expires_at:%Y-%m-%d}",
        facts={"project": draft.title, "expires_at": expires_at},
        path=draft.get_absolute_url(),
        at=at,
    )


def _tell_agency(lead: Lead, kind: str, *, facts: dict[str, Any], at: datetime) -> None:
    people = people_of(lead.agency.organisation_id)
    telling.tell(people, kind, event=f"lead:{lead.code}", facts=facts, path=lead.get_absolute_url(), at=at)


def _tell_client(lead: Lead, kind: str, *, facts: dict[str, Any], at: datetime) -> None:
    telling.tell(
        people_of(lead.project.organisation_id),
        kind,
        event=f"lead:{lead.code}",
        facts={"project": lead.project.title, "agency": lead.agency.name, **facts},
        path=lead.project.get_absolute_url(),
        at=at,
    )
