"""The cookie that ties a visitor's drafts to the browser they were begun in."""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from marketplace.lib import codes
from projects.actions.drafts import key_hash

COOKIE = "__Host-drafts" if settings.SESSION_COOKIE_SECURE else "drafts"
SALT = "projects.draft-key"


def held(request: HttpRequest) -> str:
    """The hash of the key in the request's cookie; empty without one, or with one that we did not sign."""
    return key_hash(_key(request))


def of(request: HttpRequest) -> str:
    """The browser's key, or a new one for `give`."""
    return _key(request) or codes.secret_token()


def give(response: HttpResponse, key: str) -> None:
    """Let the browser keep the key as long as an idle draft lives."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=SALT,
        max_age=settings.DRAFT_EXPIRY_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _key(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
    except BadSignature:
        return ""
