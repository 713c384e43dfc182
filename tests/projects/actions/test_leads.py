"""Taking a seat, giving it back, and what happens when two things are done at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role, User
from marketplace.lib.workflow import InvalidTransition
from notifications.models import Notification
from projects import policies, tasks
from projects.actions import leads
from projects.matchmaking import matches
from projects.models import DeclineReason, Lead, MatchRun, ProjectEvent
from projects.states import LeadState
from tests import factories
from tests.projects import market
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(ada: User, grace: User) -> Lead:
    market.known(grace)
    return market.matched(ada).leads.get()


def test_accepting_takes_the_seat_and_tells_the_client(lead: Lead, ada: User, grace: User) -> None:
    taken = leads.accept(lead, by=grace)
    assert (taken.state, taken.answered_by, taken.closed_at) == (LeadState.ACCEPTED, grace, None)
    assert taken.answered_at is not None
    assert lead.project.events.filter(kind="accepted", by_id=grace.pk).count() == 1
    assert Notification.objects.get(recipient=ada, kind="lead_accepted").facts["agency"] == "Paperlark"


def test_accepting_twice_changes_nothing(lead: Lead, grace: User) -> None:
    first = leads.accept(lead, by=grace)
    second = leads.accept(lead, by=grace)
    assert first.answered_at == second.answered_at
    assert lead.project.events.filter(kind="accepted").count() == 1


def test_accepting_after_the_time_to_answer_is_refused_with_a_sentence(lead: Lead, grace: User) -> None:
    with pytest.raises(leads.AnsweredTooLate, match="the seat goes to the next agency"):
        leads.accept(lead, by=grace, at=lead.answer_by)
    lead.refresh_from_db()
    assert lead.state == LeadState.OFFERED


def test_control_a_second_before_the_end_is_in_time(lead: Lead, grace: User) -> None:
    leads.accept(lead, by=grace, at=lead.answer_by - timedelta(seconds=1))


@pytest.mark.parametrize("state", [LeadState.DECLINED, LeadState.LAPSED, LeadState.WITHDRAWN])
def test_a_closed_lead_is_not_accepted(lead: Lead, grace: User, state: str) -> None:
    now = timezone.now()
    Lead.objects.update(state=state, closed_at=now, answered_at=now, decline_reason="other")
    with pytest.raises(InvalidTransition, match="can't be done any more"):
        leads.accept(lead, by=grace)


def test_declining_keeps_the_reason_and_asks_the_next(ada: User) -> None:
    market.agencies(4)
    project = market.matched(ada, seats=3)
    lead = project.leads.order_by("pk")[0]
    leads.decline(lead, by=market.owner_of(lead.agency), reason=DeclineReason.BUDGET, note="From 70k.")
    lead.refresh_from_db()
    assert (lead.state, lead.decline_reason, lead.decline_note) == ("declined", "budget", "From 70k.")
    assert project.leads.open().count() == 3
    told = Notification.objects.get(recipient=ada, kind="lead_declined")
    assert (told.facts["reason"], told.facts["note"]) == ("Budget too small", "From 70k.")


def test_a_seat_that_was_taken_can_be_given_back(lead: Lead, grace: User) -> None:
    leads.accept(lead, by=grace)
    assert leads.decline(lead, by=grace, reason="no_capacity").state == LeadState.DECLINED


def test_declining_twice_changes_nothing(lead: Lead, grace: User) -> None:
    leads.decline(lead, by=grace, reason="budget")
    leads.decline(lead, by=grace, reason="conflict")
    lead.refresh_from_db()
    assert lead.decline_reason == "budget"
    assert lead.project.events.filter(kind="declined").count() == 1


def test_lapsing_before_the_time_is_over_does_nothing(lead: Lead) -> None:
    assert leads.lapse(lead) is False
    assert leads.lapse(lead, at=lead.answer_by) is True
    assert leads.lapse(lead, at=lead.answer_by) is False


def test_withdrawing_tells_everybody_with_an_open_lead(ada: User, grace: User, lead: Lead) -> None:
    leads.accept(lead, by=grace)
    assert leads.withdraw_all(lead.project, by=ada, at=timezone.now()) == 1
    assert leads.withdraw_all(lead.project, by=ada, at=timezone.now()) == 0
    lead.refresh_from_db()
    assert lead.state == LeadState.WITHDRAWN
    assert Notification.objects.filter(recipient=grace, kind="lead_withdrawn").count() == 1


def test_every_step_is_in_an_unbroken_history(lead: Lead, grace: User) -> None:
    leads.accept(lead, by=grace)
    leads.decline(lead, by=grace, reason="unclear")
    kinds = list(lead.project.events.order_by("number").values_list("kind", flat=True))
    assert kinds == ["matched", "offered", "accepted", "declined"]
    assert ProjectEvent.broken_links(lead.project) == []


def test_opening_is_kept_once(lead: Lead) -> None:
    first = timezone.now()
    assert leads.mark_seen(lead, at=first) is True
    assert leads.mark_seen(lead, at=first + timedelta(hours=1)) is False
    lead.refresh_from_db()
    assert lead.seen_at == first


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "maybe"},
        {"state": "declined", "answered_at": timezone.now(), "decline_reason": ""},
        {"state": "accepted", "answered_at": None},
    ],
)
def test_the_database_refuses_impossible_leads(lead: Lead, changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(**changes)


def test_the_database_refuses_a_second_lead_for_an_agency(lead: Lead) -> None:
    lead.pk, lead.code = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        lead.save(force_insert=True)


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "allowed", "reason"),
    [(Role.OWNER, True, ""), (Role.MANAGER, True, ""), (Role.MEMBER, False, "Owners and managers answer leads")],
)
def test_owners_and_managers_answer(lead: Lead, role: str, allowed: bool, reason: str) -> None:
    person = factories.member(email="new@agency.example", organisation=lead.agency.organisation, role=role).user
    verdict = policies.can_answer_lead(person, lead)
    assert bool(verdict) is allowed
    assert reason in str(verdict.reason)


def test_whoever_lost_the_right_since_the_page_was_read_answers_nothing(lead: Lead, grace: User, rival: User) -> None:
    grace.memberships.update(role=Role.MEMBER)
    for nobody in (grace, rival):
        with pytest.raises(PermissionDenied):
            leads.accept(lead, by=nobody)
        with pytest.raises(PermissionDenied):
            leads.decline(lead, by=nobody, reason=DeclineReason.BUDGET)
    lead.refresh_from_db()
    assert lead.state == LeadState.OFFERED


def test_strangers_and_the_client_do_not_answer(lead: Lead, ada: User, mallory: User, rival: User) -> None:
    for person in (ada, mallory, rival):
        assert "another agency" in str(policies.can_answer_lead(person, lead).reason)


# --- at once (PostgreSQL) -----------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(5))
def test_an_answer_and_the_clock_at_once_give_one_of_the_two(ada: User, grace: User, round_number: int) -> None:
    market.known(grace)
    lead = market.matched(ada).leads.get()

    def do(number: int) -> object:
        if number % 2:
            return leads.lapse(lead, at=lead.answer_by)
        return leads.accept(lead, by=grace, at=lead.answer_by - timedelta(seconds=1))

    _, failures = at_once(6, do)
    lead.refresh_from_db()
    assert all(isinstance(failure, InvalidTransition) for failure in failures)
    kinds = set(lead.project.events.values_list("kind", flat=True)) & {"accepted", "lapsed"}
    assert kinds == {lead.state}
    assert lead.project.events.filter(kind__in=["accepted", "lapsed"]).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_brief_match_it_once(ada: User) -> None:
    market.agencies(6)
    project = market.project(ada)
    version = project.versions.get()
    _, failures = at_once(6, lambda number: tasks.match_brief(version.pk))
    assert failures == []
    assert MatchRun.objects.count() == 1
    assert project.leads.count() == 5
    assert Notification.objects.filter(recipient=ada, kind="brief_matched").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_the_workers_collide(ada: User) -> None:
    market.agencies(6)
    version = market.project(ada).versions.select_related("project").get()
    _, failures = at_once(6, lambda number: matches.match(version))
    assert len(failures) == 6  # none holds a lease: the guard that a claim satisfies refuses them all


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_answers_at_once_never_deadlock(ada: User) -> None:
    agencies = market.agencies(8, capacity=20)
    projects = [market.matched(ada, seats=5) for _ in range(8)]
    every = list(Lead.objects.select_related("agency"))

    def do(number: int) -> None:
        for lead in every[number::16]:
            leads.decline(lead, by=market.owner_of(lead.agency), reason="budget")

    _, failures = at_once(16, do)
    assert failures == []
    for project in projects:
        assert project.leads.open().count() <= 5
        assert ProjectEvent.broken_links(project) == []
    assert all(agency.leads.open().count() <= 20 for agency in agencies)
