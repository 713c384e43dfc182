"""What an account means for every request: suspension takes hold at once, times are read in one's own zone."""

import zoneinfo
from collections.abc import Callable

import structlog
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
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
