"""What one wants to be told."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from notifications.actions import preferences as actions
from notifications.forms import PreferencesForm
from notifications.models import Preference
from notifications.models.deliveries import Channel


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """E-mail on or off for each group of messages."""
    switched_off = Preference.objects.visible_to(request.user).switched_off(Channel.EMAIL)
    form = PreferencesForm(request.POST if request.method == "POST" else None, switched_off=switched_off)
    if request.method == "POST" and form.is_valid():
        actions.choose(by=cast(User, request.user), wanted=form.wanted)
        messages.success(request, _("Saved. Your inbox on Briefwell keeps everything either way."))
        return redirect("notification_settings:preferences")
    return render(request, "notifications/preferences.html", {"form": form})
