"""Work that must not be lost: rows that say they are due, leases to claim them, and the one publisher.

The database is the truth, the broker only a bell. A row inherits `Job`; the action that saves it calls
`nudge(task, pk)`; the task claims the row, works, and calls `finish` or `fail`. What no bell announced
is found by the sweep (`overdue`), so a lost message costs seconds and never work. Every task may run
twice: a claim is one UPDATE, and the row count says who has it.
"""

import copy
import os
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

import structlog
from celery import Task, current_app
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from marketplace.lib import clock
from marketplace.lib.breaker import Breaker

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=270)  # longer than the task time limit (240 s): a live worker never loses its row
MOST_ATTEMPTS = 5
LONGEST_WAIT = timedelta(hours=1)
LONGEST_FAILURE = 2000  # characters of a failure that are kept
GRACE = timedelta(seconds=5)  # what was due only just has been nudged only just
BROKER_SECONDS = 0.3  # a request waits no longer than this for one answer of a broker
SLOW_SECONDS = 0.5  # an answer that took longer in all counts as a failure
BREAKER_SECONDS = 10.0  # and after a failure nobody asks again for this long

JobT = TypeVar("JobT", bound="Job")


class Job(models.Model):
    """A row that wants work done. `due_at` empty: nothing to do; `done_at` or `dead_at`: over."""

    MOST_ATTEMPTS: ClassVar[int] = MOST_ATTEMPTS  # more where the other side may be away for hours

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

    @property
    def job_name(self) -> str:
        """What staff call it: projects.briefversion:12."""
        return f"{self._meta.label_lower}:{self.pk}"


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
    free = model._base_manager.filter(_open() & _free(at), pk=pk, due_at__lte=at)
    if _give_up(free, at):
        log.error("job_dead", model=model._meta.label, pk=pk, reason="the worker died at the last attempt")
        return None
    token = uuid.uuid4()
    taken = free.filter(attempts__lt=model.MOST_ATTEMPTS)
    if not taken.update(lease_until=at + lease, lease_token=token, attempts=F("attempts") + 1):
        return None
    return model._base_manager.filter(pk=pk, lease_token=token).first()


def _give_up(free: "models.QuerySet[JobT]", at: datetime) -> bool:
    """Bury a free row without attempts left. `fail` buries those whose work raised, so here the worker died."""
    most = free.model.MOST_ATTEMPTS
    story = f"The worker died or timed out at attempt {most}, the last. The failure before that: "
    buried = free.filter(attempts__gte=most).update(
        dead_at=at,
        lease_until=None,
        lease_token=None,
        failure=Concat(Value(story), F("failure"), output_field=models.TextField()),
    )
    return bool(buried)


def finish(job: Job, **changes: Any) -> bool:
    """Mark the row done and set `changes` with it. False, and nothing changed, when our lease was lost."""
    at = clock.now()
    over = {"done_at": at, "lease_until": None, "lease_token": None, "failure": "", **changes}
    if not _held(job).update(**over):
        log.warning("job_lease_lost", model=job._meta.label, pk=job.pk)
        return False
    for name, value in over.items():
        setattr(job, name, value)
    return True


def fail(job: Job, reason: str, *, final: bool = False) -> None:
    """Back off with jitter, up to an hour; dead after the last attempt or when `final`."""
    at = clock.now()
    reason = reason[:LONGEST_FAILURE]
    if final or job.attempts >= job.MOST_ATTEMPTS:
        if _held(job).update(dead_at=at, lease_until=None, lease_token=None, failure=reason):
            log.error("job_dead", model=job._meta.label, pk=job.pk, reason=reason)
        return
    _held(job).update(due_at=at + wait(job.attempts), lease_until=None, lease_token=None, failure=reason)
    log.warning("job_failed", model=job._meta.label, pk=job.pk, attempts=job.attempts, reason=reason)


def _held(job: JobT) -> "models.QuerySet[JobT]":
    """The row, as long as it is our lease that holds it."""
    return type(job)._base_manager.filter(_open(), pk=job.pk, lease_token=job.lease_token, lease_token__isnull=False)


def wait(attempts: int) -> timedelta:
    """Exponential back-off from five seconds with full jitter (AWS Architecture Blog, 2015), at most an hour."""
    longest = min(LONGEST_WAIT.total_seconds(), 5 * 2**attempts)
    return timedelta(seconds=longest / 2 + random.uniform(0, longest / 2))  # noqa: S311 -- spreads load, no secret


def replay(job: Job) -> bool:
    """Give a dead row a fresh set of attempts, now; False, and nothing changed, when it is not dead."""
    dead = type(job)._base_manager.filter(pk=job.pk, dead_at__isnull=False)
    return bool(dead.update(dead_at=None, attempts=0, due_at=clock.now(), failure=""))


def every_kind() -> list[type[Job]]:
    """The tables of work, whichever app they belong to."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def given_up() -> list[Job]:
    """What was given up, of every kind, the oldest first."""
    rows = [job for model in every_kind() for job in model._base_manager.filter(dead_at__isnull=False)]
    return sorted(rows, key=lambda job: (job.dead_at, job.job_name))


def overdue(model: type[JobT], *, limit: int = 500, grace: timedelta = GRACE) -> list[Any]:
    """Keys of rows that are free and due for longer than `grace`, oldest first: what a sweep nudges again."""
    at = clock.now()
    rows = model._base_manager.filter(_open() & _free(at), due_at__lte=at - grace).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


class TryAgain(Exception):
    """The work failed in a way that is expected to pass. The message is the reason kept on the row."""


class GiveUp(Exception):
    """The work failed and trying again would not help. The message is the reason kept on the row."""


@contextmanager
def working(job: Job) -> Iterator[dict[str, Any]]:
    """Do the work of a claimed row: finished when the block ends, unless the block finished it together with
    what it wrote; backed off when it raises.

    What the block puts into the mapping it gets is set on the row with its end. Any exception is recorded
    on the row and, unless it is TryAgain or GiveUp, logged with its trace; it goes no further: the row is
    the retry, and Celery must not make a second one.
    """
    changes: dict[str, Any] = {}
    claimed = copy.copy(job)  # what the block finished in a transaction that failed is not finished
    try:
        yield changes
    except TryAgain as error:
        fail(claimed, str(error))
    except GiveUp as error:
        fail(claimed, str(error), final=True)
    except Exception as error:
        log.exception("job_raised", model=job._meta.label, pk=job.pk)
        fail(claimed, f"{type(error).__name__}: {error}")
    else:
        if job.done_at is None:
            finish(job, **changes)


# --- the publisher -----------------------------------------------------------------------------------


breaker = Breaker(BREAKER_SECONDS)
_local = threading.local()


def _forget_connections() -> None:
    """A forked process has its parent's sockets and must not write to them."""
    global _local  # noqa: PLW0603 -- what is per process has to live in the module
    _local = threading.local()


os.register_at_fork(after_in_child=_forget_connections)


def _connection() -> Any:
    """This thread's own connection to the broker, with timeouts a request can afford."""
    connection = getattr(_local, "connection", None)
    if connection is not None and _local.generation != breaker.generation:
        _drop_connection()
        connection = None
    if connection is None:
        connection = current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS,
            transport_options={
                # Redis, Valkey
                "socket_connect_timeout": BROKER_SECONDS,
                "socket_timeout": BROKER_SECONDS,
                "retry_on_timeout": False,
                # AMQP
                "read_timeout": BROKER_SECONDS,
                "write_timeout": BROKER_SECONDS,
                # Kombu's own retries while connecting
                "max_retries": 0,
            },
        )
        _local.connection = connection
        _local.generation = breaker.generation
    return connection


def _drop_connection() -> None:
    """Close this thread's connection without a word to a broker that may never answer."""
    connection = getattr(_local, "connection", None)
    _local.connection = None
    if connection is None:
        return
    try:
        # AMQP says goodbye, channel by channel, and waits for each answer: `collect` only closes the socket.
        collect = getattr(connection.connection, "collect", None) if connection.connected else None
        if collect is not None:
            collect()
        connection.release()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the connection is forgotten
        log.info("broker_connection_left_behind", reason=f"{type(error).__name__}: {error}")


def publish(task: "Task[Any, Any]", *args: Any) -> bool:
    """Ring the bell now. False when the broker can't be reached; never raises, never waits past half a second."""
    if not breaker.admits():
        return False
    began = time.monotonic()
    try:
        task.apply_async(args=args, connection=_connection(), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- a broker may fail in any way, the request goes on
        _give_way(task, f"{type(error).__name__}: {error}")
        return False
    if time.monotonic() - began > SLOW_SECONDS:
        _give_way(task, "slow")
    else:
        breaker.close()
    return True


def _give_way(task: "Task[Any, Any]", reason: str) -> None:
    breaker.trip()
    _drop_connection()
    log.warning("nudge_failed", task=task.name, reason=reason)


def nudge(task: "Task[Any, Any]", pk: Any) -> None:
    """After the commit, tell a worker that row `pk` is due. A broker that is gone costs seconds, never work."""
    transaction.on_commit(lambda: publish(task, pk), robust=True)
