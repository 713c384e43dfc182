"""What is said of bids while they are made and weighed. No message to a client or a rival holds a price."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, register
from notifications.models import Notification
from projects.models import Bid, BidVersion, Lead, Project
from projects.notifications.recipients import BIDS, CHOOSING, EXAMPLE_MOMENT, tell_agency, tell_client
from projects.states import LeadState, ProjectState


def _bid_stands(notification: Notification) -> bool:
    code = notification.event.split(":")[1]
    return Bid.objects.standing().filter(code=code).exists()


def _nothing_sent_yet(notification: Notification) -> bool:
    code = notification.event.rpartition(":")[2]
    leads = Lead.objects.filter(code=code, state=LeadState.ACCEPTED, project__state=ProjectState.OPEN)
    return leads.exclude(bid__version__gt=0).exists()


def _is_deciding(notification: Notification) -> bool:
    code = notification.event.split(":")[1]
    return Project.objects.filter(code=code, state=ProjectState.DECIDING).exists()


BID_RECEIVED = register(
    Kind(
        name="bid_received",
        group=CHOOSING,
        label=_("An agency sent a bid"),
        icon="inbox",
        facts={
            "project": "New booking back end",
            "agency": "Paperlark",
            "score": 92,
            "version": 1,
            "bids": 2,
            "seats": 5,
            "bids_close_at": EXAMPLE_MOMENT,
        },
        still_wanted=_bid_stands,
    )
)
BID_WITHDRAWN = register(
    Kind(
        name="bid_withdrawn",
        group=CHOOSING,
        label=_("An agency withdrew its bid"),
        icon="circle-x",
        facts={
            "project": "New booking back end",
            "agency": "Paperlark",
            "reason": "No one free in time",
            "note": "The colleague who was to lead this has left us.",
        },
    )
)
BIDS_CLOSED = register(
    Kind(
        name="bids_closed",
        group=CHOOSING,
        label=_("Bids are closed: compare and choose"),
        icon="flag",
        facts={"project": "New booking back end", "bids": 3, "decide_by_at": EXAMPLE_MOMENT},
        still_wanted=_is_deciding,
        transactional=True,
    )
)
DECISION_DUE = register(
    Kind(
        name="decision_due",
        group=CHOOSING,
        label=_("The day to decide comes near"),
        icon="clock",
        facts={"project": "New booking back end", "bids": 3, "days": 2, "decide_by_at": EXAMPLE_MOMENT},
        still_wanted=_is_deciding,
        transactional=True,
    )
)
BID_RECEIPT = register(
    Kind(
        name="bid_receipt",
        group=BIDS,
        label=_("Receipt for your bid"),
        icon="file-text",
        facts={
            "agency": "Paperlark",
            "project": "New booking back end",
            "version": 1,
            "receipt": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "sent_at": EXAMPLE_MOMENT,
            "bids_close_at": EXAMPLE_MOMENT,
        },
        transactional=True,
    )
)
BIDS_CLOSE_SOON = register(
    Kind(
        name="bids_close_soon",
        group=BIDS,
        label=_("Bids close soon, and yours is not sent"),
        icon="clock",
        facts={"agency": "Paperlark", "project": "New booking back end", "bids_close_at": EXAMPLE_MOMENT},
        still_wanted=_nothing_sent_yet,
    )
)
BID_MISSED = register(
    Kind(
        name="bid_missed",
        group=BIDS,
        label=_("Bids closed without yours"),
        icon="clock",
        facts={"agency": "Paperlark", "project": "New booking back end"},
    )
)


def bid_received(bid: Bid, *, number: int, at: datetime) -> None:
    """A bid arrived, or a new version of it."""
    project = bid.project
    tell_client(
        project,
        "bid_received",
        event=f"bid:{bid.code}:{number}",
        facts={
            "agency": bid.agency.name,
            "score": int(bid.lead.match.score),
            "version": number,
            "bids": project.bids.standing().count(),
            "seats": project.seats,
            "bids_close_at": project.bids_close_at,
        },
        path=reverse("projects:bids", args=[project.code]),
        at=at,
    )


def bid_withdrawn(bid: Bid, *, at: datetime) -> None:
    """What had arrived is gone."""
    tell_client(
        bid.project,
        "bid_withdrawn",
        event=f"bid:{bid.code}",
        facts={
            "agency": bid.agency.name,
            "reason": str(bid.lead.get_decline_reason_display()),
            "note": bid.lead.decline_note,
        },
        path=reverse("projects:bids", args=[bid.project.code]),
        at=at,
    )


def bid_receipt(bid: Bid, version: BidVersion, *, at: datetime) -> None:
    """Proof for the agency of what it sent and when."""
    tell_agency(
        bid.lead,
        "bid_receipt",
        event=f"bid:{bid.code}:{version.number}",
        facts={
            "version": version.number,
            "receipt": version.receipt,
            "sent_at": at,
            "bids_close_at": bid.project.bids_close_at,
        },
        path=bid.get_absolute_url(),
        at=at,
    )


def bids_close_soon(lead: Lead, *, at: datetime) -> None:
    """The agency took the seat and has sent nothing yet."""
    tell_agency(
        lead,
        "bids_close_soon",
        event=f"soon:{lead.code}",
        facts={"bids_close_at": lead.project.bids_close_at},
        path=reverse("leads:bid", args=[lead.code]),
        at=at,
    )


def bid_missed(lead: Lead, *, at: datetime) -> None:
    """The seat was taken or still to be answered, and bids closed without a bid."""
    tell_agency(lead, "bid_missed", event=f"missed:{lead.code}", facts={}, path=lead.get_absolute_url(), at=at)


def bids_closed(project: Project, *, bids: int, at: datetime) -> None:
    """Now it is for the client to choose."""
    tell_client(
        project,
        "bids_closed",
        event=f"closed:{project.code}",
        facts={"bids": bids, "decide_by_at": project.decide_by},
        path=reverse("projects:bids", args=[project.code]),
        at=at,
    )


def decision_due(project: Project, *, days: int, bids: int, at: datetime) -> None:
    """So many days are left to decide."""
    tell_client(
        project,
        "decision_due",
        event=f"decide:{project.code}:{days}",
        facts={"bids": bids, "days": days, "decide_by_at": project.decide_by},
        path=reverse("projects:bids", args=[project.code]),
        at=at,
    )
