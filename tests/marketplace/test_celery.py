"""What Celery is told: the times that leases and retries rest upon."""

from django.conf import settings

from marketplace.celery import app
from marketplace.lib import jobs


def test_a_task_ends_before_its_lease_and_before_redis_gives_it_to_another() -> None:
    lease = jobs.LEASE.total_seconds()
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < lease
    if "visibility_timeout" in app.conf.broker_transport_options:
        assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]


def test_a_task_is_given_back_when_its_worker_is_killed_and_no_worker_hoards() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_nothing_rests_upon_results_pickles_or_running_at_once() -> None:
    assert app.conf.task_ignore_result
    assert app.conf.accept_content == ["json"]
    assert not app.conf.task_always_eager


def test_ticks_do_not_pile_up_while_workers_are_away() -> None:
    every = {name: entry for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if isinstance(entry["schedule"], int)}
    often = {name: entry for name, entry in every.items() if entry["schedule"] < 600}
    assert often
    assert [name for name, entry in often.items() if not entry.get("options", {}).get("expires")] == []
