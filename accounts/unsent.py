"""What somebody typed who was signed out meanwhile: kept in the browser's session until they are back."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from marketplace.lib import limits

KEY = "unsent"
MOST_CHARACTERS = 150_000
FORMS_AN_HOUR = 30  # of one address: a session is a row, and anybody may send forms
SECONDS = 3600  # longer than anybody needs to sign in; less than until the next person uses the machine
_NEVER_KEPT = ("csrfmiddlewaretoken", "password", "token", "code", "otp")
_FORM_TOKEN = "form_token"  # noqa: S105 -- the name of a field: kept, so that sending again has one effect


class KeepWhatWasTyped(LoginRequiredMiddleware):
    """Signed-in people only, as Django's; a form sent while signed out is kept and offered after signing in.

    The forgery check has passed before: what is kept was sent from one of our pages.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.method == "POST" and request.user.is_authenticated:
            kept = request.session.get(KEY)
            if kept and kept["path"] == request.get_full_path():
                del request.session[KEY]
        return answer

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.method == "POST" and "HX-Request" in request.headers:
            return HttpResponse(status=401)  # the page stays as it is: a redirect would put the sign-in form into it
        if request.method == "POST" and _keep(request):
            return redirect_to_login(reverse("accounts:unsent"), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


def kept_for(request: HttpRequest) -> dict[str, Any] | None:
    """The kept form: `path`, `fields` as (name, value) pairs, `files` whether there were any; None when too old."""
    kept = request.session.get(KEY)
    if not kept or timezone.now().timestamp() - kept["at"] > SECONDS:
        return None
    return dict(kept)


def _keep(request: HttpRequest) -> bool:
    fields = [(name, value) for name, values in request.POST.lists() if _is_kept(name) for value in values]
    if not fields or sum(len(name) + len(str(value)) for name, value in fields) > MOST_CHARACTERS:
        return False
    if not limits.within("unsent", get_adapter().get_client_ip(request), most=FORMS_AN_HOUR, seconds=3600):
        return False
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "at": int(timezone.now().timestamp()),
    }
    return True


def _is_kept(name: str) -> bool:
    return name == _FORM_TOKEN or not any(word in name.lower() for word in _NEVER_KEPT)
