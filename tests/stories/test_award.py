"""Compare and award: notes, shortlist, one decision, and everybody who was asked hears what became of it."""

import pytest

from accounts.models import User
from contracts.models import Contract
from notifications.models import Notification
from projects.models import Bid
from tests.projects import bidding
from tests.stories.acting import mails_to, reads, send_bid, signed_in

pytestmark = pytest.mark.django_db


def test_from_three_seats_to_one_contract(ada: User) -> None:
    project = bidding.project(ada, agencies=3)
    first, second, third = project.leads.order_by("pk")
    winner, loser, gone = (bidding.owner(lead.agency) for lead in (first, second, third))
    send_bid(winner, first, price="40k")
    signed_in(gone).post(f"/leads/{third.code}/decline/", {"reason": "budget", "note": "From 90k we could."})
    send_bid(loser, second, price="60k")
    chosen, other = Bid.objects.get(lead=first), Bid.objects.get(lead=second)

    # Nobody is still writing, so Ada need not wait. She compares, keeps a note and a shortlist that no agency sees.
    assert "Nobody is still writing" in reads(ada, project.get_absolute_url())
    compared = reads(ada, f"/projects/{project.code}/bids/")
    assert compared.index("45,000") != compared.index("65,000")
    assert "From 90k we could." in reads(ada, project.get_absolute_url())
    client = signed_in(ada)
    client.post(f"/projects/{project.code}/bids/{chosen.code}/shortlist/", {"on": "1"})
    client.post(f"/projects/{project.code}/bids/{chosen.code}/note/", {"note": "Calm people.", "seen_version": "0"})
    assert "Calm people." in reads(ada, f"/projects/{project.code}/bids/")
    for person, lead in ((winner, first), (loser, second)):
        assert "Calm people." not in reads(person, f"/leads/{lead.code}/") + reads(person, f"/leads/{lead.code}/bid/")

    # The chosen bid changes while she reads: nothing is awarded, and what she typed is still there.
    posted = {
        "bid": chosen.code,
        "seen_version": "1",
        "others": other.code,
        f"{other.code}-reason": "price",
        f"{other.code}-note": "Your plan was the clearest.",
    }
    send_bid(winner, first, seen=1, price="45k")
    answer = client.post(f"/projects/{project.code}/award/", posted)
    assert answer.status_code == 409
    assert "Your plan was the clearest." in answer.content.decode()
    assert not Contract.objects.exists()

    # She reads version 2 and awards it.
    answer = client.post(f"/projects/{project.code}/award/", {**posted, "seen_version": "2"})
    contract = Contract.objects.get()
    assert answer.headers["Location"] == contract.get_absolute_url()
    assert contract.version.number == 2

    # Both sides read the same terms; nobody else finds the page.
    for person in (ada, winner):
        assert "50,000" in reads(person, contract.get_absolute_url())
    for person in (loser, gone):
        assert signed_in(person).get(contract.get_absolute_url()).status_code == 404
    assert contract.get_absolute_url() in reads(ada, project.get_absolute_url())
    assert contract.get_absolute_url() in reads(winner, f"/leads/{first.code}/")

    # Whoever was not chosen reads why: the bidder the client's reason and words, the other its own part.
    assert "Your plan was the clearest." in reads(loser, f"/leads/{second.code}/")
    (told,) = [mail for mail in mails_to(loser) if "not chosen" in mail.splitlines()[0]]
    assert "Your plan was the clearest." in told
    assert "The price is too far from our budget" in " ".join(told.split())
    (told,) = [mail for mail in mails_to(gone) if "another agency" in mail.splitlines()[0]]
    assert "budget too small" in told
    assert "The project went to another agency." in reads(gone, f"/leads/{third.code}/")
    for person, kind in ((winner, "bid_awarded"), (loser, "bid_declined"), (gone, "awarded_elsewhere")):
        assert Notification.objects.filter(recipient=person, kind=kind).count() == 1
    for person in (loser, gone):
        for mail in mails_to(person):
            assert "50,000" not in mail
            assert first.agency.name not in mail
