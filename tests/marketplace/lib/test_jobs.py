"""Rows that are due, their leases, and what becomes of them."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from marketplace.lib import jobs
from notifications.models import Delivery, Notification
from tests.races import at_once

MINUTE = timedelta(minutes=1)


def _row(person: User, **fields: object) -> Delivery:
    now = timezone.now()
    notification = Notification.objects.create(
        recipient=person, kind="x", event=uuid.uuid4().hex, facts={}, created_at=now
    )
    return Delivery.objects.create(
        **{"notification": notification, "message_id": uuid.uuid4().hex, "due_at": now - MINUTE, **fields}
    )


def _again(row: Delivery) -> Delivery:
    """The row as it is now, due and free."""
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - MINUTE, lease_until=None, lease_token=None)
    row.refresh_from_db()
    return row


def test_a_due_row_is_claimed_and_its_attempt_counted(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    assert job.attempts == 1
    assert job.lease_until
    assert job.lease_until > timezone.now() + timedelta(seconds=240)
    assert job.job_state == "pending"


@pytest.mark.parametrize(
    "fields",
    [
        {"due_at": None},
        {"due_at": timezone.now() + timedelta(days=1)},
        {"done_at": timezone.now()},
        {"dead_at": timezone.now()},
        {"lease_until": timezone.now() + timedelta(days=1), "lease_token": uuid.uuid4()},
    ],
    ids=["idle", "not yet due", "done", "dead", "leased"],
)
def test_a_row_that_is_not_due_and_free_is_not_claimed(ada: User, fields: dict[str, object]) -> None:
    row = _row(ada, **fields)
    assert jobs.claim(Delivery, row.pk) is None
    row.refresh_from_db()
    assert row.attempts == 0


def test_a_row_that_is_gone_is_not_claimed(db: None) -> None:
    assert jobs.claim(Delivery, 10**9) is None


def test_a_finished_row_is_done_and_never_claimed_again(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    assert jobs.finish(job, outcome="sent") is True
    assert (job.job_state, job.outcome) == ("done", "sent")
    job.refresh_from_db()
    assert (job.job_state, job.outcome) == ("done", "sent")
    assert jobs.claim(Delivery, job.pk) is None


def test_an_expired_lease_frees_the_row_and_the_first_worker_can_no_longer_finish(ada: User) -> None:
    row = _row(ada)
    slow = jobs.claim(Delivery, row.pk)
    Delivery.objects.update(lease_until=timezone.now() - MINUTE)
    quick = jobs.claim(Delivery, row.pk)
    assert slow
    assert quick
    assert jobs.finish(slow) is False
    jobs.fail(slow, "too late")
    row.refresh_from_db()
    assert (row.job_state, row.failure, row.attempts) == ("pending", "", 2)
    assert jobs.finish(quick) is True


def test_a_row_that_was_never_claimed_can_not_be_finished(ada: User) -> None:
    row = _row(ada)
    assert jobs.finish(row) is False
    row.refresh_from_db()
    assert row.done_at is None


def test_a_failure_backs_off_longer_each_time(ada: User) -> None:
    row, waits = _row(ada), []
    for _ in range(4):
        job = jobs.claim(Delivery, _again(row).pk)
        assert job
        jobs.fail(job, "no")
        row.refresh_from_db()
        assert row.due_at
        waits.append((row.due_at - timezone.now()).total_seconds())
    for attempt, wait in enumerate(waits, start=1):
        assert 5 * 2**attempt / 2 - 1 <= wait <= 5 * 2**attempt
    assert row.failure == "no"


def test_no_wait_is_longer_than_an_hour() -> None:
    assert max(jobs.wait(attempts) for attempts in range(60)) <= timedelta(hours=1)


def test_the_last_failure_kills_the_row_with_its_reason(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Delivery, "MOST_ATTEMPTS", 2)
    row = _row(ada)
    for number in range(2):
        job = jobs.claim(Delivery, _again(row).pk)
        assert job
        jobs.fail(job, f"reason {number}")
    row.refresh_from_db()
    assert (row.job_state, row.failure, row.lease_token) == ("dead", "reason 1", None)
    assert jobs.claim(Delivery, row.pk) is None


def test_a_final_failure_kills_at_once(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    jobs.fail(job, "never", final=True)
    job.refresh_from_db()
    assert (job.job_state, job.failure) == ("dead", "never")


def test_a_row_that_kills_its_workers_is_given_up_and_says_so(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Delivery, "MOST_ATTEMPTS", 3)
    row = _row(ada, failure="ValueError: before that")
    for _ in range(3):
        assert jobs.claim(Delivery, row.pk)
        # The worker is gone without a word; after a while its lease is, too.
        Delivery.objects.update(lease_until=timezone.now() - MINUTE)
    assert jobs.claim(Delivery, row.pk) is None
    row.refresh_from_db()
    assert row.job_state == "dead"
    assert row.failure == (
        "The worker died or timed out at attempt 3, the last. The failure before that: ValueError: before that"
    )
    assert (row.lease_until, row.lease_token) == (None, None)
    assert jobs.overdue(Delivery) == []


def test_a_dead_row_can_be_replayed(ada: User) -> None:
    row = _row(ada, dead_at=timezone.now(), attempts=40, failure="no")
    assert jobs.replay(row)
    job = jobs.claim(Delivery, row.pk)
    assert job
    assert (job.attempts, job.failure) == (1, "")


def test_what_is_not_dead_is_not_replayed(ada: User) -> None:
    row = _row(ada, done_at=timezone.now())
    assert not jobs.replay(row)
    assert jobs.claim(Delivery, row.pk) is None


def test_work_under_way_is_not_replayed(ada: User) -> None:
    """It would lose its lease's attempts, and a row that kills workers would never be given up."""
    row = jobs.claim(Delivery, _row(ada).pk)
    assert row
    assert not jobs.replay(row)
    now = Delivery.objects.get()
    assert (now.attempts, now.due_at, now.lease_token) == (row.attempts, row.due_at, row.lease_token)


def test_overdue_rows_come_oldest_first_and_no_more_than_asked_for(ada: User) -> None:
    now = timezone.now()
    rows = [_row(ada, due_at=now - minutes * MINUTE) for minutes in (1, 3, 2)]
    _row(ada, due_at=now)  # nudged just now
    assert jobs.overdue(Delivery) == [rows[1].pk, rows[2].pk, rows[0].pk]
    assert jobs.overdue(Delivery, limit=1) == [rows[1].pk]


# --- working -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "state", "failure"),
    [
        (None, "done", ""),
        (jobs.TryAgain("later"), "pending", "later"),
        (jobs.GiveUp("never"), "dead", "never"),
        (ValueError("odd"), "pending", "ValueError: odd"),
    ],
)
def test_working_records_how_it_ended(ada: User, raised: Exception | None, state: str, failure: str) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    with jobs.working(job) as changes:
        changes["outcome"] = "sent"
        if raised:
            raise raised
    job.refresh_from_db()
    assert (job.job_state, job.failure) == (state, failure)
    assert job.outcome == ("" if raised else "sent")


def test_an_endless_failure_is_cut(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    with jobs.working(job):
        raise ValueError("x" * 10_000)
    job.refresh_from_db()
    assert len(job.failure) == jobs.LONGEST_FAILURE


# --- two workers at once -----------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_row(ada: User) -> None:
    for _ in range(5):
        pk = _row(ada).pk
        got, failures = at_once(8, lambda number, pk=pk: jobs.claim(Delivery, pk))
        assert failures == []
        assert sum(job is not None for job in got) == 1
        assert Delivery.objects.get(pk=pk).attempts == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_looking_first_and_saving_then_lets_all_in(ada: User) -> None:
    pk, looked = _row(ada).pk, threading.Barrier(4)

    def claim_badly(number: int) -> bool:
        job = Delivery.objects.get(pk=pk)
        if job.lease_until is not None:
            return False
        looked.wait(timeout=10)
        job.lease_until = timezone.now() + MINUTE
        job.save(update_fields=["lease_until"])
        return True

    got, failures = at_once(4, claim_badly)
    assert failures == []
    assert sum(got) == 4


def test_a_row_that_was_finished_in_a_transaction_that_failed_backs_off(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    with jobs.working(job), transaction.atomic():
        jobs.finish(job)
        raise RuntimeError("the commit failed")
    job.refresh_from_db()
    assert (job.job_state, job.lease_until) == ("pending", None)
    assert job.failure == "RuntimeError: the commit failed"


def test_a_row_that_the_work_finished_itself_is_finished_once(ada: User) -> None:
    job = jobs.claim(Delivery, _row(ada).pk)
    assert job
    with jobs.working(job):
        jobs.finish(job)
    job.refresh_from_db()
    assert job.job_state == "done"
