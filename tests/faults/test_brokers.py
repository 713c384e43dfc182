"""A real worker on each broker that we say works: it starts, and a task published to it is done."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from amqp.exceptions import PreconditionFailed
from django.conf import settings
from kombu import Connection, Exchange, Queue

from tests.faults.brokers import reachable

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/11")
RABBIT = os.environ.get("TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//")

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240), pytest.mark.xdist_group("redis")]

# The worker of the Procfile, on a queue of the test's own. It publishes one heartbeat when it is ready.
WORKER = """
import sys
from marketplace.celery import app

name = sys.argv[1]
app.conf.update(task_default_queue=name, task_default_exchange=name, task_default_routing_key=name)
app.worker_main(["--quiet", "worker", "--loglevel=WARNING", "--concurrency=1", "--without-gossip", "--without-mingle"])
"""


@pytest.fixture
def heartbeat(tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """Starts a worker on a broker's address and a queue's name, and answers with the heartbeat that it wrote."""
    started: list[subprocess.Popen[str]] = []

    def start(broker: str, queue: str) -> str:
        environment = {
            **os.environ,
            "ENV": "development",
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/briefwell.sqlite3",
            "CACHE_URL": "locmem://",
            "CELERY_BROKER_URL": broker,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        }
        migrate = [sys.executable, "manage.py", "migrate", "marketplace", "--verbosity", "0"]
        subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, queue],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(worker)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and worker.poll() is None:
            with closing(sqlite3.connect(tmp_path / "briefwell.sqlite3", timeout=20)) as database:
                row = database.execute("SELECT at FROM marketplace_heartbeat WHERE name = 'worker'").fetchone()
            if row:
                return str(row[0])
            time.sleep(0.2)
        os.killpg(worker.pid, signal.SIGKILL)
        raise AssertionError(worker.communicate()[0])

    yield start
    for worker in started:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(30)


@pytest.mark.redis
@pytest.mark.skipif(not reachable("127.0.0.1", 6379), reason="no Redis on 127.0.0.1:6379")
def test_a_worker_works_on_redis(heartbeat: Callable[[str, str], str]) -> None:
    queue = f"briefwell-tests-{uuid.uuid4().hex}"
    try:
        assert heartbeat(REDIS, queue)
    finally:
        with Connection(REDIS) as connection:
            Queue(queue, Exchange(queue), queue, channel=connection.channel()).delete()


@pytest.mark.skipif(not reachable("127.0.0.1", 5672), reason="no RabbitMQ on 127.0.0.1:5672")
def test_a_worker_works_on_rabbitmq_with_a_quorum_queue(heartbeat: Callable[[str, str], str]) -> None:
    queue = f"briefwell-tests-{uuid.uuid4().hex}"
    with Connection(RABBIT) as connection:
        declared = Queue(queue, channel=connection.channel())
        try:
            assert heartbeat(RABBIT, queue)
            Queue(queue, channel=connection.channel(), queue_arguments={"x-queue-type": "quorum"}).queue_declare()
            with pytest.raises(PreconditionFailed):  # control: RabbitMQ minds what it was declared as
                Queue(queue, channel=connection.channel()).queue_declare()
        finally:
            declared.delete()
            Exchange(queue, channel=connection.channel()).delete()
