"""The inbox."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from marketplace.lib import clock, urls
from notifications.actions import notifications
from notifications.models import Notification

ROWS = 25
STOP_POLLING = 286  # htmx stops asking


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the reader was told, newest first; `?show=unread` leaves out what they have seen."""
    mine = Notification.objects.visible_to(request.user)
    only_unread = request.GET.get("show") == "unread"
    rows = mine.unread() if only_unread else mine
    page = Paginator(rows.newest_first(), ROWS).get_page(request.GET.get("page"))
    unread = mine.unread().count()
    return render(request, "notifications/index.html", {"page": page, "unread": unread, "only_unread": only_unread})


@require_safe
@never_cache
@login_not_required
def badge(request: HttpRequest) -> HttpResponse:
    """The bell with its count, which the page asks for again every minute."""
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    unread = Notification.objects.visible_to(request.user).unread().count()
    return render(request, "notifications/badge.html", {"unread": unread})


@require_POST
def open_(request: HttpRequest, code: str) -> HttpResponse:
    """Mark as read and go where it leads."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), code=code)
    notifications.read(notification, at=clock.now())
    if urls.is_own_path(notification.path):
        return redirect(notification.path)
    return redirect("notifications:index")


@require_POST
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Mark as read and stay."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), code=code)
    notifications.read(notification, at=clock.now())
    return redirect(_back(request))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read and stay."""
    notifications.read_all(by=cast(User, request.user), at=clock.now())
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    came_from = request.POST.get("from", "")
    inbox = reverse("notifications:index")
    return came_from if urls.is_own_path(came_from) and came_from.startswith(inbox) else inbox
