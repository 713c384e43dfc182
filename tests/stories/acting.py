"""What stories share: people who are signed in, what they read, the mails that were sent to them."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications import tasks
from notifications.models import Delivery
from projects.models import Lead


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def reads(person: User, path: str) -> str:
    """A page as text, wherever it leads."""
    answer = signed_in(person).get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def mails_to(person: User) -> list[str]:
    """Send what is due; subject and text of each mail to this person so far."""
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(minutes=1))
    for pk in Delivery.objects.filter(done_at=None).values_list("pk", flat=True):
        tasks.deliver(pk)
    return [f"{sent.subject}\n{sent.body}" for sent in mail.outbox if person.email in sent.to]


def written(lead: Lead, *, price: str = "40k", **changes: Any) -> dict[str, Any]:
    """A bid of two milestones as a browser posts it."""
    start = timezone.localdate() + timedelta(days=30)
    posted = {
        "letter": "We moved a ferry line off the same kind of system.",
        "starts_on": start.isoformat(),
        "weeks": "12",
        "team": f"Somebody of {lead.agency.name}",
        "assumptions": "You give us an export of all bookings.",
        "exclusions": "Card terminals",
        "stands_until": "",
        "seen_version": "0",
    }
    for index, amount in enumerate((price, "5,000")):
        posted |= {
            f"milestones-{index}-title": f"Part {index + 1}",
            f"milestones-{index}-due_on": (start + timedelta(days=7 + index)).isoformat(),
            f"milestones-{index}-amount": amount,
            f"milestones-{index}-accepted_when": "Forty sample bookings pass.",
        }
    return {**posted, **changes}


def send_bid(person: User, lead: Lead, *, seen: int = 0, **changes: Any) -> str:
    """Save, then send: the page that says so."""
    client, path = signed_in(person), f"/leads/{lead.code}/bid/"
    assert client.post(path, written(lead, seen_version=str(seen), **changes)).status_code == 302
    answer = client.post(path, {"go": "send", "seen_version": str(seen + 1)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()
