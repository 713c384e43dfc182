"""The directory at 10,000 agencies, ours beside a plain one: python -m benchmarks.directory [agencies] [rounds]."""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["ENV"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.signals import request_finished, request_started  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from agencies.actions import directory  # noqa: E402
from benchmarks import market  # noqa: E402

PAGES = (
    "",
    "?service=python-back-end",
    "?service=python-back-end&country=DE&size=10-49&budget=20000&accepting=1",
    "?q=booking",
    "?q=djnago",
    "?q=kestrle+fuondry",
)
TICK = os.sysconf("SC_CLK_TCK")


def main(agencies: int = 10_000, rounds: int = 20) -> None:
    """Make a database, fill it, ask for each page, say what it took, and drop the database."""
    logging.disable(logging.INFO)
    settings = connection.settings_dict
    settings["OPTIONS"].pop("pool", None)
    if connection.vendor == "sqlite":  # a file, as in earnest, not the memory of tests
        settings["TEST"]["NAME"] = str(Path(os.environ.get("TMPDIR", "/tmp")) / f"bench-{os.getpid()}.sqlite3")  # noqa: S108
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        market.seed(agencies, at=timezone.now())
        directory.renew()  # as every action that publishes does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}, {agencies:,} agencies, {rounds} rounds; median of milliseconds\n")
        with override_settings(ROOT_URLCONF="benchmarks.plain"):
            compare(rounds)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def compare(rounds: int) -> None:
    """One line for each page: ours with what it keeps, ours after the cache was lost, and the plain one."""
    client = Client(SERVER_NAME="127.0.0.1")
    print(f"{'page':<76}{'who':>7}{'queries':>9}{'wall':>8}{'cpu':>8}{'db cpu':>8}{'KB':>5}{'ratio':>8}")
    for page in PAGES:
        plain = measure(client, f"/plain/agencies/{page}", max(1, rounds // 10))
        cold = measure(client, f"/agencies/{page}", rounds, before=cache.clear)
        client.get(f"/agencies/{page}")
        warm = measure(client, f"/agencies/{page}", rounds)
        for who, row in (("ours", warm), ("cold", cold), ("plain", plain)):
            ratio = f"{(plain['cpu'] + plain['db']) / (row['cpu'] + row['db']):.1f}x"
            numbers = f"{row['queries']:>9.0f}{row['wall']:>8.1f}{row['cpu']:>8.1f}{row['db']:>8.1f}{row['kb']:>5.0f}"
            print(f"{'/agencies/' + page:<76}{who:>7}{numbers}{ratio:>8}")


def measure(
    client: Client, address: str, rounds: int, *, before: Callable[[], object] | None = None
) -> dict[str, float]:
    """Median wall and CPU milliseconds of a page, the database's CPU where this machine runs it, queries and size."""
    if before:
        before()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    queries = len(asked)
    assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101
    walls, cpus = [], []
    server = server_cpu()
    for _ in range(rounds):
        if before:
            before()
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        cpus.append((time.process_time() - cpu) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    database = (server_cpu() - server) / rounds
    return {
        "queries": queries,
        "wall": statistics.median(walls),
        "cpu": statistics.median(cpus),
        "db": database,
        "kb": len(answer.content) / 1024,
    }


def server_cpu() -> float:
    """Milliseconds of CPU that PostgreSQL's process for this connection has used; 0 for SQLite or a far server."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not process.exists():
        return 0
    fields = process.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICK


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
