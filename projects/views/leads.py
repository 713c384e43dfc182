"""The agency's leads: the inbox, one lead, taking the seat or giving it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import membership_of, person_of
from agencies.models import Agency
from marketplace.lib import clock
from marketplace.lib.workflow import InvalidTransition
from projects.actions import leads as actions
from projects.forms.leads import DeclineForm
from projects.models import Lead
from projects.models.leads import Stage
from projects.policies import can_answer_lead
from projects.views import offers, pipeline, question_lists

PAGE_SIZE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The leads of the agency one acts for; on wide screens the first of them is open beside the list."""
    membership = membership_of(request)
    agency = Agency.objects.filter(organisation=membership.organisation_id).first() if membership else None
    if agency is None:
        return render(request, "projects/leads/no_agency.html")
    tab = request.GET.get("tab", "")
    return _inbox(request, agency, tab if tab in Stage.values else Stage.NEW)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One lead, beside the others of its tab on wide screens."""
    lead = _lead(request, code)
    return _inbox(request, lead.agency, _stage_of(lead), lead=lead)


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Take the seat."""
    lead = _lead(request, code)
    can_answer_lead(request.user, lead).or_403()
    try:
        actions.accept(lead, by=request.user)  # type: ignore[arg-type]  # a member, so signed in
    except (actions.AnsweredTooLate, InvalidTransition) as late:
        return _too_late(request, code, late)
    messages.success(request, _("The seat is yours. The client knows that you are considering the brief."))
    return redirect(lead)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Give the seat back with a reason."""
    lead = _lead(request, code)
    can_answer_lead(request.user, lead).or_403()
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" and _stage_of(lead) == Stage.BID:
        return _inbox(request, lead.agency, Stage.BID, lead=lead, problem=str(actions.BidStands(lead)))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "projects/leads/decline.html", {"lead": lead, "form": form}, status=status)
    try:
        actions.decline(lead, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # as above
    except (actions.BidStands, InvalidTransition) as late:
        return _too_late(request, code, late)
    messages.success(request, _("Declined. The seat goes to the next agency, and your rank stays as it is."))
    return redirect("leads:index")


@require_POST
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """The lead was opened. The page says so by itself; reading works without."""
    actions.mark_seen(_lead(request, code), at=clock.now())
    return HttpResponse(status=204)


def _lead(request: HttpRequest, code: str) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).for_inbox(), code=code)


def _stage_of(lead: Lead) -> str:
    stage: str = lead.stage  # type: ignore[attr-defined]  # annotated by for_inbox
    return stage


def _too_late(request: HttpRequest, code: str, late: Exception) -> HttpResponse:
    lead = _lead(request, code)
    return _inbox(request, lead.agency, _stage_of(lead), lead=lead, problem=str(late), status=409)


def _inbox(
    request: HttpRequest, agency: Agency, tab: str, *, lead: Lead | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    own = Lead.objects.visible_to(request.user).filter(agency=agency)
    counts = own.counts_by_stage()
    paginator = Paginator(own.at_stage(tab).for_inbox().in_inbox_order(), PAGE_SIZE)
    paginator.count = counts.get(tab, 0)  # known already: no query to count again
    page = paginator.get_page(request.GET.get("page"))
    shown = lead or next(iter(page), None)
    at = timezone.now()  # for what is shown; whether an answer is in time the database's clock decides
    rows = pipeline.of_leads([*page, *([lead] if lead else [])], at, reader=person_of(request))
    context = {
        "agency": agency,
        "page": page,
        "rows": rows[: len(page)],
        "row": next((row for row in rows if shown and row.lead.pk == shown.pk), None),
        "tabs": [(stage.value, stage.label, counts.get(stage, 0)) for stage in Stage],
        "tab": tab,
        "offer": offers.of_lead(shown, at) if shown else None,
        "questions": question_lists.of_lead(shown, at) if shown else None,
        "opened": lead is not None,
        "problem": problem,
        "form": DeclineForm(),
        "can_answer": can_answer_lead(request.user, shown, acting=membership_of(request)) if shown else None,
    }
    return render(request, "projects/leads/index.html", context, status=status)
