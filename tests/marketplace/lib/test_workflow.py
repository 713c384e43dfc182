"""Guarded moves: of two movers at once exactly one succeeds."""

import threading

import pytest
from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from agencies.states import AgencyState
from marketplace.lib.workflow import InvalidTransition, Transition, Workflow, advance, allows
from tests import factories
from tests.races import at_once

MOVES: Workflow = {
    "pause": Transition((AgencyState.PUBLISHED,), AgencyState.PAUSED, ("owner",)),
    "resume": Transition((AgencyState.PAUSED,), AgencyState.PUBLISHED, ("owner",)),
}


@pytest.fixture
def agency(grace: User) -> Agency:
    return Agency.objects.get(slug="paperlark")


def test_a_legal_move_is_made_with_its_changes(agency: Agency) -> None:
    at = timezone.now()
    advance(agency, "pause", MOVES, capacity_confirmed_at=at)
    assert (agency.state, agency.capacity_confirmed_at) == (AgencyState.PAUSED, at)
    agency.refresh_from_db()
    assert (agency.state, agency.capacity_confirmed_at) == (AgencyState.PAUSED, at)


def test_an_illegal_move_changes_nothing_and_says_where_the_thing_is(agency: Agency) -> None:
    before = agency.capacity_confirmed_at
    with pytest.raises(InvalidTransition) as refusal:
        advance(agency, "resume", MOVES, capacity_confirmed_at=timezone.now())
    assert str(AgencyState.PUBLISHED.label) in str(refusal.value)
    assert (refusal.value.instance, refusal.value.action) == (agency, "resume")
    agency.refresh_from_db()
    assert (agency.state, agency.capacity_confirmed_at) == (AgencyState.PUBLISHED, before)


def test_the_database_decides_and_not_what_is_in_memory(agency: Agency) -> None:
    stale = Agency.objects.get(pk=agency.pk)
    advance(agency, "pause", MOVES)
    with pytest.raises(InvalidTransition):
        advance(stale, "pause", MOVES)
    assert stale.state == AgencyState.PAUSED


def test_a_thing_that_is_gone_can_not_be_moved(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(state=AgencyState.PAUSED)
    agency.pk = 10**9
    with pytest.raises((InvalidTransition, Agency.DoesNotExist)):
        advance(agency, "resume", MOVES)


def test_an_unknown_action_is_a_mistake_of_ours(agency: Agency) -> None:
    with pytest.raises(KeyError):
        advance(agency, "explode", MOVES)


def test_the_table_says_what_is_allowed() -> None:
    assert allows(MOVES, "pause", AgencyState.PUBLISHED)
    assert not allows(MOVES, "pause", AgencyState.PAUSED)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_movers_at_once_one_succeeds() -> None:
    made = factories.agency(organisation=factories.organisation())
    for _ in range(5):
        Agency.objects.update(state=AgencyState.PUBLISHED)
        done, refused = at_once(8, lambda number: advance(Agency.objects.get(pk=made.pk), "pause", MOVES))
        assert len(done) == 1
        assert [type(failure) for failure in refused] == [InvalidTransition] * 7


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_reading_deciding_and_writing_lets_all_succeed() -> None:
    made, read = factories.agency(organisation=factories.organisation()), threading.Barrier(4)

    def pause_badly(number: int) -> None:
        agency = Agency.objects.get(pk=made.pk)
        if agency.state != AgencyState.PUBLISHED:
            raise InvalidTransition(agency, "pause", agency.state)
        read.wait(timeout=10)
        agency.state = AgencyState.PAUSED
        agency.save(update_fields=["state"])

    done, refused = at_once(4, pause_badly)
    assert (len(done), refused) == (4, [])
