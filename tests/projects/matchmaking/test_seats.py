"""Seats go to whoever is next and has room, each agency once, never more than there are."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from notifications.models import Notification
from projects import periodic, tasks
from projects.actions import projects
from projects.matchmaking import seats
from projects.models import BriefVersion, Lead, Project
from projects.states import LeadState
from tests.projects import market
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_as_many_are_asked_as_there_are_seats_one_of_them_by_lot(ada: User) -> None:
    market.agencies(8)
    project = market.matched(ada, seats=5)
    asked = project.leads.order_by("pk")
    assert asked.count() == 5
    assert sorted(lead.seat_kind for lead in asked) == ["lottery", "score", "score", "score", "score"]
    drawn = asked.get(seat_kind="lottery")
    assert drawn.match.probability == pytest.approx(1 / 4)
    assert project.events.get(kind="offered", data__seat="lottery").data["probability"] == pytest.approx(1 / 4)


def test_three_seats_have_no_lottery(ada: User) -> None:
    market.agencies(6)
    assert set(market.matched(ada, seats=3).leads.values_list("seat_kind", flat=True)) == {"score"}


def test_filling_twice_changes_nothing(ada: User) -> None:
    market.agencies(8)
    project = market.matched(ada)
    assert seats.fill(project) == []
    assert project.leads.count() == 5


def test_everybody_of_the_agency_is_told_once(ada: User, grace: User) -> None:
    market.known(grace)
    market.matched(ada)
    told = Notification.objects.get(recipient=grace, kind="lead_offered")
    assert told.facts["score"] == int(Lead.objects.get().match.score)
    assert told.facts["reasons"]
    assert told.facts["others"] == 4


def test_an_agency_below_the_least_score_is_not_asked(ada: User) -> None:
    market.agency("Films", description="We make films.", tagline="Films", services={"python-back-end": 1})
    project = market.matched(ada, text="Sealing marble floors.", title="Marble floors", services=[])
    assert project.versions.get().runs.get().matches.get().score < settings.LEAST_SCORE
    assert not project.leads.exists()


def test_an_agency_with_the_leads_it_wants_is_passed_over(ada: User) -> None:
    full, other = market.agency("Full", capacity=1), market.agency("Other", capacity=5)
    market.matched(ada)
    second = market.matched(ada)
    assert [lead.agency for lead in second.leads.all()] == [other]
    assert full.leads.count() == 1


def test_an_unconfirmed_capacity_counts_as_one(ada: User) -> None:
    long_ago = timezone.now() - timedelta(days=settings.CAPACITY_CONFIRM_DAYS + 1)
    made = market.agency("Silent", capacity=10, capacity_confirmed_at=long_ago)
    for _ in range(3):
        market.matched(ada)
    assert made.leads.count() == 1


def test_an_agency_paused_after_the_run_is_not_asked(ada: User) -> None:
    market.agencies(2, capacity=0)
    project = market.matched(ada)
    Agency.objects.update(capacity=3)
    Agency.objects.filter(slug="agency-1").update(state="paused")
    assert [lead.agency.slug for lead in seats.fill(project)] == ["agency-2"]


def test_nobody_is_asked_once_bids_are_closed(ada: User) -> None:
    market.agencies(2, capacity=0)
    project = market.matched(ada)
    Agency.objects.update(capacity=3)
    Project.objects.update(bids_close_at=timezone.now())
    assert seats.fill(project) == []
    assert seats.unfilled(timezone.now()) == []


def test_nobody_is_asked_once_the_project_is_called_off(ada: User) -> None:
    """A sweep lists projects with free seats, the client cancels, and only then the sweep comes to the project."""
    market.agencies(6)
    project = market.matched(ada, seats=3)
    projects.cancel(project, by=ada)
    assert seats.fill(project) == []
    assert Lead.objects.count() == 3


def test_nobody_has_longer_to_answer_than_bids_are_open(ada: User) -> None:
    market.agencies(1, capacity=0)
    project = market.matched(ada)
    closes_at = timezone.now() + timedelta(hours=5)
    Agency.objects.update(capacity=3)
    Project.objects.update(bids_close_at=closes_at)
    (lead,) = seats.fill(project)
    assert lead.answer_by == closes_at


# --- the clock ----------------------------------------------------------------------------------------


def test_a_lead_nobody_answers_lapses_and_the_next_agency_is_asked(ada: User) -> None:
    market.agencies(4)
    project = market.matched(ada, seats=3)
    lead = market.overdue(project.leads.order_by("pk")[0])
    periodic.sweep_leads()
    lead.refresh_from_db()
    assert lead.state == LeadState.LAPSED
    assert project.leads.open().count() == 3
    assert Notification.objects.filter(kind="lead_lapsed", recipient=ada).count() == 1
    assert Notification.objects.filter(kind="lead_missed", recipient=market.owner_of(lead.agency)).count() == 1


def test_control_a_lead_whose_time_runs_stays_open(ada: User) -> None:
    market.agencies(4)
    project = market.matched(ada, seats=3)
    market.overdue(project.leads.order_by("pk")[0], timezone.now() + timedelta(minutes=1))
    periodic.sweep_leads()
    assert not project.leads.filter(state=LeadState.LAPSED).exists()


def test_sweeping_twice_lapses_once(ada: User) -> None:
    market.agencies(4)
    project = market.matched(ada, seats=3)
    market.overdue(project.leads.order_by("pk")[0])
    periodic.sweep_leads()
    periodic.sweep_leads()
    assert project.events.filter(kind="lapsed").count() == 1
    assert project.leads.count() == 4


def test_a_seat_is_filled_when_somebody_has_room_again(ada: User) -> None:
    market.agencies(1, capacity=1)
    first, second = market.matched(ada), market.matched(ada)
    assert seats.unfilled(timezone.now()) == []
    market.overdue(first.leads.get())
    periodic.sweep_leads()
    assert second.leads.open().count() == 1


# --- at once (PostgreSQL) -----------------------------------------------------------------------------


def _projects_for_one_agency(ada: User, count: int, *, room: int) -> tuple[Agency, list[Project]]:
    wanted = market.agency("Wanted", capacity=0)
    projects = [market.matched(ada, seats=3) for _ in range(count)]
    Agency.objects.update(capacity=room)
    wanted.refresh_from_db()
    return wanted, projects


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_offers_at_once_to_an_agency_with_room_for_ten_give_ten(ada: User) -> None:
    wanted, projects = _projects_for_one_agency(ada, 50, room=10)
    _, failures = at_once(50, lambda number: seats.fill(projects[number]))
    assert failures == []
    assert wanted.leads.open().count() == 10


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_an_agency_gets_too_many(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, projects = _projects_for_one_agency(ada, 6, room=2)
    everybody = threading.Barrier(6)  # fewer than the pool has connections

    def unlocked(keys: object) -> dict[int, Agency]:
        found = {agency.pk: agency for agency in Agency.objects.filter(pk__in=keys)}
        everybody.wait(timeout=20)
        return found

    counted = seats.with_room
    waited = threading.local()

    def counted_together(agencies: object, at: object) -> set[int]:
        room = counted(agencies, at)  # type: ignore[arg-type]
        if getattr(waited, "once", False):
            everybody.wait(timeout=20)  # everybody has counted before anybody writes
        waited.once = True
        return room

    monkeypatch.setattr(seats, "lock_agencies", unlocked)
    monkeypatch.setattr(seats, "with_room", counted_together)
    at_once(6, lambda number: seats.one_pass(projects[number]))
    assert wanted.leads.open().count() == 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_filling_at_once_never_gives_more_seats_than_there_are(ada: User) -> None:
    market.agencies(8, capacity=0)
    project = market.matched(ada, seats=5)
    Agency.objects.update(capacity=3)
    _, failures = at_once(8, lambda number: seats.fill(project))
    assert failures == []
    assert project.leads.count() == 5
    assert project.events.filter(kind="offered").count() == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_lapse_once_and_ask_once(ada: User) -> None:
    market.agencies(6)
    project = market.matched(ada, seats=3)
    for lead in project.leads.all():
        market.overdue(lead)
    _, failures = at_once(4, lambda number: periodic.sweep_leads())
    assert failures == []
    assert project.leads.filter(state=LeadState.LAPSED).count() == 3
    assert project.leads.open().count() == 3
    assert project.events.filter(kind="lapsed").count() == 3
    assert Notification.objects.filter(kind="lead_lapsed", recipient=ada).count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_matching_several_briefs_at_once_never_deadlocks(ada: User) -> None:
    market.agencies(6, capacity=50)
    versions = [market.project(ada, seats=3).versions.get() for _ in range(6)]
    at_once(6, lambda number: tasks.match_brief(versions[number].pk))
    for version in versions:
        version.refresh_from_db()
        assert (version.job_state, version.attempts, version.failure) == ("done", 1, "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_lock_that_includes_keys_deadlocks(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for topic in ("ferries", "marble"):
        for number in range(3):
            market.agency(f"{topic} {number}", description=f"We know {topic}, and {topic} only.", tagline=topic)
    versions = [
        market.project(ada, seats=3, title=f"All about {topic}", text=topic).versions.get()
        for topic in ("ferries", "marble")
    ]
    both = threading.Barrier(2)

    def with_keys(keys: object) -> dict[int, Agency]:
        rows = Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        locked = {agency.pk: agency for agency in rows}
        both.wait(timeout=20)  # both have locked three agencies, and stored a match of all six
        return locked

    monkeypatch.setattr(seats, "lock_agencies", with_keys)
    at_once(2, lambda number: tasks.match_brief(versions[number].pk))
    failures = [version.failure for version in BriefVersion.objects.all() if version.failure]
    assert ["deadlock detected" in failure for failure in failures] == [True]
