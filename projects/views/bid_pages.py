"""What the pages of a bid show: the form with its margin, the check before sending, what was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acting import person_of
from accounts.models import User
from marketplace.lib.seen import seen_version
from marketplace.lib.workflow import allows
from marketplace.templatetags.ui import problems
from projects import envelopes
from projects.actions.bids import StaleBid
from projects.bid_terms import MOST_MILESTONES
from projects.envelopes import Answers, Purpose
from projects.forms import bids as forms
from projects.forms.bids import Reading
from projects.models import Bid, BidDraft, BidVersion, BriefVersion, Lead
from projects.policies import can_answer_lead, can_send_bid
from projects.states import BID, BidState, LeadState, ProjectState
from projects.views import bid_activity, offers, prices
from projects.views.prices import Bar, Budget

NEVER_SAVED = 0
BADGES = {
    BidState.DRAFT: "info",
    BidState.SUBMITTED: "good",
    BidState.AWARDED: "spruce",
    BidState.DECLINED: "line",
    BidState.WITHDRAWN: "line",
    BidState.LAPSED: "line",
}


@dataclass(frozen=True, slots=True)
class Payout:
    """What the agency would be paid, in minor units of `currency`, VAT left out."""

    total: int
    percent: int
    currency: str

    @property
    def fee(self) -> int:
        """Half a cent counts as one."""
        return (self.total * self.percent + 50) // 100

    @property
    def rest(self) -> int:
        return self.total - self.fee


@dataclass(frozen=True, slots=True)
class Standing:
    """The price beside the client's budget, on the scale on which the client will see it."""

    budget: Budget
    bar: Bar

    @property
    def place(self) -> str:
        if self.budget.high is not None and self.bar.at > self.budget.high:
            return "above"
        return "below" if self.budget.low is not None and self.bar.at < self.budget.low else "inside"

    @property
    def percent_above(self) -> int:
        """Rounded up: a cent too much is not nothing."""
        high = self.budget.high
        return -(-(self.bar.at - high) * 100 // high) if high and self.bar.at > high else 0


def show(request: HttpRequest, lead: Lead) -> HttpResponse:
    """The page for the state of things. Shows, and never writes."""
    own = bid_of(lead, person_of(request))
    if own is None:
        if lead.state != LeadState.ACCEPTED:
            return _seat(request, lead)
        if not _bids_open(lead, timezone.now()):
            return _closed(request, lead)
        return _form(request, lead, None, forms.first_answers(brief_of(lead), decide_by=lead.project.decide_by))
    if not writable(lead, own) or (own.version and not {"edit", "check"} & set(request.GET)):
        return sent(request, lead, own)
    draft = envelopes.draft_of(own, reader=person_of(request))
    if "check" in request.GET:
        return wrong(request, lead, draft.answers, status=200) or check(request, lead, own)
    return _form(request, lead, own, draft.answers, draft=draft)


def sent(request: HttpRequest, lead: Lead, own: Bid, *, status: int = 200, **extra: Any) -> HttpResponse:
    """What was sent, its receipt and history; one of the earlier versions when the address asks for it."""
    at = timezone.now()
    versions = list(own.versions.select_related("sent_by").order_by("-number"))
    wanted = request.GET.get("version", "")
    shown = next((version for version in versions if str(version.number) == wanted), versions[0] if versions else None)
    draft = envelopes.draft_of(own, reader=person_of(request))
    context = {
        **_basics(lead, own),
        "versions": versions,
        "shown": shown,
        "terms": _terms_of(shown, own, person_of(request), at) if shown else None,
        "written": [] if versions else forms.labelled(draft.answers),
        "is_unsent": bool(own.version) and draft.answers_version != draft.sent_version,
        "log": bid_activity.of_bid(own),
        "may_withdraw": may_withdraw(own),
        "can_send": can_send_bid(request.user, lead.agency),
        **extra,
    }
    return render(request, "projects/bids/sent.html", context, status=status)


def check(request: HttpRequest, lead: Lead, own: Bid, *, status: int = 200, refusal: str = "") -> HttpResponse:
    """The last page before sending: the bid as the client sees it, the facts once more, one button."""
    draft = envelopes.draft_of(own, reader=person_of(request))
    reading = reading_of(lead, draft.answers)
    if reading.terms is None:
        return _form(request, lead, own, draft.answers, draft=draft, status=status, refusal=refusal)
    context = {
        **_basics(lead, own),
        "draft": draft,
        "terms": reading.terms,
        "payout": Payout(reading.total, settings.PLATFORM_FEE_PERCENT, reading.currency),
        "is_unsent": not own.version or draft.answers_version != draft.sent_version,
        "can_send": can_send_bid(request.user, lead.agency),
        "refusal": refusal,
    }
    return render(request, "projects/bids/check.html", context, status=status)


def wrong(request: HttpRequest, lead: Lead, answers: Answers, *, status: int = 422) -> HttpResponse | None:
    """The form with a sentence at every field that needs one; None when none does."""
    if reading_of(lead, answers).terms is not None:
        return None
    own = bid_of(lead, person_of(request))
    draft = envelopes.draft_of(own, reader=person_of(request)) if own else None
    return _form(request, lead, own, answers, draft=draft, checked=True, status=status)


def conflict(request: HttpRequest, lead: Lead, answers: Answers, stale: StaleBid) -> HttpResponse:
    """409: what was typed stands in the form, what somebody else saved meanwhile stands above it."""
    if request.htmx:  # type: ignore[attr-defined]
        return _not_saved(request, str(stale))
    own = bid_of(lead, person_of(request))
    differing = forms.differences(stale.draft.answers, answers)
    return _form(request, lead, own, answers, draft=stale.draft, differing=differing, status=409)


def too_late(request: HttpRequest, lead: Lead, answers: Answers | None, sentence: str) -> HttpResponse:
    """409: nothing can be written any more. What was typed is shown, to be copied."""
    if request.htmx:  # type: ignore[attr-defined]
        return _not_saved(request, sentence)
    own = bid_of(lead, person_of(request))
    extra = {"problem": sentence, "unsaved": forms.labelled(answers or {})}
    if own is None:
        page = _closed if lead.state == LeadState.ACCEPTED else _seat
        return page(request, lead, status=409, **extra)
    return sent(request, lead, own, status=409, **extra)


def too_long(request: HttpRequest, lead: Lead, answers: Answers) -> HttpResponse:
    """422: not kept. The form holds as much of it as can be kept."""
    sentence = _(
        "This is too long to be saved. Keep at most %(milestones)d milestones and %(characters)s characters in all."
    ) % {"milestones": MOST_MILESTONES, "characters": f"{forms.MOST_KEPT:,}"}
    if request.htmx:  # type: ignore[attr-defined]
        return _not_saved(request, sentence)
    own = bid_of(lead, person_of(request))
    draft = envelopes.draft_of(own, reader=person_of(request)) if own else None
    return _form(request, lead, own, answers, draft=draft, refusal=sentence, status=422, seen=seen_version(request))


def saved(request: HttpRequest, lead: Lead, own: Bid, draft: BidDraft) -> HttpResponse:
    """The answer to an autosave: when it was saved, the version the form stands on, the margin counted anew."""
    context = {**_basics(lead, own), **_margin(lead, draft.answers), "draft": draft, "seen": draft.answers_version}
    return render(request, "projects/bids/form.html#saved", context)


def bid_of(lead: Lead, person: User) -> Bid | None:
    """The lead's bid, if it was begun, without a query for lead, agency or project."""
    own = Bid.objects.visible_to(person).filter(lead=lead).first()
    if own is not None:
        own.lead, own.agency, own.project = lead, lead.agency, lead.project
    return own


def brief_of(lead: Lead) -> BriefVersion:
    """The brief as it stands now: a bid answers the newest version, the lead keeps the one it was asked with."""
    if lead.brief.number == lead.project.version:
        return lead.brief
    return lead.project.versions.get(number=lead.project.version)


def reading_of(lead: Lead, answers: Answers) -> Reading:
    return forms.read(answers, brief=brief_of(lead), closes_at=lead.project.bids_close_at)


def writable(lead: Lead, own: Bid) -> bool:
    """For what is shown, by the host's clock; the database's decides when something is written."""
    return envelopes.is_writable(own) and _bids_open(lead, timezone.now())


def may_withdraw(own: Bid) -> bool:
    return allows(BID, "withdraw", own.state)


def address(lead: Lead) -> str:
    return reverse("leads:bid", args=[lead.code])


def _form(
    request: HttpRequest,
    lead: Lead,
    own: Bid | None,
    answers: Answers,
    *,
    draft: BidDraft | None = None,
    checked: bool = False,
    status: int = 200,
    seen: int | None = None,
    **extra: Any,
) -> HttpResponse:
    """The form; with `checked` every field says what is wrong with it."""
    margin = _margin(lead, answers)
    brief = brief_of(lead)
    fields = margin["reading"] if checked else forms.unread(answers, brief=brief)
    saved_version = draft.answers_version if draft else NEVER_SAVED
    context = {
        **_basics(lead, own),
        **margin,
        "draft": draft,
        "form": fields.form,
        "fields": fields,
        "blank": forms.blank_row(brief.currency),
        "most": MOST_MILESTONES,
        "is_full": len(fields.rows) >= MOST_MILESTONES,
        "seen": saved_version if seen is None else seen,
        "checked": checked,
        "can_send": can_send_bid(request.user, lead.agency),
        **extra,
    }
    return render(request, "projects/bids/form.html", context, status=status)


def _seat(request: HttpRequest, lead: Lead, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Before the seat is taken: what a bid needs, and the way to take it."""
    context = {
        **_basics(lead, None),
        "offer": offers.of_lead(lead, timezone.now()),
        "can_answer": can_answer_lead(request.user, lead),
        **extra,
    }
    return render(request, "projects/bids/seat.html", context, status=status)


def _closed(request: HttpRequest, lead: Lead, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The seat was taken, nothing was written, and it is too late."""
    return render(request, "projects/bids/closed.html", {**_basics(lead, None), **extra}, status=status)


def _not_saved(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "projects/bids/form.html#not_saved", {"sentence": sentence}, status=422)


def _basics(lead: Lead, own: Bid | None) -> dict[str, Any]:
    project = lead.project
    return {
        "lead": lead,
        "bid": own,
        "project": project,
        "brief": brief_of(lead),
        "badge": BADGES[BidState(own.state)] if own else "",
        "is_open": _bids_open(lead, timezone.now()),
        "is_writable": own is None or writable(lead, own),
        "next_version": own.version + 1 if own else 1,
    }


def _margin(lead: Lead, answers: Answers) -> dict[str, Any]:
    """What is counted from the answers, whether they are valid or not."""
    brief = brief_of(lead)
    reading = reading_of(lead, answers)
    return {
        "reading": reading,
        "terms": reading.terms,
        "problems": _problems(reading),
        "payout": Payout(reading.total, settings.PLATFORM_FEE_PERCENT, reading.currency),
        "against": _against(brief, reading.total),
        "offer": offers.of_lead(lead, timezone.now()),
    }


def _problems(reading: Reading) -> list[dict[str, str]]:
    """Everything to fix in the order of the page, each with the id of its control; rows by their number."""
    found = problems(reading.form)
    rows = [
        {**each, "text": _("Milestone %(number)d: %(problem)s") % {"number": row.number, "problem": each["text"]}}
        for row in reading.rows
        for each in problems(row)
    ]
    first = [each for each in found if each["anchor"] in {"", "id_letter"}]
    return [*first, *rows, *(each for each in found if each not in first)]


def _against(brief: BriefVersion, total: int) -> Standing | None:
    budget = prices.budget_of(brief)
    return Standing(budget, prices.bar_of(total, budget)) if budget.is_stated and total else None


def _terms_of(version: BidVersion, own: Bid, person: User, at: datetime) -> Any:
    version.bid = own
    return envelopes.read(version, reader=person, purpose=Purpose.OWN, at=at)


def _bids_open(lead: Lead, at: datetime) -> bool:
    project = lead.project
    return project.state == ProjectState.OPEN and (project.bids_close_at is None or project.bids_close_at > at)
