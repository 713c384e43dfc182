"""Where pages report that they were read. Nothing about the reader is kept, and who asks not to be counted isn't."""

import re
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.funnel import beacons, places
from marketplace.lib import clock, limits, tracking

BEACONS_A_MINUTE = 60
PROGRAMS = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|preview|headless|lighthouse|monitor|scan|archive|facebookexternalhit|"
    r"curl|wget|python|java/|go-http|okhttp|libwww|phantom|selenium|puppeteer|playwright",
    re.IGNORECASE,
)
"""What programs that read pages call themselves."""


@csrf_exempt  # sendBeacon has no token to send; what is counted is checked below and harms nobody
@login_not_required
@never_cache
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Count what a page of ours reports. The answer tells nothing: 204 also for what is not counted."""
    if not is_ours(request):
        return HttpResponse(status=403)
    if int(request.headers.get("content-length") or 0) > beacons.MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told = beacons.Beacon.parse(request.body)
    except beacons.MalformedBeacon:
        return HttpResponse(status=400)
    if may_count(request):
        place = places.live(told.page)
        if place is not None and told.happened_on(place):
            beacons.count(told, title=place.title, on=clock.now().date())
    return HttpResponse(status=204)


def is_ours(request: HttpRequest) -> bool:
    """Whether a browser says that a page of this site sent it. Browsers always do; whoever says nothing is none."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is not None and _host_of(origin) != request.get_host():
        return False
    return origin is not None or site is not None


def may_count(request: HttpRequest) -> bool:
    """Not whoever asks not to be, no program, and not endlessly from one address. The address is kept nowhere."""
    agent = request.headers.get("user-agent", "")
    if tracking.is_refused(request) or not agent or PROGRAMS.search(agent):
        return False
    address = str(get_adapter().get_client_ip(request))
    return limits.within("beacon", address, most=BEACONS_A_MINUTE, seconds=60)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
