"""Doing the same thing in several threads at the same moment. Meaningful on PostgreSQL only."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


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
