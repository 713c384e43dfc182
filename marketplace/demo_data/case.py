"""What the case study tells: one awarded project of the demo, its figures read from its rows."""

from datetime import datetime

from django.utils.translation import ngettext

from blog.manuscripts import Facts
from blog.manuscripts.facts import in_words
from contracts.models import Contract
from marketplace.lib.money import Money, show_range
from projects import envelopes
from projects.bid_terms import BidTerms
from projects.models import Bid, Lead, MatchRun, Project
from projects.states import LeadState

TOLD = "Make our research code something others can run"
ANSWERS = {
    LeadState.ACCEPTED: "Accepted",
    LeadState.DECLINED: "Declined",
    LeadState.LAPSED: "Accepted, and sent nothing",
    LeadState.WITHDRAWN: "Withdrawn",
    LeadState.OFFERED: "Had not answered yet",
}
SEATS = {"score": "by score", "lottery": "drawn by lot", "invitation": "invited by name"}


def facts(*, at: datetime) -> Facts:
    """Names, figures, tables and events of the project, as they stand `at` that moment."""
    project = Project.objects.select_related("organisation", "created_by").get(title=TOLD)
    contract = Contract.objects.select_related("version", "bid__agency").get(project=project)
    brief = project.versions.get(number=project.version)
    run = MatchRun.objects.get(brief=brief)
    leads = list(project.leads.select_related("agency", "match").order_by("offered_at", "-match__score", "pk"))
    sent = list(project.bids.exclude(sent_at=None).select_related("agency__organisation", "project").order_by("pk"))
    offers = terms(project, sent, at=at)
    price = offers[contract.bid_id].price
    above = sum(offer.total > (brief.budget_high or 0) for offer in offers.values())
    return Facts(
        {
            "case": TOLD,
            "case_client": project.organisation.name if project.organisation else "",
            "case_title": brief.title,
            "case_words": str(len(brief.text.split())),
            "case_budget": show_range(brief.budget_low, brief.budget_high, brief.currency),
            "case_must_have": brief.must_haves[0].lower() + brief.must_haves[1:],
            "case_choosing": brief.choosing,
            "case_considered": str(run.considered),
            "case_eligible": str(run.eligible),
            "case_fitting": in_words(run.fitting),
            "case_seats": in_words(run.seats).capitalize(),
            "case_best": f"{max(lead.match.score for lead in leads if lead.match):.0f}",
            "case_bids_count": in_words(len(sent)).capitalize(),
            "case_above": _above(above),
            "case_winner": contract.bid.agency.name,
            "case_price": str(price),
            "case_milestones": in_words(len(offers[contract.bid_id].milestones)),
        },
        {
            "case_leads": [["Agency", "Fit", "Seat", "Answer"], *(_lead(lead) for lead in leads)],
            "case_bids": [
                ["Agency", "Price", "Milestones", "Weeks", "Left out"],
                *(_bid(bid, offers[bid.pk]) for bid in sent),
            ],
            "case_replies": [
                ["Agency", "Reason", "In the client's words"],
                *(
                    [bid.agency.name, str(bid.get_decline_reason_display()), bid.decline_note]
                    for bid in sent
                    if bid.decline_reason
                ),
            ],
        },
        {"case_events": _events(project, leads, sent, contract, price)},
    )


def terms(project: Project, sent: list[Bid], *, at: datetime) -> dict[int, BidTerms]:
    """What the client read, through the same door."""
    reader = project.created_by
    if reader is None:
        raise ValueError("The demo's projects have somebody who began them.")
    versions = {version.bid_id: version for bid in sent for version in bid.versions.filter(number=bid.version)}
    for bid in sent:
        versions[bid.pk].bid = bid
    read = envelopes.read_all(versions.values(), reader=reader, purpose=envelopes.Purpose.COMPARE, at=at)
    return {bid: read[version.pk] for bid, version in versions.items()}


def _above(number: int) -> str:
    if not number:
        return "None lay above the range."
    return ngettext(
        "%(number)s lay above the range; the others lay inside it.",
        "%(number)s lay above the range; the others lay inside it.",
        number,
    ) % {"number": in_words(number).capitalize()}


def _lead(lead: Lead) -> list[str]:
    score = f"{lead.match.score:.0f}" if lead.match else ""
    said = ANSWERS[LeadState(lead.state)]
    if lead.decline_reason:
        said = f"{said}: {lead.decline_note or lead.get_decline_reason_display()}"
    return [lead.agency.name, score, SEATS.get(lead.seat_kind, lead.seat_kind), said]


def _bid(bid: Bid, offer: BidTerms) -> list[str]:
    left_out = ", ".join(line.lower() for line in offer.exclusions) or "nothing named"
    return [bid.agency.name, str(offer.price), str(len(offer.milestones)), str(offer.weeks), left_out]


def _events(
    project: Project, leads: list[Lead], sent: list[Bid], contract: Contract, price: Money
) -> list[dict[str, str]]:
    """In the order of time, counted in days from publishing."""
    began = project.published_at
    if began is None:
        raise ValueError("A project that was awarded was published.")
    answered = [lead for lead in leads if lead.answered_at]
    first = min(bid.sent_at for bid in sent if bid.sent_at)
    events = [
        (began, "the brief is published", "Matching takes less than a minute, and the first agencies are told."),
        (
            min(lead.answered_at for lead in answered if lead.answered_at),
            "the first agency accepts",
            "It has read the brief and the reasons why it fits, and takes its seat.",
        ),
        (first, "the first bid arrives", "The client may read it at once; rivals never do."),
        (
            contract.awarded_at,
            f"{contract.bid.agency.name} gets the award",
            f"{price}. Everybody else hears the outcome, and why.",
        ),
    ]
    question = project.questions.order_by("asked_at").first()
    if question is not None and question.answered_at is not None:
        hours = round((question.answered_at - question.asked_at).total_seconds() / 3600)
        told = f"Answered {hours} hours later, to all who were asked. Nobody learns who wanted to know."
        events.append((question.asked_at, "an agency asks a question", told))
    if project.bids_close_at is not None:
        closed = "What is not sent by now stays a draft that nobody reads."
        events.append((project.bids_close_at, "bids close", closed))
    return [
        {"title": f"Day {(moment - began).days + 1}: {title}", "text": text} for moment, title, text in sorted(events)
    ]
