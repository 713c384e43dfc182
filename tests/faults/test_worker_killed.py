"""kill -9 in the middle of two hundred matches loses nothing and doubles nothing; a dead broker neither."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from accounts.models import User
from marketplace.lib import clock, jobs
from notifications.models import Delivery, Notification
from projects import periodic, tasks
from projects.models import BriefVersion, Lead, Match, MatchRun, Project, ProjectEvent
from tests import life
from tests.faults.brokers import free_port, reachable, stopwatch
from tests.faults.workers import REDIS_SERVER, Worker, own_redis, wait_for, workers
from tests.projects import briefs, market

PROJECTS = 200
BROKER = "redis://127.0.0.1:6379/12"

pytestmark = [
    pytest.mark.faults,
    pytest.mark.postgres,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]
needs_redis = pytest.mark.skipif(not reachable("127.0.0.1", 6379), reason="needs a Redis on 127.0.0.1:6379")
needs_server = pytest.mark.skipif(REDIS_SERVER is None, reason="needs redis-server or valkey-server to start one")


@pytest.fixture
def empty_broker() -> Iterator[str]:
    client = redis.Redis.from_url(BROKER)
    client.flushdb()
    yield BROKER
    client.flushdb()
    client.close()


def _done() -> int:
    return BriefVersion.objects.filter(done_at__isnull=False).count()


def _sweep() -> None:
    periodic.sweep_matching()


def _let_leases_end() -> None:
    """As if the time of a lease had gone by: nobody alive holds one."""
    past = timezone.now() - timedelta(minutes=1)
    held = BriefVersion.objects.filter(done_at__isnull=True, lease_until__isnull=False)
    held.update(lease_until=past)


def _long_due() -> None:
    """As if it had been posted a minute ago, which is when the sweep looks for it."""
    BriefVersion.objects.filter(done_at__isnull=True).update(due_at=timezone.now() - timedelta(minutes=1))


def _market(ada: User, *, agencies: int, projects: int, capacity: int = 50) -> list[Project]:
    for number in range(agencies):
        life.agency(f"Agency {number}", capacity=capacity)
    made = [life.project(ada, seats=3, title=f"Booking back end {number}") for number in range(projects)]
    _long_due()
    return made


@needs_redis
def test_killing_the_worker_in_the_middle_of_two_hundred_matches_loses_and_doubles_nothing(
    ada: User, tmp_path: Path, empty_broker: str, publisher: Callable[[str], None]
) -> None:
    publisher("memory://")
    projects = _market(ada, agencies=16, projects=PROJECTS)
    publisher(empty_broker)
    for pk in BriefVersion.objects.values_list("pk", flat=True):
        jobs.publish(tasks.match_brief, pk)
    with workers(empty_broker, tmp_path) as start:
        worker = start()
        wait_for(lambda: _done() >= 30, seconds=120, meanwhile=_sweep)  # a bell that was not heard costs seconds
        worker.kill_child()
        wait_for(lambda: _done() >= 70, seconds=120, meanwhile=_sweep)
        worker.kill()
        assert _done() < PROJECTS, "the worker was killed in the middle"
        _let_leases_end()
        _finish(start())
    _assert_each_once(projects)


def _finish(worker: Worker) -> None:
    wait_for(lambda: _done() == PROJECTS or not worker.is_alive, seconds=300, meanwhile=_sweep)
    assert worker.is_alive
    assert _done() == PROJECTS


def _assert_each_once(projects: list[Project]) -> None:
    assert MatchRun.objects.count() == PROJECTS
    assert set(MatchRun.objects.values_list("brief__project", flat=True)) == {project.pk for project in projects}
    assert Match.objects.count() == PROJECTS * 16
    assert set(Counter(Lead.objects.values_list("project", flat=True)).values()) == {3}
    assert Notification.objects.filter(kind="brief_matched").count() == PROJECTS
    assert Notification.objects.filter(kind="lead_offered").count() == Lead.objects.count() == PROJECTS * 3
    assert Delivery.objects.count() == Notification.objects.count()
    assert ProjectEvent.objects.filter(kind="matched").count() == PROJECTS
    life.assert_unharmed()


@needs_redis
def test_control_a_worker_that_is_killed_leaves_work_undone_until_somebody_sweeps(
    ada: User, tmp_path: Path, empty_broker: str, publisher: Callable[[str], None]
) -> None:
    """What the sweep and the leases are for: Redis alone gives a killed worker's tasks back after minutes only."""
    market.agencies(4, capacity=50)
    version = market.project(ada).versions.get()
    claimed = jobs.claim(BriefVersion, version.pk)  # a worker that dies with the row in its hands
    assert claimed is not None
    publisher(empty_broker)
    jobs.publish(tasks.match_brief, version.pk)
    with workers(empty_broker, tmp_path) as start:
        start()
        client = redis.Redis.from_url(empty_broker)
        wait_for(lambda: client.llen("celery") == 0, seconds=120)
        time.sleep(1)
        assert _done() == 0
        _let_leases_end()
        BriefVersion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        wait_for(lambda: _done() == 1, seconds=30, meanwhile=_sweep)


# --- the broker is gone -------------------------------------------------------------------------------


@needs_server
def test_publishing_with_a_dead_broker_takes_half_a_second_more_and_is_matched_when_it_is_back(
    ada: User, tmp_path: Path, publisher: Callable[[str], None]
) -> None:
    market.agencies(4)
    organisation = ada.organisations.get()
    drafts = [briefs.draft(organisation, by=ada, title=f"Booking back end {number}") for number in range(2)]
    publisher("memory://")
    with stopwatch() as usual:
        briefs.publish(drafts[0], by=ada)
    port = free_port()
    publisher(f"redis://127.0.0.1:{port}/0")
    with stopwatch() as without:
        briefs.publish(drafts[1], by=ada)
    assert without[0] < usual[0] + 0.5
    assert BriefVersion.objects.filter(due_at__lte=clock.now(), done_at__isnull=True).count() == 2
    with own_redis(tmp_path, port) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        BriefVersion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        start()
        wait_for(lambda: _done() == 2, seconds=60, meanwhile=_sweep)
    assert MatchRun.objects.count() == 2
    assert Notification.objects.filter(recipient=ada, kind="brief_matched").count() == 2
