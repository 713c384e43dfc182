"""Doing the same thing in several threads at the same moment. Meaningful on PostgreSQL only."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

SPARE = 15
"""Connections for what other processes of the suite start meanwhile."""
FREE_CONNECTIONS = """
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)
    FROM pg_stat_activity WHERE backend_type = 'client backend'
"""


def wait_for_connections(count: int) -> None:
    """Until the server has so many free, and some to spare: those of the round before take a moment to end."""
    deadline = time.monotonic() + 120
    free = 0
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(FREE_CONNECTIONS)
            free = cursor.fetchone()[0]
        if free >= count + SPARE:
            return
        time.sleep(0.2)
    raise AssertionError(f"The server has {free} connections free, and {count + SPARE} are needed.")


def at_once(count: int, run: Callable[[int], Any]) -> tuple[list[Any], list[Exception]]:
    """Call `run(number)` in `count` threads that start together; what they returned, and what they raised."""
    barrier = threading.Barrier(count)
    results: list[Any] = []
    failures: list[Exception] = []

    def runner(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            results.append(run(number))
        except Exception as failure:  # noqa: BLE001 -- handed to the test, which says what it expected
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=runner, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results, failures
