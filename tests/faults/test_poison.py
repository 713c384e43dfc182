"""A brief that kills whoever reads it is given up and shown to staff; it never keeps the others from being matched."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from projects import periodic
from projects.models import BriefVersion, MatchRun
from tests import life
from tests.faults.poison import POISON
from tests.faults.workers import REDIS_SERVER, own_redis, wait_for, workers

OTHERS = 20

pytestmark = [
    pytest.mark.faults,
    pytest.mark.postgres,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(REDIS_SERVER is None, reason="needs redis-server or valkey-server to start one"),
]


def _sweep_when_the_lease_is_over() -> None:
    """The dead worker's lease ends by itself after minutes. Here it ended already, and the sweep comes by."""
    past = timezone.now() - timedelta(minutes=1)
    poison = BriefVersion.objects.filter(title=POISON, done_at__isnull=True)
    poison.update(lease_until=past)
    BriefVersion.objects.filter(done_at__isnull=True).update(due_at=past)
    periodic.sweep_matching()


def _over() -> bool:
    return BriefVersion.objects.over().count() == OTHERS + 1


def test_a_brief_that_kills_its_workers_is_given_up_and_the_others_are_matched(
    ada: User, tmp_path: Path, publisher: Callable[[str], None]
) -> None:
    life.agency("Paperlark", capacity=50)
    for number in range(OTHERS):
        life.project(ada, title=POISON if number == 2 else f"Booking back end {number}")
    life.project(ada, title="Booking back end")
    with own_redis(tmp_path) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        worker = start("--include=tests.faults.poison")
        wait_for(_over, seconds=240, meanwhile=_sweep_when_the_lease_is_over)
        assert worker.is_alive
    given_up = BriefVersion.objects.get(dead_at__isnull=False)
    assert (given_up.title, given_up.attempts) == (POISON, BriefVersion.MOST_ATTEMPTS)
    assert MatchRun.objects.count() == OTHERS
    life.assert_unharmed()
    assert _shown() == f"projects.briefversion:{given_up.pk}  {POISON} v1"

    # The bug is mended: a worker without it matches the brief that staff gave another try.
    call_command("jobs", "--replay", "all", stdout=StringIO())
    with own_redis(tmp_path) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        start()
        wait_for(lambda: MatchRun.objects.count() == OTHERS + 1, seconds=120, meanwhile=periodic.sweep_matching)
    life.assert_unharmed()


def _shown() -> str:
    out = StringIO()
    call_command("jobs", stdout=out)
    assert "The worker died or timed out at attempt 5" in out.getvalue()
    return out.getvalue().splitlines()[0]
