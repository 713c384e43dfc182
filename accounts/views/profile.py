"""One's own name and time zone, and which organisation one acts for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting
from accounts.actions import users
from accounts.adapter import landing_url
from accounts.forms import ProfileForm
from accounts.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """/settings/"""
    user = acting.person_of(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        users.edit_profile(user, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile/edit.html", {"form": form})


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """/settings/switch/: act for another of one's organisations, in this session."""
    own = Membership.objects.filter(user=acting.person_of(request)).oldest_first()
    membership = get_object_or_404(own, organisation__code=request.POST.get("organisation", ""))
    acting.act_for(request, membership)
    return redirect(landing_url(request))
