"""A bid from the first words to the end of the window: saved, sent, checked, revised, withdrawn, too late."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from projects.models import Bid, Lead, Project
from tests.projects import bidding
from tests.stories.acting import mails_to, reads, send_bid, signed_in, written

pytestmark = pytest.mark.django_db


def test_a_bid_is_written_sent_revised_and_closed(ada: User) -> None:
    project = bidding.project(ada, agencies=3)
    first, second, third = project.leads.order_by("pk")
    writer, rival, late = (bidding.owner(lead.agency) for lead in (first, second, third))

    # Writing: whatever is typed is kept, and nobody else reads a word of it.
    assert "Write your bid" in reads(writer, f"/leads/{first.code}/")
    signed_in(writer).post(f"/leads/{first.code}/bid/", {"letter": "Half a sen", "seen_version": "0", "go": "save"})
    assert "Half a sen" in reads(writer, f"/leads/{first.code}/bid/")
    assert "Go on with your bid" in reads(writer, f"/leads/{first.code}/")
    assert "Draft saved" in reads(writer, "/leads/?tab=considering")
    assert "Half a sen" not in reads(ada, project.get_absolute_url()) + reads(rival, f"/leads/{second.code}/")
    assert signed_in(ada).get(f"/leads/{first.code}/bid/").status_code == 404

    # Sent: a receipt that verifies, the client reads it at once and is told, the rival learns nothing.
    before = _without_times(reads(rival, f"/leads/{second.code}/"))
    page = send_bid(writer, first, seen=1)
    receipt = re.search(r"/receipts/([0-9a-f]{64})/", page)
    assert receipt
    document = signed_in(writer).get(f"/receipts/{receipt[1]}/document/").content
    assert hashlib.sha256(document).hexdigest() == receipt[1]
    assert "45,000" in reads(ada, f"/projects/{project.code}/bids/")
    assert f"{first.agency.name} sent a bid" in reads(ada, project.get_absolute_url())
    assert [mail for mail in mails_to(ada) if first.agency.name in mail and "bid" in mail.splitlines()[0]]
    assert _without_times(reads(rival, f"/leads/{second.code}/")) == before

    # Revised: version 2 is what the client reads; the first receipt still verifies.
    send_bid(writer, first, seen=2, price="50k")
    compared = reads(ada, f"/projects/{project.code}/bids/")
    assert "55,000" in compared
    assert "45,000" not in compared
    assert "replaced by a later one" in reads(writer, f"/receipts/{receipt[1]}/")

    # The rival sends one and takes it back, for good.
    send_bid(rival, second, price="30k")
    signed_in(rival).post(f"/leads/{second.code}/bid/withdraw/", {"reason": "no_capacity"})
    assert f"{second.agency.name} sent a bid and withdrew it." in reads(ada, project.get_absolute_url())
    assert "You withdrew your bid" in reads(rival, f"/leads/{second.code}/")

    # The window ends: what was not sent is not sent any more, what was typed is not lost.
    signed_in(late).post(f"/leads/{third.code}/bid/", written(third))
    bidding.close(project)
    refused = signed_in(late).post(f"/leads/{third.code}/bid/", written(third, letter="So close.", seen_version="1"))
    assert refused.status_code == 409
    assert "So close." in refused.content.decode()
    assert "no bid was sent by" in reads(late, f"/leads/{third.code}/")
    assert {bid.state for bid in Bid.objects.all()} == {"submitted", "withdrawn", "lapsed"}
    assert "Read the bid and decide" in reads(ada, project.get_absolute_url())


def test_when_nobody_bids_or_nobody_decides_everybody_hears(ada: User) -> None:
    quiet = bidding.close(bidding.project(ada, agencies=3))
    assert "Ended without bids." in reads(ada, quiet.get_absolute_url())
    assert [mail for mail in mails_to(ada) if "No bid arrived" in mail.splitlines()[0]]

    project = bidding.project(ada)
    lead = project.leads.order_by("pk")[0]
    bidder = bidding.owner(lead.agency)
    send_bid(bidder, lead)
    bidding.close(project)
    _let_the_decision_pass(project)
    assert "Ended without a decision." in reads(ada, project.get_absolute_url())
    assert "Never decided" in reads(bidder, "/leads/?tab=lost")
    assert [mail for mail in mails_to(bidder) if "The client made no decision" in mail.splitlines()[0]]
    assert [mail for mail in mails_to(ada) if "Ended without a decision" in mail.splitlines()[0]]
    assert Lead.objects.get(pk=lead.pk).state == "accepted"


def _let_the_decision_pass(project: Project) -> None:
    past = timezone.now() - timedelta(days=40)
    Project.objects.filter(pk=project.pk).update(decide_by=past)
    project.deadlines.filter(met_at=None).update(due_at=past)
    bidding.deadlines.meet_due()


CHANGES_BY_ITSELF = re.compile(r"[\w:.-]{36,}|\d+ (h|min)\b")
"""Tokens and clocks."""


def _without_times(page: str) -> str:
    return CHANGES_BY_ITSELF.sub("", page.split("<main")[1])
