"""How it ended: what bidders, agencies that were asked, and the client are told. Nobody is left without a word."""

from datetime import datetime

from django.utils.translation import gettext as _now, gettext_lazy as _

from notifications.kinds import Kind, register
from projects.models import Bid, Lead, Project
from projects.notifications.recipients import BIDS, CHOOSING, tell_agency, tell_client
from projects.states import LeadState

BID_DECLINED = register(
    Kind(
        name="bid_declined",
        group=BIDS,
        label=_("A client did not choose your bid"),
        icon="circle-x",
        facts={
            "agency": "Paperlark",
            "project": "New booking back end",
            "reason": "Another team fits ours better",
            "note": "Yours was the clearest letter; the other agency knows our terminals.",
        },
        transactional=True,
    )
)
BID_LAPSED = register(
    Kind(
        name="bid_lapsed",
        group=BIDS,
        label=_("A client made no decision"),
        icon="clock",
        facts={"agency": "Paperlark", "project": "New booking back end"},
        transactional=True,
    )
)
AWARDED_ELSEWHERE = register(
    Kind(
        name="awarded_elsewhere",
        group=BIDS,
        label=_("A project that you were asked for was awarded"),
        icon="handshake",
        facts={"agency": "Paperlark", "project": "New booking back end", "reason": "You had declined the lead."},
    )
)
NO_BIDS = register(
    Kind(
        name="no_bids",
        group=CHOOSING,
        label=_("Bids closed, and there is none to choose"),
        icon="clock",
        facts={"project": "New booking back end", "asked": 5, "came": 0},
        transactional=True,
    )
)
NEVER_DECIDED = register(
    Kind(
        name="never_decided",
        group=CHOOSING,
        label=_("A project ended without a decision"),
        icon="clock",
        facts={"project": "New booking back end", "bids": 3},
        transactional=True,
    )
)


def bid_declined(bid: Bid, *, at: datetime) -> None:
    """The outcome, with the client's reason."""
    tell_agency(
        bid.lead,
        "bid_declined",
        event=f"bid:{bid.code}",
        facts={"reason": str(bid.get_decline_reason_display()), "note": bid.decline_note},
        path=bid.get_absolute_url(),
        at=at,
    )


def bid_lapsed(bid: Bid, *, at: datetime) -> None:
    """The client let the time pass."""
    tell_agency(bid.lead, "bid_lapsed", event=f"bid:{bid.code}", facts={}, path=bid.get_absolute_url(), at=at)


def awarded_elsewhere(lead: Lead, *, at: datetime) -> None:
    """For those who were asked and sent no bid: that it is over, and what their own part in it was."""
    tell_agency(
        lead,
        "awarded_elsewhere",
        event=f"lead:{lead.code}",
        facts={"reason": _part_of(lead)},
        path=lead.get_absolute_url(),
        at=at,
    )


def no_bids(project: Project, *, asked: int, came: int = 0, at: datetime) -> None:
    """The window is over, and nothing came or nothing is left of what came."""
    path, facts = project.get_absolute_url(), {"asked": asked, "came": came}
    tell_client(project, "no_bids", event=f"closed:{project.code}", facts=facts, path=path, at=at)


def never_decided(project: Project, *, bids: int, at: datetime) -> None:
    """The time to decide is over, and the bidders were told so."""
    path = project.get_absolute_url()
    tell_client(project, "never_decided", event=f"ended:{project.code}", facts={"bids": bids}, path=path, at=at)


def _part_of(lead: Lead) -> str:
    match lead.state:
        case LeadState.DECLINED:
            return _now("You had given the lead back: %(reason)s.") % {
                "reason": str(lead.get_decline_reason_display()).lower()
            }
        case LeadState.LAPSED:
            return _now("You had not answered, or had sent no bid, in time.")
        case LeadState.OFFERED:
            return _now("The client chose before your time to answer was over.")
    return _now("You had not sent a bid yet.")
