"""The form that somebody sent while signed out, to be sent again by the one who signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.adapter import landing_url
from accounts.unsent import kept_for


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """/settings/unsent/: what was typed, and one button; nothing is sent by looking."""
    kept = kept_for(request)
    if kept is None:
        return redirect(landing_url(request))
    typed = [value for name, value in kept["fields"] if len(value) > 2 and name != "form_token"]
    return render(request, "accounts/unsent.html", {"kept": kept, "typed": typed})
