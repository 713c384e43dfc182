"""An invitation that a visitor came with, kept through sign-up and sign-in."""

from django.http import HttpRequest

from accounts import policies
from accounts.models import Invitation
from marketplace.lib import clock

SESSION_KEY = "invitation"


def remember(request: HttpRequest, invitation: Invitation) -> None:
    """Keep it in the session, by the hash of its token: sessions are rows too."""
    request.session[SESSION_KEY] = invitation.token_hash


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def pending(request: HttpRequest) -> Invitation | None:
    """The invitation that the visitor came with, if it could still be accepted."""
    token_hash = request.session.get(SESSION_KEY)
    if not token_hash:
        return None
    invitation = Invitation.objects.with_people().filter(token_hash=token_hash).first()
    if invitation and policies.still_stands(invitation, at=clock.now()):
        return invitation
    return None
