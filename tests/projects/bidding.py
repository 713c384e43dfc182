"""Bids for tests: what an agency would send, and the way there."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from projects.actions import bids, deadlines, leads
from projects.actions.outcomes import Reply
from projects.bid_terms import BidTerms, Milestone
from projects.models import Bid, BidDraft, Deadline, DeadlineKind, Lead, Project
from projects.states import LeadState
from tests.projects import market

START = date(2027, 3, 1)


def terms(**changes: Any) -> BidTerms:
    """A bid of €70,000 in two milestones."""
    offered = {
        "currency": "EUR",
        "letter": "We moved a ferry line off the same kind of system last year.",
        "milestones": (
            Milestone("Booking core", START + timedelta(weeks=6), 4_000_000, "Forty sample bookings pass."),
            Milestone("Handover", START + timedelta(weeks=12), 3_000_000),
        ),
        "starts_on": START,
        "weeks": 12,
        "team": ("Grace Lind", "Tarmo Oks"),
        "assumptions": ("You give us an export of all bookings.",),
        "exclusions": ("Card terminals",),
        "stands_until": timezone.localdate() + timedelta(weeks=100),
    }
    return BidTerms(**{**offered, **changes})


def project(client: User, *, agencies: int = 3, **fields: Any) -> Project:
    """An open project whose bids close in a week, with so many agencies that took their seats.

    The first project of a test makes the agencies; later ones find them there.
    """
    if not Agency.objects.exists():
        market.agencies(agencies)
    made = market.project(client, seats=max(3, agencies))
    at = timezone.now()
    made.bids_close_at = at + timedelta(days=7)
    made.questions_close_at = at + timedelta(days=5)
    made.decide_by = at + timedelta(days=21)
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    deadlines.plan(made, at=at)
    market.match(made)
    for lead in made.leads.order_by("pk"):
        leads.accept(lead, by=owner(lead.agency))
    return made


def owner(agency: Agency) -> User:
    return market.owner_of(agency)


def begin(lead: Lead) -> Bid:
    return bids.begin(lead, by=owner(lead.agency))


def send(lead: Lead, *, at: datetime | None = None, **changes: Any) -> Bid:
    """The lead's bid, begun, written and sent; sent again with these changes when it was sent before."""
    by = owner(lead.agency)
    bid = bids.begin(lead, by=by, at=at)
    draft = BidDraft.objects.get(bid=bid)
    typed = {"letter": f"Version {draft.answers_version + 1}"}
    draft = bids.save(bid, typed=typed, seen_version=draft.answers_version, by=by, at=at)
    bids.submit(bid, terms=terms(**changes), seen_version=draft.answers_version, by=by, at=at)
    return Bid.objects.get(pk=bid.pk)


def with_bids(client: User, *, bids: int = 3, **fields: Any) -> tuple[Project, list[Bid]]:
    """An open project and the bids it got, one of each agency that was asked."""
    made = project(client, agencies=bids, **fields)
    return made, [send(lead) for lead in made.leads.filter(state=LeadState.ACCEPTED).order_by("pk")]


def replies(chosen: Bid) -> dict[str, Reply]:
    """What the other standing bidders of the project are told."""
    others = Bid.objects.standing().filter(project=chosen.project_id).exclude(pk=chosen.pk)
    return {bid.code: Reply("experience", "They built one before.") for bid in others}


def close(project: Project) -> Project:
    """Let the bid window end, as beat does."""
    past = timezone.now() - timedelta(seconds=1)
    Project.objects.filter(pk=project.pk).update(bids_close_at=past)
    Deadline.objects.filter(project=project, kind=DeadlineKind.BIDS_CLOSE).update(due_at=past)
    deadlines.meet_due()
    return Project.objects.get(pk=project.pk)
