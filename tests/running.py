"""Starting the demo as a person would, in a var folder and on a port of its own, for tests that need all of it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

PATIENCE = 300.0  # of a first start on a machine busy with other tests


class Run:
    """One start of the demo in a var folder and on a port of its own."""

    def __init__(self, folder: Path, port: int, **extra: str) -> None:
        inherited = {"DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "ENV", "DEMO", "SITE_ORIGIN", "PYTEST_VERSION"}
        environment = {name: value for name, value in os.environ.items() if name not in inherited}
        self.folder, self.port = folder, port
        self.output = folder / f"output-{time.monotonic_ns()}"
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"],
                cwd=settings.BASE_DIR,
                env={**environment, "VAR_DIR": str(folder), "PORT": str(port), "HOME": "/nonexistent", **extra},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> set[int]:
        """The process groups that now run."""
        deadline = time.monotonic() + PATIENCE
        while "Stop: Ctrl-C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        groups = {int(note.read_text()) for note in (self.folder / "run").glob("*.group")}
        assert len(groups) == 5, "web, worker, beat, valkey, watch"
        return {*groups, self.process.pid}


def wait_until_gone(groups: set[int], seconds: float = 20.0) -> None:
    """Every process of these groups has ended."""
    deadline = time.monotonic() + seconds
    left = groups
    while left and time.monotonic() < deadline:
        left = {group for group in left if lives(group)}
        time.sleep(0.1)
    assert left == set()


def lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
