"""The agency's bid for a lead: writing, sending, withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import person_of
from marketplace.lib import limits
from marketplace.lib.seen import seen_version
from marketplace.lib.workflow import InvalidTransition
from projects import envelopes
from projects.actions import bids as actions
from projects.envelopes import Answers
from projects.forms import bids as forms
from projects.models import Lead
from projects.policies import can_send_bid
from projects.views import bid_pages as pages

SENDS_AN_HOUR = 30
"""Of one agency: far more than anybody writes, far less than a program sends."""


@require_http_methods(["GET", "HEAD", "POST"])
def bid(request: HttpRequest, code: str) -> HttpResponse:
    """The bid's only address: its form while it can be written, what was sent, what came of it."""
    lead = _lead(request, code)
    if request.method != "POST":
        return pages.show(request, lead) if lead else _nothing(request)
    if lead is None:
        return _nothing(request, forms.typed(request.POST))
    if request.POST.get("go") == "send":
        return _send(request, lead)
    return _save(request, lead)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take the bid back for good, with a reason. The page asks before."""
    lead = _lead(request, code)
    own = pages.bid_of(lead, person_of(request)) if lead else None
    if lead is None or own is None:
        raise Http404
    can_send_bid(request.user, lead.agency).or_403()
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"lead": lead, "bid": own, "form": form, "may_withdraw": pages.may_withdraw(own)}
        return render(request, "projects/bids/withdraw.html", context, status=422 if form.is_bound else 200)
    try:
        actions.withdraw(own, by=person_of(request), **form.cleaned_data)
    except InvalidTransition as late:
        return pages.too_late(request, lead, None, str(late))
    messages.success(request, _("The bid is withdrawn, and the client knows."))
    return redirect("leads:bid", code)


# --- parts of the above ------------------------------------------------------------------------------


def _lead(request: HttpRequest, code: str) -> Lead | None:
    return Lead.objects.visible_to(request.user).for_inbox().filter(code=code).first()


def _nothing(request: HttpRequest, answers: Answers | None = None) -> HttpResponse:
    """404, for who was removed in mid-edit as for any stranger; what was typed goes back to who typed it."""
    written = forms.labelled(answers) if answers and not forms.too_long_to_keep(answers) else []
    if not written:
        raise Http404
    return render(request, "projects/bids/gone.html", {"written": written}, status=404)


def _save(request: HttpRequest, lead: Lead) -> HttpResponse:
    answers, go = forms.typed(request.POST), request.POST.get("go", "")
    if forms.too_long_to_keep(answers):
        return pages.too_long(request, lead, answers)
    answers = forms.rearranged(answers, go)
    try:
        begun = actions.begin(lead, by=person_of(request))
        draft = actions.save(begun, typed=answers, seen_version=seen_version(request), by=person_of(request))
    except actions.StaleBid as stale:
        return pages.conflict(request, lead, answers, stale)
    except (actions.NoSeat, actions.BidsClosed, InvalidTransition) as late:
        return pages.too_late(request, lead, answers, str(late))
    if request.htmx:  # type: ignore[attr-defined]
        return pages.saved(request, lead, begun, draft)
    return _onwards(request, lead, answers, go)


def _onwards(request: HttpRequest, lead: Lead, answers: Answers, go: str) -> HttpResponse:
    """Where the pressed button leads."""
    if go == "check":
        wrong = pages.wrong(request, lead, answers)
        return wrong or HttpResponseRedirect(f"{pages.address(lead)}?check")
    number = len(answers["milestones"])
    if go == "add" or go.startswith("remove-"):
        return HttpResponseRedirect(f"{pages.address(lead)}?edit#milestone-{max(number, 1)}")
    messages.success(request, _("Your draft is saved. Nothing was sent."))
    return HttpResponseRedirect(f"{pages.address(lead)}?edit")


def _send(request: HttpRequest, lead: Lead) -> HttpResponse:
    """Send what is saved, as it was shown on the page that asked."""
    person = person_of(request)
    own = pages.bid_of(lead, person)
    if own is None:
        raise Http404
    can_send_bid(person, lead.agency).or_403()
    draft = envelopes.draft_of(own, reader=person)
    seen = seen_version(request)
    terms = pages.reading_of(lead, draft.answers).terms
    if terms is None:
        return pages.wrong(request, lead, draft.answers) or redirect("leads:bid", lead.code)
    if not limits.within("send-bid", str(lead.agency_id), most=SENDS_AN_HOUR, seconds=3600):
        sentence = _("Your agency sent too many bids in the last hour. Nothing was sent: the draft is kept, try later.")
        return pages.check(request, lead, own, refusal=sentence, status=429)
    try:
        version = actions.submit(own, terms=terms, seen_version=seen, by=person)
    except actions.StaleBid as stale:
        return pages.check(request, lead, own, refusal=str(stale), status=409)
    except (actions.BidsClosed, InvalidTransition) as late:
        return pages.too_late(request, lead, None, str(late))
    return _sent(request, lead, number=version.number)


def _sent(request: HttpRequest, lead: Lead, **facts: Any) -> HttpResponse:
    messages.success(request, _("Version %(number)d is sent. The receipt stands beside it.") % facts)
    return redirect("leads:bid", lead.code)
