"""A word in every private field is found where it may be and nowhere else: on pages, as every role, and in mails."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contracts.models import ContractEvent
from notifications import tasks
from notifications.models import Delivery, Notification
from projects import envelopes
from projects.actions import bids, leads, questions, remarks
from projects.bid_terms import Milestone
from projects.models import Bid, BidDraft, BidEvent, Lead, Project, ProjectEvent
from projects.models.bids import BidQuerySet
from projects.models.leads import LeadQuerySet
from tests.access import cast as casting
from tests.access.cast import ROLES
from tests.access.routes import paths
from tests.projects import bidding

CLIENT = frozenset({"client-owner", "client-member"})
WINNER = frozenset({"agency-owner", "agency-manager", "agency-member"})
LOSER = frozenset({"losing-bidder"})
NOBODY: frozenset[str] = frozenset()

READERS = {
    "bid": CLIENT | WINNER,
    "rivals_bid": CLIENT | LOSER,
    "decided_bid": CLIENT | WINNER,
    "lost_bid": CLIENT | LOSER,
    "withdrawn_bid": WINNER,
}
"""Who may read which bid: its agency, and the client unless it was taken back."""

PRICES = {"bid": 71_239, "rivals_bid": 62_347, "decided_bid": 84_563, "lost_bid": 53_461, "withdrawn_bid": 46_573}
FIELDS = ("letter", "title", "acceptance", "person", "assumption", "exclusion")

WORDS = {
    "unsentquince": WINNER,
    "notequince": CLIENT,
    "replyquince": CLIENT | LOSER,
    "withdrawquince": CLIENT | WINNER,
    "Askerquince": WINNER,
}
"""What else is written: a draft not sent, the client's note, both refusals' words, and who asked."""

MAY_BE_TOLD = {"replyquince": "tidemark.example", "withdrawquince": "client.example"}
"""The only ones in a notice, and to whom."""

BIDDERS = CLIENT | WINNER | LOSER
"""Who gets an answer with a form in it, when a form is posted empty."""

ABOUT_BIDS = ("award", "contracts:", "leads:", "notifications:", "projects:", "receipt")


def written(name: str) -> dict[str, Any]:
    """A bid with a word of its own in each field, and an amount that is nobody else's."""
    word = {field: f"{field}{name.replace('_', '')}" for field in FIELDS}
    first = Milestone(word["title"], bidding.START, 100, word["acceptance"])
    return {
        "letter": word["letter"],
        "milestones": (first, Milestone("Handover", bidding.START, PRICES[name] * 100 - 100)),
        "team": (word["person"],),
        "assumptions": (word["assumption"],),
        "exclusions": (word["exclusion"],),
    }


def canaries() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Each with how it looks on a page, and who may see it."""
    found = {word: (re.compile(word), readers) for word, readers in WORDS.items()}
    for name, readers in READERS.items():
        for field in FIELDS:
            word = f"{field}{name.replace('_', '')}"
            found[word] = re.compile(rf"\b{word}\b"), readers
        thousands, rest = divmod(PRICES[name], 1000)
        found[f"price of {name}"] = re.compile(rf"(?<!\d){thousands}[,.\s\u202f]?{rest}(?!\d)"), readers
    return found


CANARIES = canaries()


def seen_in(text: str) -> set[str]:
    return {name for name, (pattern, _readers) in CANARIES.items() if pattern.search(text)}


@pytest.fixture
def cast(db: None, settings: Any) -> casting.Cast:
    told = {name: written(name) for name in READERS if name != "withdrawn_bid"}
    made = casting.assemble({**told, "reply": {"note": "replyquince"}})
    codes = made.arguments
    client, agency = (User.objects.get(email=f"{each}.example") for each in ("ada@client", "grace@agency"))
    bid = Bid.objects.get(code=codes["bid"])
    draft = BidDraft.objects.get(bid=bid)
    bids.save(bid, typed={"letter": "unsentquince"}, seen_version=draft.answers_version, by=agency)
    remarks.note(bid, text="notequince", seen_version=0, by=client)
    remarks.shortlist(bid, on=True, by=client)
    asker = User.objects.get(email="moss@agency.example")
    User.objects.filter(pk=asker.pk).update(name="Askerquince Moss")
    asked = questions.ask(bid.lead, text="Do the quays have power?", by=asker)
    questions.answer(asked, text="Most of them.", by=client)
    questions.ask(bid.lead, text="And water?", by=asker)
    lead = leads.accept(Lead.objects.get(code=codes["lead"]), by=agency)
    taken_back = bidding.send(lead, **written("withdrawn_bid"))
    bids.withdraw(taken_back, by=agency, reason="no_capacity", note="withdrawquince")
    made.arguments |= {"withdrawn": lead.project.code, "withdrawn_bid": taken_back.code}
    made.arguments["withdrawn_receipt"] = taken_back.versions.get().receipt
    return made


def everywhere(codes: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every route with what the sweep puts in it, then those about bids with every other bid."""
    other = [
        {},
        {"bid": codes["rivals_bid"], "bid_lead": codes["rivals_lead"], "receipt": codes["rivals_receipt"]},
        {"weighed": codes["decided"], "bid": codes["decided_bid"], "bid_lead": codes["decided_lead"]},
        {"weighed": codes["decided"], "bid": codes["lost_bid"], "bid_lead": codes["lost_lead"]},
        {
            "weighed": codes["withdrawn"],
            "project": codes["withdrawn"],
            "bid": codes["withdrawn_bid"],
            "bid_lead": codes["lead"],
            "receipt": codes["withdrawn_receipt"],
        },
        {"project": codes["weighed"], "lead": codes["bid_lead"]},
        {"project": codes["decided"], "lead": codes["lost_lead"]},
        {"lead": codes["rivals_lead"]},
    ]
    met = set()
    for changes in other:
        for name, path in paths({**codes, **changes}).items():
            if path not in met and (not changes or name.startswith(ABOUT_BIDS)):
                met.add(path)
                yield name, path


def page(client: Client, method: str, path: str) -> str:
    """What the answer says, head and body; whatever it wrote is undone."""
    kept = dict(client.cookies)
    with transaction.atomic():
        client.raise_request_exception = False
        answer = client.generic(method, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    return f"{answer.headers}\n{body.decode(errors='replace')}"


def crawl(cast: casting.Cast, roles: tuple[str, ...] = ROLES, only: str = "") -> set[tuple[str, str, str]]:
    """(canary, role, route) of whatever was seen."""
    return {
        (canary, role, name)
        for name, path in everywhere(cast.arguments)
        if name.startswith(only)
        for role in roles
        for method in (("GET", "POST") if name.startswith(ABOUT_BIDS) and role in BIDDERS else ("GET",))
        for canary in seen_in(page(cast.clients[role], method, path))
    }


def leaks(seen: set[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(each for each in seen if each[1] not in CANARIES[each[0]][1])


@pytest.mark.timeout(900)
def test_each_private_word_is_read_by_those_who_may_and_by_nobody_else(
    cast: casting.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    seen = crawl(cast)
    assert leaks(seen) == []
    # Or the test would look for words that no page has.
    assert {canary for canary, _role, _name in seen} == CANARIES.keys()
    for name, readers in READERS.items():
        read_by = {role for canary, role, _page in seen if canary == f"price of {name}"}
        assert read_by == readers, name
    assert seen_in(caplog.text) == set()


def test_the_canary_sees_a_page_that_leaks(cast: casting.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: agencies find each other's leads and bids, and the envelopes are open."""
    monkeypatch.setattr(LeadQuerySet, "visible_to", lambda self, _user: self)
    monkeypatch.setattr(BidQuerySet, "visible_to", lambda self, _user: self)
    assert leaks(crawl(cast, ("losing-bidder", "rival-agency"), only="leads:bid")) == []  # still sealed
    monkeypatch.setattr(envelopes, "_may_read", lambda *_: True)
    monkeypatch.setattr(envelopes, "draft_of", lambda bid, reader: BidDraft.objects.get(bid=bid))
    leaked = leaks(crawl(cast, ("losing-bidder", "rival-agency"), only="leads:bid"))
    assert ("price of bid", "losing-bidder", "leads:bid") in leaked
    assert ("letterbid", "rival-agency", "leads:bid") in leaked


def test_the_asker_stays_hidden_from_the_other_agencies_and_the_client(cast: casting.Cast) -> None:
    """Rivals meet no other agency's name among their leads; the client's list of questions has none."""
    for name, path in everywhere(cast.arguments):
        if name.startswith("leads:"):
            said = page(cast.clients["losing-bidder"], "GET", path)
            assert "Paperlark" not in said, name
            assert "Merrowline" not in said, name
    answer = paths(cast.arguments | {"project": cast.arguments["weighed"]})["projects:answer"]
    for role in CLIENT:
        said = page(cast.clients[role], "GET", answer)
        assert "Paperlark" not in said


def test_nothing_private_is_told_kept_in_the_history_or_sent_by_mail(
    cast: casting.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    told = {
        (word, row.recipient.email) for row in Notification.objects.all() for word in seen_in(json.dumps(row.facts))
    }
    assert {(word, who.partition("@")[2]) for word, who in told} == set(MAY_BE_TOLD.items())
    for model in (ProjectEvent, BidEvent, ContractEvent):
        assert seen_in(json.dumps(list(model.objects.values_list("data", flat=True)))) == set()
    Delivery.objects.update(due_at=timezone.now())
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.deliver(pk)
    assert len(mail.outbox) > 10
    for message in mail.outbox:
        domain = message.to[0].partition("@")[2]
        for word in seen_in(message.message().as_string() + str(message.body)):
            assert MAY_BE_TOLD.get(word) == domain, (word, message.subject)
    assert seen_in(caplog.text) == set()
    assert Project.objects.filter(state="awarded").exists()
