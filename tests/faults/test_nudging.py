"""A broker that is gone, mute or dying costs a request half a second at most, and no work."""

import contextlib
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import current_app, shared_task
from django.db import transaction
from kombu import Connection, Exchange, Queue

from accounts.models import User
from marketplace.lib import jobs
from notifications.models import Delivery, Notification
from tests.faults.brokers import BlackHole, Proxy, free_port, reachable, stopwatch

REDIS = ("127.0.0.1", 6379)
REDIS_DATABASE = 11
RABBIT = ("127.0.0.1", 5672)
BUDGET = 0.5
ASIDE = "briefwell-tests-aside"

needs_redis = pytest.mark.skipif(not reachable(*REDIS), reason="needs a Redis on 127.0.0.1:6379")
needs_rabbit = pytest.mark.skipif(not reachable(*RABBIT), reason="needs a RabbitMQ on 127.0.0.1:5672")
# One process for all that use this numbered database of Redis.
pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("redis")]


@shared_task
def ring(pk: int) -> None:
    """What is published here; nobody runs it."""


@shared_task
def ring_aside(pk: int) -> None:
    """The same, through a queue of its own on a RabbitMQ that others may use."""


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Points the publisher at a broker, and away from it afterwards."""

    def point(url: str) -> None:
        jobs._drop_connection()
        jobs.breaker.close()
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)

    point("memory://")
    yield point
    jobs._drop_connection()
    jobs.breaker.close()


@pytest.fixture
def real_redis() -> Iterator["redis.Redis"]:
    client = redis.Redis(host=REDIS[0], port=REDIS[1], db=REDIS_DATABASE)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def _redis_url(port: int = REDIS[1]) -> str:
    return f"redis://127.0.0.1:{port}/{REDIS_DATABASE}"


def _length(client: "redis.Redis") -> int:
    return int(client.llen("celery"))  # Celery's default queue


def _publish_as_celery_would() -> None:
    with contextlib.suppress(Exception), current_app.connection_for_write() as connection:
        ring.apply_async(args=(1,), connection=connection, ignore_result=True)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_refuses_costs_almost_nothing(broker: Callable[[str], None], scheme: str) -> None:
    broker(f"{scheme}://127.0.0.1:{free_port()}//")
    with stopwatch() as taken:
        assert jobs.publish(ring, 1) is False
    assert taken[0] < BUDGET


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_never_answers_costs_less_than_half_a_second(broker: Callable[[str], None], scheme: str) -> None:
    with BlackHole() as hole:
        broker(f"{scheme}://127.0.0.1:{hole.port}//")
        with stopwatch() as taken:
            assert jobs.publish(ring, 1) is False
    assert taken[0] < BUDGET


def test_control_without_our_timeouts_the_mute_broker_is_waited_for(broker: Callable[[str], None]) -> None:
    with BlackHole() as hole:
        broker(f"redis://127.0.0.1:{hole.port}/")
        caller = threading.Thread(target=_publish_as_celery_would, daemon=True)
        caller.start()
        caller.join(timeout=2)
        assert caller.is_alive()


@needs_redis
def test_a_message_arrives(broker: Callable[[str], None], real_redis: "redis.Redis") -> None:
    broker(_redis_url())
    assert jobs.publish(ring, 1) is True
    assert jobs.publish(ring, 2) is True
    assert _length(real_redis) == 2


@needs_redis
@pytest.mark.parametrize("mode", ["cut", "swallow"])
def test_a_broker_that_dies_in_the_middle_of_publishing_costs_little(
    broker: Callable[[str], None], real_redis: "redis.Redis", mode: str
) -> None:
    with Proxy(*REDIS) as proxy:
        broker(_redis_url(proxy.port))
        assert jobs.publish(ring, 1) is True
        proxy.mode, proxy.when_it_contains = mode, b"LPUSH"
        with stopwatch() as taken:
            assert jobs.publish(ring, 2) is False
    assert taken[0] < BUDGET
    assert _length(real_redis) == 1


@needs_redis
def test_a_slow_broker_is_spared_after_the_first_message(
    broker: Callable[[str], None], real_redis: "redis.Redis"
) -> None:
    with Proxy(*REDIS) as proxy:
        broker(_redis_url(proxy.port))
        proxy.mode, proxy.delay = "slow", 0.2  # each answer within the timeout, all of them together not
        jobs.publish(ring, 1)
        with stopwatch() as taken:
            assert jobs.publish(ring, 2) is False
    assert taken[0] < 0.05
    assert jobs.breaker.is_open


@needs_redis
def test_the_breaker_spares_the_next_requests_and_lets_through_when_the_broker_is_back(
    broker: Callable[[str], None], real_redis: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    assert jobs.breaker.seconds == 10
    monkeypatch.setattr(jobs.breaker, "seconds", 0.4)
    with BlackHole() as hole:
        broker(_redis_url(hole.port))
        jobs.publish(ring, 1)
        with stopwatch() as taken:
            assert [jobs.publish(ring, number) for number in range(100)] == [False] * 100
        assert taken[0] < 0.1
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", _redis_url())
    time.sleep(0.5)
    assert jobs.publish(ring, 2) is True
    assert not jobs.breaker.is_open
    assert _length(real_redis) == 1


@needs_redis
def test_a_restarted_broker_is_found_again_without_waiting(
    broker: Callable[[str], None], real_redis: "redis.Redis"
) -> None:
    broker(_redis_url())
    jobs.publish(ring, 1)
    for client in real_redis.client_list():
        if client["id"] != str(real_redis.client_id()):
            real_redis.client_kill_filter(_id=client["id"])
    assert jobs.publish(ring, 2) is True
    assert _length(real_redis) == 2


@needs_redis
@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_after_a_rollback(
    broker: Callable[[str], None], real_redis: "redis.Redis"
) -> None:
    broker(_redis_url())
    with contextlib.suppress(RuntimeError), transaction.atomic():
        jobs.nudge(ring, 1)
        raise RuntimeError
    assert _length(real_redis) == 0
    with transaction.atomic():
        jobs.nudge(ring, 2)
        assert _length(real_redis) == 0
    assert _length(real_redis) == 1


@pytest.mark.django_db(transaction=True)
def test_telling_people_goes_on_with_a_mute_broker_and_leaves_the_work_due(
    broker: Callable[[str], None],
    tell: Callable[..., Notification],
    ada: User,
) -> None:
    with BlackHole() as hole:
        broker(_redis_url(hole.port))
        with stopwatch() as taken:
            for number in range(20):
                tell(ada, event=f"brief:{number}")
    assert taken[0] < BUDGET + 20 * 0.1
    assert len(jobs.overdue(Delivery, grace=timedelta(0))) == 20


@needs_rabbit
@pytest.mark.parametrize("mode", ["cut", "swallow"])
def test_rabbitmq_that_never_confirms_costs_little(
    broker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setitem(current_app.conf.broker_transport_options, "confirm_publish", True)
    monkeypatch.setattr(ring_aside, "queue", ASIDE, raising=False)
    with Proxy(*RABBIT) as proxy:
        broker(f"amqp://guest:guest@127.0.0.1:{proxy.port}//")
        try:
            assert jobs.publish(ring_aside, 1) is True
            proxy.mode, proxy.when_it_contains = mode, ring_aside.name.encode()
            with stopwatch() as taken:
                assert jobs.publish(ring_aside, 2) is False
            assert taken[0] < BUDGET
        finally:
            with Connection(f"amqp://guest:guest@127.0.0.1:{RABBIT[1]}//") as connection:
                Queue(ASIDE, channel=connection.channel()).delete()


# --- forked processes, and RabbitMQ with the settings it has in production ----------------------------

_FORKING = """
import os, sys
import django
from celery import current_app

django.setup()
name = sys.argv[1]
current_app.conf.update(task_default_queue=name, task_default_exchange=name, task_default_routing_key=name)
from marketplace.lib import jobs
from tests.faults.test_nudging import ring

print(jobs.publish(ring, 1))
child = os.fork()
if child == 0:
    # Writing to the parent's socket works as long as nobody else writes to it at the same time.
    print(getattr(jobs._local, "connection", None) is None)
    print(jobs.publish(ring, 2), flush=True)
    os._exit(0)
os.waitpid(child, 0)
print(jobs.publish(ring, 3))
"""


def _publish_and_fork(url: str, queue: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _FORKING, queue],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "CELERY_BROKER_URL": url, "DJANGO_SETTINGS_MODULE": "marketplace.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.split()


@needs_redis
def test_a_forked_process_has_a_connection_of_its_own_on_redis(real_redis: "redis.Redis") -> None:
    assert _publish_and_fork(_redis_url(), "forking") == ["True"] * 4
    assert real_redis.llen("forking") == 3


@needs_rabbit
def test_a_forked_process_has_a_connection_of_its_own_on_rabbitmq() -> None:
    url, name = "amqp://guest:guest@127.0.0.1:5672//", f"briefwell-tests-{uuid.uuid4().hex}"
    with Connection(url) as connection:
        channel = connection.channel()
        exchange = Exchange(name, type="topic", channel=channel)
        queue = Queue(name, exchange, name, queue_arguments={"x-queue-type": "quorum"}, channel=channel)
        # The worker declares its queue when it starts; electing the leader may take longer than we wait.
        queue.declare()
        try:
            assert _publish_and_fork(url, name) == ["True"] * 4
            assert queue.queue_declare(passive=True).message_count == 3
        finally:
            queue.delete()
            exchange.delete()
