"""Which of their organisations a person acts for at the moment."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership

SESSION_KEY = "organisation"


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership named by the session if it still exists, else the oldest one; None for visitors.

    Read from the database once a request, never from the session alone: who was removed is out at once.
    """
    if not hasattr(request, "_membership"):
        request._membership = _find(request)  # type: ignore[attr-defined]
    return request._membership  # type: ignore[attr-defined]


def lazily(request: HttpRequest) -> object:
    """The same, looked up when first used."""
    return SimpleLazyObject(lambda: membership_of(request))


def _find(request: HttpRequest) -> Membership | None:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    own = Membership.objects.filter(user=request.user).select_related("organisation", "user")
    own = own.order_by("joined_at", "pk")
    code = request.session.get(SESSION_KEY)
    chosen = own.filter(organisation__code=code).first() if code else None
    return chosen or own.first()
