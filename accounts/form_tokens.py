"""One-time form tokens: a creating form that is posted twice has one effect, and the second post sees it."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import SpentToken

FIELD = "form_token"
View = Callable[..., HttpResponse]


def hidden_input() -> SafeString:
    """A fresh token as a hidden field; the template tag {% form_token %} prints it."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


def once(view: View) -> View:
    """Run the view's POST once per token; a second post of the same form is redirected to the first's result.

    The token is spent in the view's own transaction, so two posts at once wait for each other at the unique
    row: one acts, the other reads what came of it. A post that was not redirected (a form with errors)
    gives its token back, and nothing that it wrote stays. Without a token the view runs as it is: the guard
    protects the sender only.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _token(request)
        if token is None:
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                SpentToken(token=token).save(force_insert=True)
                response = view(request, *args, **kwargs)
                if not isinstance(response, HttpResponseRedirectBase):
                    transaction.set_rollback(True)
                    return response
                SpentToken.objects.filter(token=token).update(location=response.url[:500])
                return response
        except IntegrityError:
            spent = SpentToken.objects.filter(token=token).first()
            if spent is None or not spent.location:
                raise
            return HttpResponseRedirect(spent.location)

    return guarded


def _token(request: HttpRequest) -> uuid.UUID | None:
    """The posted token, made one of this person and this form: it says nothing to anybody else."""
    if request.method != "POST":
        return None
    try:
        token = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    return uuid.uuid5(token, f"{request.user.pk} {request.path}")
