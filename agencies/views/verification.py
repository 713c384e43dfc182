"""/settings/agency/verification/: how an agency stands, what was said, and the request to be checked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import acting
from agencies import policies
from agencies.actions import verification as verifying
from agencies.forms.verification import EvidenceForm
from agencies.models import Agency, VerificationStep
from agencies.views.own import person, with_agency


@require_http_methods(["GET", "HEAD", "POST"])
@with_agency
def verification(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The history, and, when nothing is waiting, the form to ask."""
    steps = list(VerificationStep.objects.of(agency))
    last = steps[-1].kind if steps else ""
    verdict = policies.can_ask_for_verification(acting.membership_of(request), agency, last)
    form = EvidenceForm(request.POST or None)
    if request.method == "POST":
        verdict.or_403()
        if form.is_valid():
            verifying.ask(agency, by=person(request), **form.cleaned_data)
            messages.success(request, _("We have your request. You will hear the outcome with its reason."))
            return redirect("agency_settings:verification")
    context = {"agency": agency, "steps": steps, "last": last, "verdict": verdict, "form": form}
    return render(request, "agencies/settings/verification.html", context, status=422 if form.errors else 200)
