"""The way out of e-mails, in one click and without signing in (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import kinds, subscriptions
from notifications.actions import preferences


@csrf_exempt  # mail programs post here with neither cookies nor our token: the signed address is the key
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, because link scanners follow links; POST ends the group's e-mails."""
    subscription = subscriptions.find(token)
    if subscription is None:
        raise Http404
    state = "asking"
    if request.method == "POST":
        state = "back_on" if "again" in request.POST else "off"
        preferences.choose(by=subscription.user, wanted={subscription.group: state == "back_on"})
    group = kinds.group(subscription.group)
    return render(request, "notifications/unsubscribe.html", {"state": state, "group": group})
