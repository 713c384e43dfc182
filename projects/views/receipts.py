"""Receipts of bids, for whoever holds one."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from projects import envelopes
from projects.models import Bid, BidVersion


@login_not_required
@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """When which version arrived. Whoever sent it also sees for what, and gets the document to check."""
    version = BidVersion.objects.select_related("bid").filter(receipt=receipt).first()
    own = _own(request, version)
    context = {"receipt": receipt, "version": version, "bid": own, "is_replaced": _is_replaced(version)}
    response = render(request, "projects/bids/receipt.html", context, status=200 if version else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def document(request: HttpRequest, receipt: str) -> HttpResponse:
    """The very bytes whose SHA-256 is the receipt, for the agency that sent them."""
    versions = BidVersion.objects.select_related("bid__agency", "bid__project")
    version = versions.filter(receipt=receipt, bid__in=Bid.objects.visible_to(request.user)).first()
    if version is None:
        raise Http404
    content = envelopes.document(version, reader=request.user, at=timezone.now())  # type: ignore[arg-type]
    name = f"{version.bid.code}-v{version.number}.json"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="application/json", headers=disposition)


def _own(request: HttpRequest, version: BidVersion | None) -> Bid | None:
    if version is None or not request.user.is_authenticated:
        return None
    own = Bid.objects.visible_to(request.user).select_related("lead__brief", "project")
    return own.filter(pk=version.bid_id).first()


def _is_replaced(version: BidVersion | None) -> bool:
    return version is not None and version.number < version.bid.version
