"""Awarding a project to a bid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import person_of
from accounts.form_tokens import once
from contracts.actions import contracts
from contracts.forms.awards import ReplyForm, reply_forms
from contracts.models import Contract
from marketplace.lib import clock
from marketplace.lib.seen import seen_version
from marketplace.lib.workflow import InvalidTransition
from projects import envelopes
from projects.actions.outcomes import AlreadyAwarded, BidChanged, BidExpired, OtherBids, Reply
from projects.envelopes import Purpose
from projects.models import Bid, Project
from projects.policies import can_award, can_decide
from projects.states import BidState, ProjectState
from projects.views import prices, received


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing was awarded, and what is different from the page that was read."""

    sentence: str
    arrived: Sequence[str] = ()
    gone: Sequence[str] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@once
def award(request: HttpRequest, code: str) -> HttpResponse:
    """Everything once more before it is decided; then the award, and the contract that it is."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("organisation"), code=code)
    bid = _chosen(request, project)
    if request.method == "POST":
        can_decide(request.user, project).or_403()
        return _award(request, project, bid)
    if bid.state == BidState.AWARDED:
        return redirect("contracts:detail", Contract.objects.get(bid=bid).code)
    if bid.state != BidState.SUBMITTED:
        messages.error(request, str(BidChanged(bid)))
        return redirect("projects:bids", code)
    return _page(request, project, bid, reply_forms(_others(bid)))


def _award(request: HttpRequest, project: Project, bid: Bid) -> HttpResponse:
    seen, others = set(request.POST.getlist("others")), _others(bid)
    forms = reply_forms(others, request.POST, seen=seen)
    decided = project.state == ProjectState.AWARDED
    problem = None if decided else _what_changed(request, project, bid, others, seen)
    if problem:
        return _page(request, project, bid, forms, problem=problem, status=409)
    if not all(form.is_valid() for form in forms):
        return _page(request, project, bid, forms, status=422)
    replies = {form.bid.code: Reply(**form.cleaned_data) for form in forms}
    try:
        contract = contracts.award(bid, by=person_of(request), seen_version=seen_version(request), replies=replies)
    except (AlreadyAwarded, BidChanged, BidExpired, OtherBids, InvalidTransition) as late:
        fresh = _chosen(request, project)
        forms = reply_forms(_others(fresh), request.POST, seen=seen)
        return _page(request, project, fresh, forms, problem=Problem(str(late)), status=409)
    messages.success(
        request, _("Awarded to %(agency)s. Everybody who was asked has been told.") % {"agency": bid.agency.name}
    )
    return redirect(contract)


def _chosen(request: HttpRequest, project: Project) -> Bid:
    """The bid that the address or the form names: one that this project got, whatever became of it since."""
    named = request.POST if request.method == "POST" else request.GET
    sent = Bid.objects.filter(project=project, version__gt=0).select_related("agency", "lead__match")
    bid = get_object_or_404(sent, code__in=_codes([named.get("bid", "")]))
    bid.project = project
    return bid


def _codes(texts: Iterable[str]) -> list[str]:
    """Those of the posted texts that can be codes: a database refuses to compare some characters at all."""
    return sorted(text for text in texts if text.isascii() and text.isalnum())[:20]


def _others(bid: Bid) -> list[Bid]:
    """Whoever else stands, and is told if this bid is chosen."""
    standing = Bid.objects.standing().filter(project=bid.project_id).exclude(pk=bid.pk)
    return list(standing.select_related("agency").order_by("agency__name", "pk"))


def _what_changed(
    request: HttpRequest, project: Project, bid: Bid, others: list[Bid], seen: set[str]
) -> Problem | None:
    """What is no longer as the posted page showed it. The action makes sure once more, under its lock."""
    if bid.state != BidState.SUBMITTED or bid.version != seen_version(request):
        return Problem(str(BidChanged(bid)))
    verdict = can_award(request.user, project)
    if not verdict:
        return Problem(str(verdict.reason))
    codes = {other.code for other in others}
    if codes == seen:
        return None
    gone = Bid.objects.filter(project=project, code__in=_codes(seen - codes)).exclude(pk=bid.pk)
    return Problem(
        str(OtherBids()),
        arrived=[other.agency.name for other in others if other.code not in seen],
        gone=list(gone.order_by("agency__name", "pk").values_list("agency__name", flat=True)),
    )


def _page(
    request: HttpRequest,
    project: Project,
    bid: Bid,
    forms: list[ReplyForm],
    *,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "bid": bid,
        "agency": received.party_of(bid.agency),
        "forms": forms,
        "problem": problem,
        "contract": Contract.objects.filter(project=project).first(),
        "can_award": can_award(request.user, project),
        "stands": bid.state == BidState.SUBMITTED,
    }
    if bid.state == BidState.SUBMITTED:
        version = bid.versions.select_related("brief").get(number=bid.version)
        version.bid = bid
        at = clock.now()
        terms = envelopes.read(version, reader=person_of(request), purpose=Purpose.AWARD, at=at)
        if not terms.stands_at(at):
            context |= {"stands": False, "problem": Problem(str(BidExpired(bid.agency, terms.stands_until)))}
        brief = received.brief_of(project)
        price = prices.price_of(terms.price, prices.budget_of(brief))
        late = prices.lateness_of(terms.ends_on, brief)
        context |= {"terms": terms, "price": price, "sent_at": version.sent_at, "late": late}
    return render(request, "contracts/award.html", context, status=status)
