"""Every action by everybody in any order: a model in plain Python says what is allowed and what comes of it.

The suite walks a few dozen times, always the same ways. BRIEFWELL_EXAMPLES=1000 walks longer.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings as hypothesis_settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from accounts.models import Membership, Role, User
from agencies.models import Agency
from contracts.actions import contracts
from contracts.models import Contract
from marketplace.lib.workflow import InvalidTransition
from projects.actions import bids, deadlines, leads, outcomes, projects, questions
from projects.matchmaking import seats
from projects.models import Bid, BidDraft, Deadline, DeadlineKind, Lead, Project, Question
from projects.policies import can_answer_lead, can_cancel, can_publish
from tests import factories, life
from tests.projects import bidding, briefs, market
from tests.projects.expected import AGENCIES, QUESTIONS_EACH, SEATS, Model, SeatModel

EXAMPLES = int(os.environ.get("BRIEFWELL_EXAMPLES", "40"))
STEPS = 30

REFUSED = (
    PermissionDenied,
    InvalidTransition,
    bids.BidsClosed,
    bids.NoSeat,
    bids.StaleBid,
    leads.AnsweredTooLate,
    leads.BidStands,
    outcomes.AlreadyAwarded,
    outcomes.BidChanged,
    outcomes.BidExpired,
    outcomes.OtherBids,
    questions.AnsweredBefore,
    questions.QuestionsClosed,
    questions.TooManyQuestions,
)

RIGHT = "whoever may"
CLIENTS = ["client-owner", "client-member", "client-removed", "client-suspended", "other-client"]
BIDDERS = [f"{role}-{number}" for number in range(AGENCIES) for role in ("owner", "member", "removed", "suspended")]
EVERYBODY = [*CLIENTS, *BIDDERS, "nobody"]

agency = st.integers(0, AGENCIES - 1)
person = st.sampled_from([*[RIGHT] * len(EVERYBODY) * 2, *EVERYBODY])
word = st.sampled_from(["one", "two"])
sometimes = st.sampled_from([False, False, False, True])


# --- the walk ------------------------------------------------------------------------------------------


class Walk(RuleBasedStateMachine):
    """One project from its draft on, in a transaction that is undone at the end."""

    def __init__(self, clients: dict[str, User], agencies: list[Agency]) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.clients, self.agencies = clients, list(agencies)
        owner = clients["client-owner"]
        self.project = briefs.draft(owner.organisations.get(), by=owner, seats=str(SEATS))
        self.model = Model(now=timezone.now())

    @initialize(stage=st.sampled_from([5, 4, 3, 2, 1, 0]))
    def set_out(self, stage: int) -> None:
        """A walk of random steps alone would seldom come far."""
        if stage > 0:
            self.publish(RIGHT)
        if stage > 1:
            for number in range(SEATS):
                self.accept(number, RIGHT)
        if stage > 2:
            for number in range(SEATS):
                self.begin(number, RIGHT)
                self.save(number, RIGHT, "one", False)
            for number in range(SEATS - 1):
                self.submit(number, RIGHT, False)
        if stage > 3:
            self.wait(timedelta(days=8))
        if stage > 4:
            self.meet_deadlines()

    # The client

    @rule(who=person)
    def publish(self, who: str) -> None:
        allowed = self.model.publish(self.named(who, "client-owner"))

        def run(by: User) -> None:
            can_publish(by, self.fresh()).or_403()
            briefs.publish(self.fresh(), by=by, at=self.model.now)

        if self.agree(allowed, who, "client-owner", run):
            self.read_what_was_published()

    @rule(who=person)
    def cancel(self, who: str) -> None:
        def run(by: User) -> None:
            can_cancel(by, self.fresh()).or_403()
            projects.cancel(self.fresh(), by=by, at=self.model.now)

        self.agree(self.model.cancel(self.named(who, "client-owner")), who, "client-owner", run)

    @precondition(lambda self: self.model.questions)
    @rule(data=st.data(), who=person, text=word)
    def answer(self, data: st.DataObject, who: str, text: str) -> None:
        asked = data.draw(st.sampled_from(sorted(self.model.questions)))
        question = Question.objects.get(lead__agency=self.agencies[asked[0]], text=asked[1], project=self.project)
        allowed = self.model.answer(asked, self.named(who, "client-member"), text)
        self.agree(
            allowed, who, "client-member", lambda by: questions.answer(question, text=text, by=by, at=self.model.now)
        )

    @precondition(lambda self: self.model.bids)
    @rule(data=st.data(), who=person, is_stale=sometimes)
    def decline_bid(self, data: st.DataObject, who: str, is_stale: bool) -> None:
        number = self.some_bid(data)
        bid = self.bid(number)
        allowed = self.model.decline_bid(number, self.named(who, "client-owner"), is_stale=is_stale)

        def run(by: User) -> None:
            reply = outcomes.Reply("price")
            outcomes.decline(bid, by=by, reply=reply, seen_version=bid.version - is_stale, at=self.model.now)

        self.agree(allowed, who, "client-owner", run)

    @precondition(lambda self: self.model.bids)
    @rule(data=st.data(), who=person, is_stale=sometimes, answers_all=st.sampled_from([True, True, True, False]))
    def award(self, data: st.DataObject, who: str, is_stale: bool, answers_all: bool) -> None:
        number = self.some_bid(data)
        bid = self.bid(number)
        replies = bidding.replies(bid) if answers_all else {"nobodys": outcomes.Reply("price")}
        allowed = self.model.award(number, self.named(who, "client-owner"), is_stale=is_stale, answers_all=answers_all)

        def run(by: User) -> None:
            seen = bid.version - is_stale
            contracts.award(bid, by=by, seen_version=seen, replies=replies, at=self.model.now)

        self.agree(allowed, who, "client-owner", run)

    # The agencies

    @precondition(lambda self: self.model.seats)
    @rule(number=agency, who=person)
    def accept(self, number: int, who: str) -> None:
        self.about_a_seat(number, who, self.model.accept, leads.accept, asks_first=True)

    @precondition(lambda self: self.model.seats)
    @rule(number=agency, who=person)
    def decline_seat(self, number: int, who: str) -> None:
        self.about_a_seat(number, who, self.model.decline_seat, leads.decline, asks_first=True, reason="budget")

    @precondition(lambda self: self.model.seats)
    @rule(number=agency, who=person)
    def begin(self, number: int, who: str) -> None:
        self.about_a_seat(number, who, self.model.begin, bids.begin)

    @precondition(lambda self: self.model.seats)
    @rule(number=agency, who=person, text=st.sampled_from(["Why?", "When?", "Who?"]))
    def ask(self, number: int, who: str, text: str) -> None:
        self.about_a_seat(number, who, lambda key, name: self.model.ask(key, name, text), questions.ask, text=text)

    @precondition(lambda self: self.model.bids)
    @rule(number=agency, who=person, text=word, is_stale=sometimes)
    def save(self, number: int, who: str, text: str, is_stale: bool) -> None:
        if number not in self.model.bids:
            return
        bid, seen = self.bid(number), self.model.bids[number].saved - is_stale
        allowed = self.model.save(number, self.named(who, f"owner-{number}"), text, is_stale=is_stale)

        def run(by: User) -> None:
            bids.save(bid, typed={"letter": text}, seen_version=seen, by=by, at=self.model.now)

        self.agree(allowed, who, f"owner-{number}", run)

    @precondition(lambda self: self.model.bids)
    @rule(number=agency, who=person, is_stale=sometimes)
    def submit(self, number: int, who: str, is_stale: bool) -> None:
        if number not in self.model.bids:
            return
        bid, seen = self.bid(number), self.model.bids[number].saved - is_stale
        allowed = self.model.submit(number, self.named(who, f"owner-{number}"), is_stale=is_stale)

        def run(by: User) -> None:
            terms = bidding.terms(stands_until=self.model.stands_until)
            bids.submit(bid, terms=terms, seen_version=seen, by=by, at=self.model.now)

        self.agree(allowed, who, f"owner-{number}", run)

    @precondition(lambda self: self.model.bids)
    @rule(number=agency, who=person)
    def withdraw(self, number: int, who: str) -> None:
        if number not in self.model.bids:
            return
        bid = self.bid(number)
        allowed = self.model.withdraw(number, self.named(who, f"owner-{number}"))

        def run(by: User) -> None:
            bids.withdraw(bid, by=by, reason="no_capacity", at=self.model.now)

        self.agree(allowed, who, f"owner-{number}", run)

    # The clock

    @precondition(lambda self: self.model.seats)
    @rule(how_long=st.sampled_from([timedelta(hours=hours) for hours in (1, 47, 80, 200, 400)]))
    def wait(self, how_long: timedelta) -> None:
        self.model.now += how_long

    @precondition(lambda self: self.model.seats)
    @rule()
    def lapse(self) -> None:
        """What `sweep_leads` does, at the walk's own time."""
        at = self.model.now
        for lead in Lead.objects.filter(project=self.project, answer_by__lte=at).order_by("pk"):
            leads.lapse(lead, at=at)
        seats.fill(self.project, at=at)
        self.model.lapse()

    @precondition(lambda self: self.model.seats)
    @rule()
    def meet_deadlines(self) -> None:
        """What `sweep_deadlines` does, at the walk's own time."""
        for row in Deadline.objects.due(self.model.now).filter(project=self.project).select_related("project"):
            deadlines.meet(row, at=self.model.now)
        self.model.meet_deadlines()

    # What must be so after each step

    @invariant()
    def the_database_is_as_the_model(self) -> None:
        number_of = {made.pk: number for number, made in enumerate(self.agencies)}
        assert self.fresh().state == self.model.state
        seats_now = Lead.objects.filter(project=self.project).values_list("agency", "state", "closed_at")
        assert {number_of[key]: (state, closed is not None) for key, state, closed in seats_now} == {
            number: (seat.state, seat.is_closed) for number, seat in self.model.seats.items()
        }
        bids_now = Bid.objects.filter(project=self.project).values_list("agency", "state", "version")
        assert {number_of[key]: rest for key, *rest in bids_now} == {
            number: [bid.state, bid.version] for number, bid in self.model.bids.items()
        }
        drafts = BidDraft.objects.filter(bid__project=self.project)
        saved = drafts.values_list("bid__agency", "answers_version", "sent_version")
        assert {number_of[key]: rest for key, *rest in saved} == {
            number: [bid.saved, bid.sent] for number, bid in self.model.bids.items()
        }
        asked = Question.objects.filter(project=self.project).values_list("lead__agency", "text", "answer")
        assert {(number_of[key], text): answer for key, text, answer in asked} == self.model.questions
        chosen = Contract.objects.filter(project=self.project).values_list("bid__agency", "version__number")
        assert [(number_of[key], version) for key, version in chosen] == [
            (number, bid.version) for number, bid in self.model.bids.items() if bid.state == "awarded"
        ]

    def teardown(self) -> None:
        try:
            connection.check_constraints()
            life.assert_unharmed()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # Helpers

    def named(self, who: str, right: str) -> str:
        return right if who == RIGHT else who

    def person(self, name: str) -> User:
        if name in self.clients:
            return self.clients[name]
        role, number = name.split("-")
        return User.objects.get(email=_address(role, self.agencies[int(number)]))

    def fresh(self) -> Project:
        return Project.objects.get(pk=self.project.pk)

    def bid(self, number: int) -> Bid:
        return Bid.objects.select_related("project", "agency").get(project=self.project, agency=self.agencies[number])

    def some_bid(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.model.bids)))

    def about_a_seat(
        self,
        number: int,
        who: str,
        expect: Callable[[int, str], bool],
        do: Callable[..., Any],
        *,
        asks_first: bool = False,
        **options: Any,
    ) -> None:
        if number not in self.model.seats:
            return
        lead = Lead.objects.select_related("agency").get(project=self.project, agency=self.agencies[number])

        def run(by: User) -> None:
            if asks_first:  # as the view does: the action itself asks nobody
                can_answer_lead(by, lead).or_403()
            do(lead, by=by, at=self.model.now, **options)

        self.agree(expect(number, self.named(who, f"owner-{number}")), who, f"owner-{number}", run)

    def agree(self, allowed: bool, who: str, right: str, run: Callable[[User], object]) -> bool:
        """Do it, and see that it is allowed or refused as the model said."""
        name = self.named(who, right)
        try:
            run(self.person(name))
        except REFUSED as error:
            refused: Exception | None = error
        else:
            refused = None
        assert allowed == (refused is None), (name, refused)
        return allowed

    def read_what_was_published(self) -> None:
        """The dates come from the calendar, and who is asked first from the engine."""
        project = self.fresh()
        market.match(project)
        self.model.state = "open"
        self.model.closes_at, self.model.questions_close_at = project.bids_close_at, project.questions_close_at
        self.model.gives_up_at = project.deadlines.get(kind=DeadlineKind.GIVE_UP).due_at
        first = list(project.leads.select_related("agency").order_by("pk"))
        assert len(first) == SEATS
        asked = [lead.agency for lead in first]
        self.agencies = [*asked, *(each for each in self.agencies if each not in asked)]
        for number, lead in enumerate(first):
            self.model.seats[number] = SeatModel("offered", lead.answer_by)
        self.model.now = max(self.model.now, first[0].offered_at)


# --- the people ----------------------------------------------------------------------------------------


def _address(role: str, agency: Agency) -> str:
    return f"{role}@{agency.slug}.example"


def _agency(number: int) -> Agency:
    made = life.agency(f"Agency {number + 1}")
    house = made.organisation
    factories.member(email=_address("member", made), organisation=house, role=Role.MEMBER)
    factories.member(email=_address("removed", made), organisation=house).delete()
    _suspend(factories.member(email=_address("suspended", made), organisation=house))
    return made


def _clients() -> dict[str, User]:
    owner = factories.member(email="owner@client.example", organisation="Tidewater Ferries")
    house = owner.organisation
    member = factories.member(email="member@client.example", organisation=house, role=Role.MEMBER)
    removed = factories.member(email="removed@client.example", organisation=house)
    removed.delete()
    suspended = _suspend(factories.member(email="suspended@client.example", organisation=house))
    other = factories.member(email="other@elsewhere.example", organisation="Elsewhere")
    people = {name: each.user for name, each in zip(CLIENTS, [owner, member, removed, suspended, other], strict=True)}
    return {**people, "nobody": factories.user(email="nobody@nowhere.example")}


def _suspend(membership: Membership) -> Membership:
    User.objects.filter(pk=membership.user_id).update(suspended_at=timezone.now())
    return membership


def walk(settings: Settings, *, examples: int, **options: Any) -> None:
    settings.QUESTIONS_PER_AGENCY = QUESTIONS_EACH
    clients, agencies = _clients(), [_agency(number) for number in range(AGENCIES)]
    run_state_machine_as_test(
        lambda: Walk(clients, agencies),
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            **options,
        ),
    )


@pytest.mark.django_db
@pytest.mark.timeout(3600)
def test_every_walk_goes_as_the_model_says(settings: Settings) -> None:
    walk(settings, examples=EXAMPLES)


@pytest.mark.django_db
def test_a_rule_that_is_gone_is_noticed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: drafts of bids outlive their project."""
    monkeypatch.setattr(outcomes, "_end_drafts", lambda *_, **__: None)
    with pytest.raises((AssertionError, ExceptionGroup)):
        walk(settings, examples=25, phases=[Phase.generate])
