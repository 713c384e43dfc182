"""Says when the site is ready, and ends the other processes should their launcher be killed. Standard library only.

`python bin/watch.py LAUNCHER_PID FOLDER`; the folder holds what to say and one group number per process.
"""

import contextlib
import json
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE = 120.0  # seconds until it says that something is missing


def main(launcher: int, folder: Path) -> None:
    """Announce once, then stay as long as the launcher, and whoever started it, live."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    started, waiting = time.monotonic(), True
    while alive(launcher) and alive(run["started_by"]):
        if waiting and ready(run["address"]):
            waiting = False
            say(run["announcement"])
        elif waiting and time.monotonic() - started > PATIENCE:
            waiting = False
            say(f"Not ready after {PATIENCE:.0f} s. What is missing: {run['address']}/health/ready?worker")
        time.sleep(0.2)
    end_all(folder)


def ready(address: str) -> bool:
    """Whether database, cache and worker all answer."""
    try:
        with urllib.request.urlopen(f"{address}/health/ready?worker", timeout=5) as answer:  # noqa: S310 -- our own
            return answer.status == 200
    except OSError:
        return False


def alive(pid: int) -> bool:
    """Whether the process exists; 0 stands for nobody to wait for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_all(folder: Path, patience: float = 5.0) -> None:
    """SIGTERM to every process group but our own, then SIGKILL to what is left."""
    groups = {int(note.read_text()) for note in folder.glob("*.group")} - {os.getpgid(0)}
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, sign)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(alive(-group) for group in groups):
            time.sleep(0.1)
    for note in folder.glob("*.group"):
        note.unlink()


def say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
