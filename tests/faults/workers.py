"""Real workers on a queue of a test's own, and a Redis that a test may stop. Each ends only what it started."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from tests.faults.brokers import free_port

REDIS_SERVER = shutil.which("redis-server") or shutil.which("valkey-server")


def database_url() -> str:
    """The address of this test run's own database, for a process outside of it."""
    told = connection.settings_dict
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}?pool=0"


# The worker of the Procfile, with the options of a test. Mails go to a queue that nobody reads: their rows are
# counted, sending them is slow.
BOOT = """
import sys

from marketplace.celery import app

app.conf.task_routes = {"notifications.tasks.deliver": {"queue": "mails"}}
options = ["--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle", *sys.argv[1:]]
app.worker_main(["worker", *options])
"""


class Worker:
    """A prefork worker of two processes, in a process group of its own."""

    def __init__(self, broker: str, folder: Path, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BOOT, *options],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "ENV": "development",
                "VAR_DIR": str(folder),
                "DATABASE_URL": database_url(),
                "CACHE_URL": "locmem://",
                "CELERY_BROKER_URL": broker,
                "LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            },
            stdout=(folder / "worker.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def children(self) -> list[int]:
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    def kill_child(self) -> None:
        """kill -9 of one pool process; the parent starts another."""
        os.kill(self.children()[-1], signal.SIGKILL)

    def kill(self) -> None:
        """kill -9 of parent and pool at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=10)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None


@contextlib.contextmanager
def workers(broker: str, folder: Path) -> Iterator[Callable[..., Worker]]:
    """Starts workers with options of their own, and kills those still alive at the end."""
    started: list[Worker] = []

    def start(*options: str) -> Worker:
        started.append(Worker(broker, folder, *options))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            if worker.is_alive:
                worker.kill()


@contextlib.contextmanager
def own_redis(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Redis of the test's own; its address."""
    port = port or free_port()
    server = subprocess.Popen(
        [str(REDIS_SERVER), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        client = redis.Redis(port=port)
        wait_for(lambda: _answers(client), seconds=10)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _answers(client: "redis.Redis") -> bool:
    with contextlib.suppress(redis.ConnectionError):
        return bool(client.ping())
    return False


def wait_for(happened: Callable[[], bool], *, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Look twice a second, doing `meanwhile` every ten. Raises TimeoutError."""
    until, due = time.monotonic() + seconds, time.monotonic()
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError(f"not within {seconds} seconds")
        if time.monotonic() >= due:
            meanwhile()
            due = time.monotonic() + 10  # as often as beat sweeps
        time.sleep(0.5)
