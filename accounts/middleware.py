"""What an account means for every request: suspension takes hold at once, times are read in one's own zone."""

import zoneinfo
from collections.abc import Callable

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)


class FailClosed:
    """Without the shared cache nobody can count tries, so what is limited is refused: 503, and come back soon."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        log.error("cache_unavailable", error=type(exception).__name__)
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = "30"
        return response


class RefuseSuspended:
    """A suspended person's sessions are over at their next request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.user.may_act:
            logout(request)
        return self.get_response(request)


class RequireSecondStep:
    """Staff prove twice who they are: without an app or a passkey, the back office leads to setting one up.

    Whoever has one was asked for it when they signed in. In the demo everybody knows the password anyway.
    """

    SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._lacks_one(request):
            messages.warning(request, _("Set up a passkey or an app first: the back office opens with a second step."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        return (
            not settings.DEMO
            and request.path_info.startswith("/admin/")
            and request.user.is_authenticated
            and request.user.has_perm("wagtailadmin.access_admin")
            and not is_mfa_enabled(request.user, types=self.SECOND_STEPS)
        )


class ReadersTimeZone:
    """Times are shown in the zone of whoever reads them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.user.time_zone if request.user.is_authenticated else "UTC"
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = zoneinfo.ZoneInfo("UTC")
        with timezone.override(zone):
            return self.get_response(request)
