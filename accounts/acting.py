"""Which of their organisations a person acts for at the moment."""

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership, User

SESSION_KEY = "organisation"


def person_of(request: HttpRequest) -> User:
    """The signed-in reader, for views that only they reach: everything is denied to visitors by default."""
    return cast(User, request.user)


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The reader's memberships, oldest first; none for visitors. One query a request, however often it is asked."""
    if not hasattr(request, "_memberships"):
        request._memberships = _read(request)  # type: ignore[attr-defined]
    return request._memberships  # type: ignore[attr-defined]


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership named by the session if it still exists, else the oldest one; None for visitors.

    Read from the database once a request, never from the session alone: who was removed is out at once.
    """
    own = memberships_of(request)
    if not own:
        return None
    code = request.session.get(SESSION_KEY)
    return next((membership for membership in own if membership.organisation.code == code), own[0])


def act_for(request: HttpRequest, membership: Membership) -> None:
    """From now on, in this session, the person acts for this organisation."""
    request.session[SESSION_KEY] = membership.organisation.code
    request.__dict__.pop("_memberships", None)


def lazily(request: HttpRequest) -> object:
    """The membership, looked up when first used."""
    return SimpleLazyObject(lambda: membership_of(request))


def _read(request: HttpRequest) -> list[Membership]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    return list(Membership.objects.filter(user=request.user).oldest_first())
