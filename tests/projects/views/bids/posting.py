"""A bid as an agency posts it, for the tests of its pages."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Bid, BidDraft, Lead, Project


def address(lead: Lead) -> str:
    return reverse("leads:bid", args=[lead.code])


def form(rows: int = 2, **changes: Any) -> dict[str, Any]:
    """A whole bid as a browser posts it: €10,000 a milestone."""
    start = timezone.localdate() + timedelta(days=14)
    posted = {
        "letter": "We moved a ferry line off the same kind of system.",
        "starts_on": start.isoformat(),
        "weeks": "12",
        "team": "Grace Lind",
        "assumptions": "You give us an export.",
        "exclusions": "Card terminals",
        "stands_until": (start + timedelta(days=14)).isoformat(),
        "seen_version": "0",
    }
    for index in range(rows):
        prefix = f"milestones-{index}"
        posted |= {
            f"{prefix}-title": f"Part {index + 1}",
            f"{prefix}-due_on": (start + timedelta(days=7 + index)).isoformat(),
            f"{prefix}-amount": "10k",
            f"{prefix}-accepted_when": "It works.",
        }
    return {**posted, **changes}


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def draft_of(lead: Lead) -> BidDraft:
    return BidDraft.objects.get(bid__lead=lead)


def sent(client: Client, lead: Lead, **changes: Any) -> Bid:
    """Save and send through the pages."""
    before = BidDraft.objects.filter(bid__lead=lead).first()
    client.post(address(lead), form(seen_version=str(before.answers_version if before else 0), **changes))
    client.post(address(lead), {"go": "send", "seen_version": str(draft_of(lead).answers_version)})
    return Bid.objects.get(lead=lead)


def closed(lead: Lead) -> None:
    Project.objects.filter(pk=lead.project_id).update(bids_close_at=timezone.now() - timedelta(seconds=1))
