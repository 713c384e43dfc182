"""Contracts of one's organisations."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.acting import memberships_of, person_of
from contracts.models import Contract
from marketplace.lib import clock
from marketplace.lib.money import Money
from projects import envelopes
from projects.envelopes import Purpose
from projects.views import marks, received
from projects.views.activity import Entry
from projects.views.received import Party

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One contract in the list, from the side of whoever reads."""

    url: str
    title: str
    agency: Party
    client: str
    is_client: bool
    price: Money
    starts_on: date
    ends_on: date
    awarded_at: datetime


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The contracts of one's organisations on either side, the newest first."""
    found = Contract.objects.visible_to(request.user).with_parties().newest_first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "contracts/index.html", {"page": page, "rows": _rows(request, list(page))})


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What was agreed, for both sides."""
    found = Contract.objects.visible_to(request.user).with_parties().select_related("version__brief", "awarded_by")
    contract = _joined(get_object_or_404(found, code=code))
    terms = envelopes.read(contract.version, reader=person_of(request), purpose=Purpose.CONTRACT, at=clock.now())
    brief = contract.version.brief
    brief.project = contract.project
    context = {
        "contract": contract,
        "client": _client_of(contract),
        "agency": received.party_of(contract.bid.agency),
        "is_client": _is_client(request, contract),
        "terms": terms,
        "brief": brief,
        "passages": marks.unmarked(brief),
        "log": _log(contract),
    }
    return render(request, "contracts/detail.html", context)


def _joined(contract: Contract) -> Contract:
    """The same rows on every way to them, so that nothing is read twice."""
    contract.bid.project = contract.project
    contract.version.bid = contract.bid
    return contract


def _own(request: HttpRequest) -> set[int]:
    return {membership.organisation_id for membership in memberships_of(request)}


def _is_client(request: HttpRequest, contract: Contract) -> bool:
    return contract.project.organisation_id in _own(request)


def _client_of(contract: Contract) -> str:
    organisation = contract.project.organisation
    return organisation.name if organisation else ""


def _rows(request: HttpRequest, contracts: list[Contract]) -> list[Row]:
    own = _own(request)
    versions = [_joined(contract).version for contract in contracts]
    read = envelopes.read_all(versions, reader=person_of(request), purpose=Purpose.CONTRACT, at=clock.now())
    return [
        Row(
            url=contract.get_absolute_url(),
            title=contract.project.title,
            agency=received.party_of(contract.bid.agency),
            client=_client_of(contract),
            is_client=contract.project.organisation_id in own,
            price=read[contract.version_id].price,
            starts_on=read[contract.version_id].starts_on,
            ends_on=read[contract.version_id].ends_on,
            awarded_at=contract.awarded_at,
        )
        for contract in contracts
    ]


def _log(contract: Contract) -> list[Entry]:
    """What happened to the contract, the newest first."""
    said = {"who": contract.awarded_by.get_full_name(), "agency": contract.bid.agency.name}
    return [
        Entry(_("%(who)s awarded the project to %(agency)s") % said, event.at, "key")
        for event in contract.events.filter(kind="awarded").order_by("-number")
    ]
