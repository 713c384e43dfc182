"""A circuit breaker: after a failure nobody asks again for a while, then one does for all."""

import os
import threading
import time


class Breaker:
    """Open for `seconds` after a failure, so that one dead service does not cost every caller a timeout.

    One per process and service, shared by the threads. When the while is over, one caller is let through to
    try; the others follow when it told of its success. A forked process begins closed, with a lock of its own.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.generation = 0  # counts failures: connections made before the last one are not to be trusted
        self._start_afresh()
        os.register_at_fork(after_in_child=self._start_afresh)

    def _start_afresh(self) -> None:
        self._lock = threading.Lock()
        self._tripped = False
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a caller would be turned away now."""
        with self._lock:
            return self._tripped and time.monotonic() < self._next_try

    def admits(self) -> bool:
        """Whether this caller may try. Who was admitted reports with `trip` or `close`."""
        with self._lock:
            if not self._tripped:
                return True
            moment = time.monotonic()
            if moment < self._next_try:
                return False
            self._next_try = moment + self.seconds
            return True

    def trip(self) -> None:
        """It failed."""
        with self._lock:
            self._tripped = True
            self._next_try = time.monotonic() + self.seconds
            self.generation += 1

    def close(self) -> None:
        """It worked."""
        with self._lock:
            self._tripped = False
