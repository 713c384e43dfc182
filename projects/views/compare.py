"""The client's bids side by side, and one in full."""

from collections.abc import Iterator
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import person_of
from marketplace.lib import exports
from marketplace.lib.seen import seen_version
from marketplace.lib.workflow import InvalidTransition, allows
from projects.actions import outcomes, remarks
from projects.actions.outcomes import Reply
from projects.forms.declines import DeclineBidForm
from projects.forms.notes import NoteForm
from projects.models import Bid, BriefVersion, Project
from projects.policies import can_award, can_decide
from projects.states import PROJECT, BidState
from projects.views import prices, received
from projects.views.received import Note, Received


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """One column a bid."""
    project = _project(request, code)
    if not project.version:
        return redirect(project)
    return _compare(request, project)


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a table for spreadsheets."""
    project = _project(request, code)
    if not project.version:
        return redirect(project)
    bids = _bids(request, project, received.brief_of(project))
    return exports.as_csv(f"bids-{project.code}.csv", _head(), _rows(bids))


@require_safe
def detail(request: HttpRequest, code: str, bid: str) -> HttpResponse:
    """One bid in full, fit to be printed."""
    project = _project(request, code)
    row = _bid(request, project, bid)
    (shown,) = received.of_bids([row], project, received.brief_of(project), reader=person_of(request))
    return _page_of(request, project, row, shown)


@require_POST
def note(request: HttpRequest, code: str, bid: str) -> HttpResponse:
    """Keep the team's note."""
    project = _project(request, code)
    row = _bid(request, project, bid)
    form, seen = NoteForm(request.POST), seen_version(request)
    if not form.is_valid():
        typed = Note(request.POST.get("note", ""), seen, problem=" ".join(str(error) for error in form.errors["note"]))
        return _note(request, project, row, typed, status=422)
    text = form.cleaned_data["note"]
    try:
        remark = remarks.note(row, text=text, seen_version=seen, by=person_of(request))
    except remarks.StaleNote as stale:
        newer = stale.remark
        typed = Note(text, newer.note_version, problem=str(stale), theirs=newer.note)
        return _note(request, project, row, typed, status=409)
    if request.htmx:  # type: ignore[attr-defined]
        return _note(request, project, row, Note(remark.note, remark.note_version, is_saved=True), status=200)
    messages.success(request, _("The note is saved. Only your team sees it."))
    return _back(request, project, row)


@require_POST
def shortlist(request: HttpRequest, code: str, bid: str) -> HttpResponse:
    """Put a bid on the shortlist, or take it off."""
    project = _project(request, code)
    row = _bid(request, project, bid)
    remark = remarks.shortlist(row, on=request.POST.get("on") == "1", by=person_of(request))
    if request.htmx:  # type: ignore[attr-defined]
        context = {**_part(request, project, row), "on": remark.shortlisted_at is not None}
        return render(request, "projects/bids/shortlist.html", context)
    return _back(request, project, row)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, code: str, bid: str) -> HttpResponse:
    """Decline one bid with a reason."""
    project = _project(request, code)
    row = _bid(request, project, bid)
    if request.method != "POST":
        return _decline_page(request, project, row, DeclineBidForm())
    can_decide(request.user, project).or_403()
    form = DeclineBidForm(request.POST)
    if not form.is_valid():
        return _decline_page(request, project, row, form, status=422)
    try:
        outcomes.decline(
            row, by=person_of(request), reply=Reply(**form.cleaned_data), seen_version=seen_version(request)
        )
    except (outcomes.BidChanged, InvalidTransition) as changed:
        row = get_object_or_404(Bid.objects.select_related("agency"), pk=row.pk)
        return _decline_page(request, project, row, form, problem=str(changed), status=409)
    messages.success(request, _("Declined. %(agency)s has been told your reason.") % {"agency": row.agency.name})
    return redirect("projects:bids", code)


# --- parts of the above ------------------------------------------------------------------------------


def _project(request: HttpRequest, code: str) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user).select_related("organisation"), code=code)


def _bid(request: HttpRequest, project: Project, code: str) -> Bid:
    found = Bid.objects.received_by(request.user).filter(project=project).for_comparison()
    bid: Bid = get_object_or_404(found, code=code)
    bid.project = project
    return bid


def _bids(request: HttpRequest, project: Project, brief: BriefVersion) -> list[Received]:
    found = Bid.objects.received_by(request.user).filter(project=project).for_comparison()
    return received.of_bids(found, project, brief, reader=person_of(request))


def _part(request: HttpRequest, project: Project, bid: Bid) -> dict[str, object]:
    """What a form needs that is drawn alone."""
    return {
        "project": project,
        "code": bid.code,
        "name": bid.agency.name,
        "from_bid": request.POST.get("from") == "bid",
    }


def _back(request: HttpRequest, project: Project, bid: Bid) -> HttpResponseRedirectBase:
    """To the page from which it came: the whole bid or its column."""
    if request.POST.get("from") == "bid":
        return redirect("projects:received_bid", project.code, bid.code)
    return redirect(f"{reverse('projects:bids', args=[project.code])}#bid-{bid.code}")


def _note(request: HttpRequest, project: Project, bid: Bid, note: Note, *, status: int) -> HttpResponse:
    """The note alone for HTMX, which takes in 422 but no 409; else the page it stands on."""
    if request.htmx:  # type: ignore[attr-defined]
        context = {**_part(request, project, bid), "note": note}
        return render(request, "projects/bids/note.html", context, status=422 if status == 409 else status)
    if request.POST.get("from") == "bid":
        (shown,) = received.of_bids([bid], project, received.brief_of(project), reader=person_of(request))
        return _page_of(request, project, bid, replace(shown, note=note), status=status)
    return _compare(request, project, notes={bid.code: note}, status=status)


def _compare(
    request: HttpRequest, project: Project, *, notes: dict[str, Note] | None = None, status: int = 200
) -> HttpResponse:
    typed, brief = notes or {}, received.brief_of(project)
    bids = [replace(bid, note=typed.get(bid.code, bid.note)) for bid in _bids(request, project, brief)]
    order = request.GET.get("sort", "")
    order = order if order in received.ORDERS else next(iter(received.ORDERS))
    side_by_side = [bid for bid in bids if bid.state != BidState.DECLINED]
    side_by_side.sort(key=received.ORDERS[order])
    context = {
        "project": project,
        "budget": prices.budget_of(brief),
        "bids": side_by_side,
        "declined": [bid for bid in bids if bid.state == BidState.DECLINED],
        "taken_back": received.names_taken_back(project),
        "waiting": received.waiting_for(project),
        "leaving_out": sum(bool(bid.terms.exclusions) for bid in side_by_side),
        "orders": [(name, label, name == order) for name, label in _orders()],
        "is_over": not allows(PROJECT, "award", project.state),
        "can_decide": can_decide(request.user, project),
        "can_award": can_award(request.user, project),
        "declinable": [(bid, DeclineBidForm(auto_id=f"id_{bid.code}_%s")) for bid in side_by_side if bid.stands],
        "changed_note": next(iter(typed), ""),
    }
    return render(request, "projects/bids/compare.html", context, status=status)


def _page_of(request: HttpRequest, project: Project, bid: Bid, shown: Received, *, status: int = 200) -> HttpResponse:
    context = {
        "project": project,
        "bid": shown,
        "log": received.history_of(bid),
        "can_decide": can_decide(request.user, project),
        "can_award": can_award(request.user, project),
    }
    return render(request, "projects/bids/received.html", context, status=status)


def _decline_page(
    request: HttpRequest,
    project: Project,
    bid: Bid,
    form: DeclineBidForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "bid": bid,
        "form": form,
        "problem": problem,
        "stands": bid.state == BidState.SUBMITTED,
        "can_decide": can_decide(request.user, project),
    }
    return render(request, "projects/bids/decline.html", context, status=status)


def _orders() -> list[tuple[str, str]]:
    return [("fit", _("Fit")), ("price", _("Price")), ("start", _("Start"))]


def _head() -> list[str]:
    return [
        *(_("Bid"), _("Agency"), _("State"), _("Version"), _("Sent (UTC)"), _("Fit"), _("Price"), _("Currency")),
        *(_("Start"), _("End"), _("Weeks"), _("Milestones"), _("Team"), _("Assumptions"), _("Left out")),
        *(_("Shortlisted"), _("Your notes")),
    ]


def _rows(bids: list[Received]) -> Iterator[tuple[object, ...]]:
    """One line a bid: amounts as plain decimals with their currency, dates as ISO 8601, lists by semicolon."""
    for bid in bids:
        terms = bid.terms
        yield (
            *(bid.code, bid.agency.name, bid.state_words, bid.version, f"{bid.sent_at:%Y-%m-%d %H:%M}"),
            *(
                int(bid.fit.score),
                f"{terms.price.amount:f}",
                terms.currency,
                terms.starts_on,
                terms.ends_on,
                terms.weeks,
            ),
            *(len(terms.milestones), "; ".join(terms.team), "; ".join(terms.assumptions), "; ".join(terms.exclusions)),
            *(_("yes") if bid.is_shortlisted else _("no"), bid.note.text),
        )
