"""Work that must not be lost: rows that say they are due, leases to claim them, and the one publisher.

The database is the truth, the broker only a bell. A row inherits `Job`; the action that saves it calls
`nudge(task, pk)`; the task claims the row, works, and calls `finish` or `fail`. What no bell announced
is found by the sweep (`overdue`), so a lost message costs seconds and never work. Every task may run
twice: a claim is one UPDATE, and the row count says who has it.
"""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from celery import Task, current_app
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.lib import clock

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=270)  # longer than the task time limit (240 s): a live worker never loses its row
MOST_ATTEMPTS = 5
LONGEST_WAIT = timedelta(hours=1)
CONNECT_SECONDS = 0.3  # a request waits no longer than this for a broker
BREAKER_SECONDS = 10.0  # and after a failure does not ask again for this long

JobT = TypeVar("JobT", bound="Job")


class Job(models.Model):
    """A row that wants work done. `due_at` empty: nothing to do; `done_at` or `dead_at`: over."""

    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    dead_at = models.DateTimeField(_("given up"), null=True, blank=True)
    failure = models.TextField(_("last failure"), blank=True, default="")

    class Meta:
        abstract = True

    @property
    def job_state(self) -> str:
        """idle, pending, done or dead."""
        if self.done_at:
            return "done"
        if self.dead_at:
            return "dead"
        return "pending" if self.due_at else "idle"


def _open() -> Q:
    return Q(done_at__isnull=True, dead_at__isnull=True)


def _free(at: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=at)


def claim(model: type[JobT], pk: Any, *, lease: timedelta = LEASE) -> JobT | None:
    """Take the row if it is due and free, and count the attempt; None when somebody else has it or it is over.

    The attempt is counted before the work, so that a row whose work kills the worker is given up after
    `MOST_ATTEMPTS` instead of killing workers for ever.
    """
    at = clock.now()
    token = uuid.uuid4()
    free = model._base_manager.filter(_open() & _free(at), pk=pk, due_at__lte=at)
    if free.filter(attempts__gte=MOST_ATTEMPTS).update(
        dead_at=at, lease_until=None, lease_token=None, failure=F("failure")
    ):
        log.error("job_dead", model=model._meta.label, pk=pk, reason="out of attempts")
        model._base_manager.filter(pk=pk, failure="").update(
            failure=f"The worker died or timed out {MOST_ATTEMPTS} times while at it."
        )
        return None
    if not free.update(lease_until=at + lease, lease_token=token, attempts=F("attempts") + 1):
        return None
    return model._base_manager.get(pk=pk)


def finish(job: Job) -> bool:
    """Mark the row done. False, and nothing changed, when our lease was lost to another worker."""
    at = clock.now()
    held = type(job)._base_manager.filter(_open(), pk=job.pk, lease_token=job.lease_token)
    if not held.update(done_at=at, lease_until=None, lease_token=None, failure=""):
        return False
    job.done_at, job.lease_until, job.lease_token, job.failure = at, None, None, ""
    return True


def fail(job: Job, reason: str, *, final: bool = False) -> None:
    """Back off with jitter, up to an hour; dead after the last attempt or when `final`."""
    at = clock.now()
    held = type(job)._base_manager.filter(_open(), pk=job.pk, lease_token=job.lease_token)
    if final or job.attempts >= MOST_ATTEMPTS:
        if held.update(dead_at=at, lease_until=None, lease_token=None, failure=reason[:2000]):
            log.error("job_dead", model=job._meta.label, pk=job.pk, reason=reason)
        return
    held.update(due_at=at + wait(job.attempts), lease_until=None, lease_token=None, failure=reason[:2000])
    log.warning("job_failed", model=job._meta.label, pk=job.pk, attempts=job.attempts, reason=reason)


def wait(attempts: int) -> timedelta:
    """Exponential back-off from five seconds with full jitter (AWS Architecture Blog, 2015), at most an hour."""
    longest = min(LONGEST_WAIT.total_seconds(), 5 * 2**attempts)
    return timedelta(seconds=longest / 2 + random.uniform(0, longest / 2))  # noqa: S311 -- spreads load, no secret


def replay(job: Job) -> None:
    """Give a dead row a fresh set of attempts, now."""
    type(job)._base_manager.filter(pk=job.pk, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=clock.now(), failure=""
    )


def overdue(model: type[JobT], *, limit: int = 500) -> list[Any]:
    """Keys of rows that are due and free, oldest first: what a sweep nudges again."""
    at = clock.now()
    rows = model._base_manager.filter(_open() & _free(at), due_at__lte=at).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


@contextmanager
def working(job: Job) -> Iterator[None]:
    """Do the work of a claimed row: finished when the block ends, backed off when it raises.

    Any exception is recorded on the row and logged with its trace, and goes no further: the row is the
    retry, and Celery must not make a second one.
    """
    try:
        yield
    except Exception as error:
        log.exception("job_raised", model=job._meta.label, pk=job.pk)
        fail(job, f"{type(error).__name__}: {error}")
    else:
        finish(job)


# --- the publisher -----------------------------------------------------------------------------------

_local = threading.local()


class Breaker:
    """Stays open for a while after a failure, so that one dead broker does not cost every request a timeout."""

    def __init__(self) -> None:
        self.open_until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.open_until

    def trip(self) -> None:
        self.open_until = time.monotonic() + BREAKER_SECONDS

    def close(self) -> None:
        self.open_until = 0.0


breaker = Breaker()


def _connection() -> Any:
    """This thread's own connection to the broker, with timeouts a request can afford."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = current_app.connection_for_write(
            connect_timeout=CONNECT_SECONDS,
            transport_options={
                "socket_connect_timeout": CONNECT_SECONDS,
                "socket_timeout": CONNECT_SECONDS,
                "read_timeout": CONNECT_SECONDS,
                "write_timeout": CONNECT_SECONDS,
                "max_retries": 0,
                "retry_on_timeout": False,
            },
        )
        _local.connection = connection
    return connection


def _drop_connection() -> None:
    connection = getattr(_local, "connection", None)
    _local.connection = None
    if connection is not None:
        # `collect` closes sockets without talking to a broker that may never answer.
        connection.collect(socket_timeout=CONNECT_SECONDS)


def publish(task: "Task[Any, Any]", *args: Any) -> bool:
    """Ring the bell now. False when the broker can't be reached; never raises, never waits past half a second."""
    if breaker.is_open:
        return False
    try:
        task.apply_async(args=args, connection=_connection(), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- a broker may fail in any way, the request goes on
        breaker.trip()
        _drop_connection()
        log.warning("nudge_failed", task=task.name, error=f"{type(error).__name__}: {error}")
        return False
    return True


def nudge(task: "Task[Any, Any]", pk: Any) -> None:
    """After the commit, tell a worker that row `pk` is due. A broker that is gone costs seconds, never work."""
    transaction.on_commit(lambda: publish(task, pk), robust=True)
