"""The newsletter's pages: asking for it, confirming, ending it."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from blog import subscriptions
from blog.actions import newsletter
from blog.forms.newsletter import SubscribeForm
from marketplace.lib import limits

HOUR = 3600
MOST_PER_ADDRESS = 3
MOST_PER_NETWORK = 20


@csrf_exempt  # the form stands on pages that are the same for everybody, so it carries no token of a reader
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """/newsletter/: the same answer whether the address is known or not."""
    if request.method != "POST":
        return render(request, "blog/newsletter/subscribe.html", {"form": SubscribeForm()})
    if not _sent_from_here(request):
        refusal = _("This was sent from another site. Send it from here if you want new guides.")
        return _refused(request, SubscribeForm(initial={"email": request.POST.get("email", "")}), refusal, status=403)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render(request, "blog/newsletter/subscribe.html", {"form": form}, status=422)
    if not limits.within("newsletter-network", _network(request), most=MOST_PER_NETWORK, seconds=HOUR):
        refusal = _("Too many addresses were entered from your network in the last hour. Try again later.")
        return _refused(request, form, refusal, status=429)
    email = form.cleaned_data["email"]
    # Over the limit nothing is sent, and nothing is said: whoever may read the mailbox has the link already.
    if limits.within("newsletter-address", email.lower(), most=MOST_PER_ADDRESS, seconds=HOUR):
        newsletter.subscribe(email, came_from=form.cleaned_data["came_from"])
    return redirect("blog:newsletter_asked")


@require_safe
@login_not_required
def asked(request: HttpRequest) -> HttpResponse:
    """/newsletter/asked/: what happens next."""
    return render(request, "blog/newsletter/asked.html")


@csrf_exempt  # the signed address is the key, in whatever browser the mail is read
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, because link scanners follow links; POST confirms."""
    try:
        subscription = subscriptions.to_confirm(token)
    except subscriptions.UnknownToken:
        subscription = None
    state = "asking"
    if subscription is None or subscription.ended_at:
        state = "expired"
    elif request.method == "POST":
        state = "confirmed" if newsletter.confirm(subscription) else "expired"
    elif subscription.confirmed_at:
        state = "confirmed"
    return render(request, "blog/newsletter/confirm.html", {"state": state})


@csrf_exempt  # mail programs post here with neither cookies nor our token
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing; POST ends the mails. An address that was forgotten gets none either."""
    try:
        subscription = subscriptions.to_end(token)
    except subscriptions.UnknownToken as error:
        raise Http404 from error
    if request.method == "POST" and subscription is not None:
        newsletter.end(subscription)
    over = request.method == "POST" or subscription is None or subscription.ended_at is not None
    return render(request, "blog/newsletter/end.html", {"over": over})


def _refused(request: HttpRequest, form: SubscribeForm, refusal: str, *, status: int) -> HttpResponse:
    return render(request, "blog/newsletter/subscribe.html", {"form": form, "refusal": refusal}, status=status)


def _sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this. Programs that say nothing are let in."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin in {settings.SITE_ORIGIN, f"{request.scheme}://{request.get_host()}"}


def _network(request: HttpRequest) -> str:
    """The visitor's network: a household of IPv6 addresses counts as one."""
    address = ipaddress.ip_address(str(get_adapter().get_client_ip(request)))
    return str(ipaddress.ip_network(f"{address}/{32 if address.version == 4 else 64}", strict=False))
