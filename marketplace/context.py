"""What every template may use of the project itself: its origin, and the navigation of whoever reads."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import acting
from accounts.models import Membership, Purpose
from agencies.models import Agency
from blog import navigation as editors
from contracts.models import Contract
from notifications.models import Notification
from projects.states import LeadState


def site(request: HttpRequest) -> dict[str, object]:
    """The canonical origin and whether this is the demo."""
    return {"site_origin": settings.SITE_ORIGIN, "is_demo": settings.DEMO}


def navigation(request: HttpRequest) -> dict[str, object]:
    """`nav`, worked out when the bar is drawn: four queries for members, none for visitors or without a bar.

    What editors set for the bar and the `footer` is kept, so it costs queries only after something changed.
    """
    return {"nav": SimpleLazyObject(lambda: _navigation(request)), "footer": SimpleLazyObject(_footer)}


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the bar or of the account menu."""

    label: str
    url: str
    current: bool = False
    count: int = 0
    icon: str = ""


def _navigation(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"kind": "visitor", "items": _items(request, _public()), "unread": 0, "organisations": [], "menu": []}
    membership = acting.membership_of(request)
    agency = _agency(membership)
    answers = agency is not None or (membership is not None and membership.organisation.purpose == Purpose.ANSWER)
    links = _for_agency(agency) if answers else _for_client()
    if membership is not None and Contract.objects.of_organisation(membership.organisation).exists():
        links.insert(1, (_("Contracts"), "/contracts/", 0))
    return {
        "kind": "agency" if answers else "client",
        "items": _items(request, links),
        "unread": Notification.objects.visible_to(user).unread().count(),
        "initials": user.initials,
        "organisation": membership.organisation if membership else None,
        "organisations": [own.organisation for own in acting.memberships_of(request)],
        "menu": _menu(),
    }


def _agency(membership: Membership | None) -> Agency | None:
    """The organisation's agency with the number of leads that wait for an answer, in one query."""
    if membership is None:
        return None
    waiting = Count("leads", filter=Q(leads__state=LeadState.OFFERED))
    own = Agency.objects.filter(organisation=membership.organisation_id)
    return own.annotate(leads_offered=waiting).order_by("pk").first()


Link = tuple[str, str, int]


def _public() -> list[Link]:
    """What editors set, else where a visitor would look first."""
    if links := editors.current().bar:
        return [(label, path, 0) for label, path in links]
    return [
        (_("Find agencies"), "/agencies/", 0),
        (_("How matching works"), "/how-matching-works/", 0),
        (_("Guides"), "/blog/", 0),
    ]


def _footer() -> dict[str, Any]:
    """The tagline and the links of the column for readers."""
    set_by_editors = editors.current()
    learn = set_by_editors.learn or ((_("Guides"), "/blog/"), (_("How matching works"), "/how-matching-works/"))
    return {"tagline": set_by_editors.tagline, "learn": learn}


def _for_client() -> list[Link]:
    return [
        (_("Projects"), "/projects/", 0),
        (_("Find agencies"), "/agencies/", 0),
        (_("How matching works"), "/how-matching-works/", 0),
    ]


def _for_agency(agency: Agency | None) -> list[Link]:
    offered = getattr(agency, "leads_offered", 0)
    return [
        (_("Leads"), "/leads/", offered),
        (_("Agency profile"), "/settings/agency/", 0),
        (_("Projects"), "/projects/", 0),
    ]


def _items(request: HttpRequest, links: list[Link]) -> list[Item]:
    return [Item(label, url, current=request.path.startswith(url), count=count) for label, url, count in links]


def _menu() -> list[Item]:
    return [
        Item(_("Your profile"), reverse("accounts:profile"), icon="user"),
        Item(_("Organisation and people"), reverse("accounts:members"), icon="users"),
        Item(_("Sign-in and security"), reverse("mfa_index"), icon="lock"),
    ]
