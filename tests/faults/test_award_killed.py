"""Awarded means all of it: a web process killed between any two statements leaves the project as it was, or a contract.

And a broker that is gone costs an award half a second at most: the notices are rows, and arrive later.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from contracts.actions import contracts
from contracts.models import Contract
from marketplace.lib import jobs
from notifications import tasks
from notifications.models import Delivery
from projects.actions import deadlines, leads
from projects.models import Bid, Lead, Project
from projects.states import BidState, LeadState, ProjectState
from tests import life
from tests.faults.brokers import BlackHole, stopwatch
from tests.projects import bidding, market

KILLED = 9
DONE = 0
EVERY = 7
"""One statement in so many is the last of a round: an award says a hundred and more."""
BUDGET = 0.5

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _killed() -> None:
    """As by kill -9: no exception, no clean-up, no goodbye to the database."""
    os._exit(KILLED)


class _After:
    """Lets so many statements through, and ends the process before the next."""

    def __init__(self, statements: int) -> None:
        self.left = statements

    def __call__(self, execute: Callable[..., Any], *said: Any) -> Any:
        if not self.left:
            _killed()
        self.left -= 1
        return execute(*said)


def _award(bid: Bid, by: User) -> Contract:
    chosen = Bid.objects.select_related("project").get(pk=bid.pk)
    return contracts.award(chosen, by=by, seen_version=1, replies=bidding.replies(chosen))


def _award_and_die(bid: Bid, by: User, statements: int) -> int:
    """Award in a process of its own, with a connection of its own; how it ended."""
    child = os.fork()
    if not child:
        try:
            connection.connection = None  # the parent's socket is the parent's, and so are those in its pool
            connection.settings_dict["OPTIONS"].pop("pool", None)
            connection.ensure_connection()
            if statements < 0:
                connection.connection.commit = _killed
                _award(bid, by)
            else:
                with connection.execute_wrapper(_After(statements)):
                    _award(bid, by)
            os._exit(DONE)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _shape(project: Project) -> tuple[object, ...]:
    """Every row that an award touches."""
    return (
        Project.objects.values("state", "decide_by").get(pk=project.pk),
        list(project.bids.order_by("pk").values("state", "decided_at", "decline_reason", "decline_note")),
        list(project.leads.order_by("pk").values("state", "closed_at")),
        project.events.count(),
        Contract.objects.count(),
        Delivery.objects.count(),
    )


@pytest.fixture
def weighed(ada: User, publisher: Callable[[str], None]) -> tuple[Project, Bid]:
    """Deciding between two bids; a third agency wrote nothing."""
    publisher("memory://")
    for number in range(1, 4):
        life.agency(f"Agency {number}")
    project = life.project(ada, seats=3)
    market.match(project)
    first, second, third = project.leads.select_related("agency").order_by("pk")
    bids = [bidding.send(_seated(lead)) for lead in (first, second)]
    bidding.begin(_seated(third))
    return Project.objects.get(pk=project.pk), bids[0]


def _seated(lead: Lead) -> Lead:
    return leads.accept(lead, by=market.owner_of(lead.agency))


@pytest.mark.timeout(600)
def test_a_process_killed_between_any_statements_leaves_nothing_or_everything(
    ada: User, weighed: tuple[Project, Bid]
) -> None:
    project, bid = weighed
    project = _close(project)
    before = _shape(project)
    for statements in [-1, *range(0, 1000, EVERY)]:
        ended = _award_and_die(bid, ada, statements)
        if ended == DONE:
            break
        assert ended == KILLED
        assert _shape(project) == before, statements
    assert statements > EVERY * 5
    contract = Contract.objects.get(project=project)
    assert contract.bid == bid
    assert sorted(project.bids.values_list("state", flat=True)) == [
        BidState.AWARDED,
        BidState.DECLINED,
        BidState.LAPSED,
    ]
    assert LeadState.OFFERED not in project.leads.values_list("state", flat=True)
    life.assert_unharmed()


def _close(project: Project) -> Project:
    row = project.deadlines.get(kind="bids_close")
    assert deadlines.meet(row, at=row.due_at)
    closed = Project.objects.get(pk=project.pk)
    assert closed.state == ProjectState.DECIDING
    return closed


def test_a_mute_broker_costs_an_award_little_and_its_notices_arrive_later(
    ada: User, weighed: tuple[Project, Bid], publisher: Callable[[str], None]
) -> None:
    project, bid = weighed
    _close(project)
    with stopwatch() as usual:
        _undone(lambda: _award(bid, ada))
    told = Delivery.objects.count()
    with BlackHole() as hole:
        publisher(f"redis://127.0.0.1:{hole.port}/")
        with stopwatch() as taken:
            _award(bid, ada)
    assert taken[0] < usual[0] + BUDGET
    assert Contract.objects.count() == 1
    due = jobs.overdue(Delivery, grace=jobs.GRACE * 0)
    assert Delivery.objects.count() > told
    for pk in due:
        tasks.deliver(pk)
    kinds = set(Delivery.objects.filter(done_at__isnull=False).values_list("notification__kind", flat=True))
    assert {"bid_awarded", "contract_made", "bid_declined", "awarded_elsewhere"} <= kinds
    life.assert_unharmed()


def _undone(run: Callable[[], object]) -> None:
    with transaction.atomic():
        run()
        transaction.set_rollback(True)
