"""Pages of the project itself: health, errors, style guide, how matching works."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace import health, matching_page, privacy as privacy_map, styleguide as styleguide_page
from marketplace.lib import clock


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Database and cache answer, and with ?worker a worker did something in the last two minutes."""
    report = health.report(worker="worker" in request.GET)
    return JsonResponse(report.as_dict(), status=200 if report.ok else 503)


@require_safe
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "styleguide.html", styleguide_page.context())


@require_safe
@login_not_required
def how_matching_works(request: HttpRequest) -> HttpResponse:
    """Every rule with its weight, written from the rules themselves, and how the seats are given."""
    return render(request, "how_matching_works.html", matching_page.context())


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep about people, why, and for how long."""
    return render(request, "privacy.html", {"groups": privacy_map.described()})


@require_safe
@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    """What people and we promise each other."""
    context = {
        "fee": settings.PLATFORM_FEE_PERCENT,
        "hours": settings.LEAD_ANSWER_HOURS,
        "privacy_url": reverse("privacy"),
    }
    return render(request, "terms.html", context)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole (RFC 9116)."""
    expires = clock.now() + timedelta(days=180)
    context = {"contact": settings.SECURITY_CONTACT, "expires": expires}
    return render(request, "security.txt", context, content_type="text/plain; charset=utf-8")


@login_not_required
def back_office_door(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends whoever it does not let in: to our sign-in, or, signed in already, to a plain no."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        list(messages.get_messages(request))  # Wagtail has said the same into the next page
        raise PermissionDenied(_("This account does not open the back office. Its people are named by Briefwell."))
    query = request.GET.urlencode(safe="/")
    return redirect(f"{reverse('account_login')}{'?' if query else ''}{query}")


# --- errors ------------------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever broke, its context processors may break again."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
