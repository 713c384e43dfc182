"""The organisation one acts for, and founding another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import acting, policies
from accounts.actions import organisations
from accounts.adapter import landing_url
from accounts.form_tokens import once
from accounts.forms import OrganisationForm


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """/settings/organisation/"""
    membership = acting.membership_of(request)
    if membership is None:
        return redirect("accounts:found")
    verdict = policies.may_edit(membership)
    form = OrganisationForm(request.POST or None, instance=membership.organisation)
    if request.method == "POST":
        verdict.or_403()
        if form.is_valid():
            organisations.edit(membership.organisation, **form.cleaned_data, by=acting.person_of(request))
            messages.success(request, _("The organisation is saved."))
            return redirect("accounts:organisation")
        membership.organisation.refresh_from_db()
    return render(request, "accounts/organisations/edit.html", {"form": form, "verdict": verdict})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def found(request: HttpRequest) -> HttpResponse:
    """/settings/organisation/new/"""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = organisations.found(**form.cleaned_data, by=acting.person_of(request))
        acting.act_for(request, membership)
        messages.success(request, _("%(name)s is there. You act for it now.") % {"name": membership.organisation})
        return redirect(landing_url(request))
    return render(request, "accounts/organisations/found.html", {"form": form})
