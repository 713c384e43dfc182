"""The broker holds no truth: what it forgets the sweep finds in the database, and nothing is done twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from accounts.models import User
from marketplace.lib import jobs
from notifications.models import Delivery, Notification
from projects import periodic, tasks
from projects.models import BriefVersion, Lead, MatchRun
from tests import life
from tests.faults.workers import REDIS_SERVER, own_redis, wait_for, workers

QUEUED = 60

pytestmark = [
    pytest.mark.faults,
    pytest.mark.postgres,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(REDIS_SERVER is None, reason="needs redis-server or valkey-server to start one"),
]


def _done() -> int:
    return BriefVersion.objects.filter(done_at__isnull=False).count()


def _queue_all(broker: str, ada: User) -> "redis.Redis":
    """Every brief posted, every bell rung, nobody at work yet."""
    for number in range(6):
        life.agency(f"Agency {number}", capacity=50)
    for number in range(QUEUED):
        life.project(ada, seats=3, title=f"Booking back end {number}")
    client = redis.Redis.from_url(broker)
    assert client.llen("celery") >= QUEUED
    past = timezone.now() - timedelta(minutes=1)  # since when the bells have been unheard
    BriefVersion.objects.update(due_at=past)
    return client


def test_what_the_broker_forgot_is_done_once_all_the_same(
    ada: User, tmp_path: Path, publisher: Callable[[str], None]
) -> None:
    with own_redis(tmp_path) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        client = _queue_all(broker, ada)
        client.flushall()
        assert client.llen("celery") == 0
        start()
        wait_for(lambda: _done() >= 30, seconds=120, meanwhile=periodic.sweep_matching)
        client.flushall()  # and again, under the worker's hands
        wait_for(lambda: _done() == QUEUED, seconds=200, meanwhile=periodic.sweep_matching)
    assert MatchRun.objects.count() == QUEUED
    assert set(Counter(Lead.objects.values_list("project", flat=True)).values()) == {3}
    assert Notification.objects.filter(kind="brief_matched").count() == QUEUED
    assert Notification.objects.filter(kind="lead_offered").count() == QUEUED * 3
    assert len(jobs.overdue(Delivery, limit=QUEUED * 5, grace=timedelta(0))) == QUEUED * 4, "their mails are due"
    life.assert_unharmed()


def test_a_bell_that_is_rung_five_times_is_answered_once(
    ada: User, tmp_path: Path, publisher: Callable[[str], None]
) -> None:
    """What a sweep does to work that is only slow to begin."""
    life.agency("Paperlark")
    life.agency("Saltgrove")
    with own_redis(tmp_path) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        version = life.project(ada).versions.get()
        for _ in range(5):
            assert jobs.publish(tasks.match_brief, version.pk)
        start()
        client = redis.Redis.from_url(broker)
        wait_for(lambda: _done() == 1 and client.llen("celery") == 0, seconds=120)
    assert MatchRun.objects.count() == 1
    assert Lead.objects.count() == 2
    life.assert_unharmed()
