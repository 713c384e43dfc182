"""The run command, for real: it starts, says so, notices others, and leaves nothing behind however it ends."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import Run, free_port, lives, wait_until_gone

pytestmark = [pytest.mark.timeout(600), pytest.mark.faults, pytest.mark.xdist_group("launcher")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One var folder for the module: the first start fills it, as on a person's machine."""
    return tmp_path_factory.mktemp("launcher")


@pytest.fixture
def runs(folder: Path) -> Iterator[list[Run]]:
    """Whatever a test starts is ended, also when it fails."""
    started: list[Run] = []
    yield started
    for run in started:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.wait(30)
        for note in (folder / "run").glob("*.group"):
            if lives(int(note.read_text() or 0) or run.process.pid):
                os.killpg(int(note.read_text()), signal.SIGKILL)


def _migrated(folder: Path) -> int:
    """How many migrations the folder's database has seen."""
    try:
        with closing(sqlite3.connect(f"file:{folder}/briefwell.sqlite3?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_a_first_start_killed_half_way_is_made_good_by_the_next(folder: Path, runs: list[Run]) -> None:
    """Killed between two migrations, while static files are collected."""
    run = Run(folder, free_port())
    runs.append(run)
    while _migrated(folder) < 20:
        assert run.process.poll() is None, run.said()
        time.sleep(0.05)
    run.process.kill()
    run.process.wait(10)
    assert "Loading the demo data" not in run.said()
    assert lives(run.process.pid), "collecting should outlive the launcher here, or this test proves less than it says"

    again = Run(folder, free_port())
    runs.append(again)
    again.wait_until_ready()
    assert not lives(run.process.pid), "it waited for what the killed one left"
    with urllib.request.urlopen(f"http://127.0.0.1:{again.port}/agencies/paperlark/") as answer:
        page = answer.read().decode()
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert len(linked) > 5
    for path in linked:
        with urllib.request.urlopen(f"http://127.0.0.1:{again.port}{path}") as answer:
            assert answer.status == 200
    again.process.terminate()
    assert again.process.wait(30) == 0


def test_it_says_when_it_is_ready_and_one_ctrl_c_ends_everything(folder: Path, runs: list[Run]) -> None:
    port = free_port()
    run = Run(folder, port)
    runs.append(run)
    groups = run.wait_until_ready()

    said = run.said()
    assert f"\nReady: http://127.0.0.1:{port}/\nPasskeys: http://localhost:{port}/\n" in said
    assert re.findall(r"^  (\w+)@briefwell\.example$", said, re.MULTILINE) == [
        *("client", "agency", "editor", "reviewer", "moderator")
    ]
    assert "briefwell-demo-2026" in said
    for host in ("127.0.0.1", "localhost"):
        with urllib.request.urlopen(f"http://{host}:{port}/health/ready?worker") as answer:
            assert json.load(answer) == {"status": "ok", "database": True, "worker": True, "cache": True}

    again = Run(folder, free_port())
    assert again.process.wait(30) != 0
    assert f"already running at http://127.0.0.1:{port}/" in again.said()

    os.killpg(run.process.pid, signal.SIGINT)  # what a terminal does on Ctrl-C
    assert run.process.wait(30) == 0
    wait_until_gone(groups)
    assert "Traceback" not in run.said().partition("SIGINT received")[2]


def test_a_port_in_use_is_named_with_what_to_do(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(folder, port)
        assert run.process.wait(30) != 0
    assert f"Port {port} is in use by another program" in run.said()
    assert f"make run PORT={port + 1}" in run.said()


def test_sigterm_ends_everything(folder: Path, runs: list[Run]) -> None:
    run = Run(folder, free_port())
    runs.append(run)
    groups = run.wait_until_ready()
    run.process.terminate()
    assert run.process.wait(30) == 0
    wait_until_gone(groups)


def test_a_killed_launcher_leaves_nothing_and_the_next_start_works(folder: Path, runs: list[Run]) -> None:
    port = free_port()
    run = Run(folder, port)
    runs.append(run)
    groups = run.wait_until_ready()
    run.process.kill()
    run.process.wait(10)

    again = Run(folder, port)
    runs.append(again)
    new_groups = again.wait_until_ready()
    wait_until_gone(groups)

    again.process.terminate()
    again.process.wait(30)
    wait_until_gone(new_groups)


def test_it_ends_with_whoever_started_it(folder: Path, runs: list[Run]) -> None:
    """`make run` gives its own number: killed, make passes nothing on."""
    starter = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    run = Run(folder, free_port(), STARTED_BY=str(starter.pid))
    runs.append(run)
    groups = run.wait_until_ready()
    starter.kill()
    starter.wait(10)
    run.process.wait(30)
    wait_until_gone(groups)
