"""What both sides are told of their contract."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from notifications.actions import notifications as telling
from notifications.kinds import Group, Kind, register
from projects.notifications import people_of

CONTRACTS = Group("contracts", _("Your contracts"), hint=_("Awards, and what becomes of the work"))

BID_AWARDED = register(
    Kind(
        name="bid_awarded",
        group=CONTRACTS,
        label=_("A client chose your bid"),
        icon="handshake",
        facts={"agency": "Paperlark", "project": "New booking back end", "client": "Tidewright Ferries"},
        transactional=True,
    )
)
CONTRACT_MADE = register(
    Kind(
        name="contract_made",
        group=CONTRACTS,
        label=_("Your organisation awarded a project"),
        icon="handshake",
        facts={"agency": "Paperlark", "project": "New booking back end", "by": "Rowan Ellery"},
        transactional=True,
    )
)


def bid_awarded(contract: Contract, *, at: datetime) -> None:
    """The winner: from now on both sides know each other by name."""
    agency = contract.bid.agency
    telling.tell(
        people_of(agency.organisation_id),
        "bid_awarded",
        event=f"contract:{contract.code}",
        facts={"agency": agency.name, "project": contract.project.title, "client": _client_of(contract)},
        path=contract.get_absolute_url(),
        at=at,
    )


def contract_made(contract: Contract, *, at: datetime) -> None:
    """Everybody of the client's organisation, whoever pressed the button."""
    telling.tell(
        people_of(contract.project.organisation_id),
        "contract_made",
        event=f"contract:{contract.code}",
        facts={
            "agency": contract.bid.agency.name,
            "project": contract.project.title,
            "by": contract.awarded_by.get_full_name(),
        },
        path=contract.get_absolute_url(),
        at=at,
    )


def _client_of(contract: Contract) -> str:
    organisation = contract.project.organisation
    return organisation.name if organisation else ""
