"""/health/: what load balancers and watchdogs ask."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from marketplace import health, periodic
from marketplace.models import Heartbeat
from tests.faults.brokers import BlackHole, free_port, stopwatch


def test_live_answers_without_a_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_ready_names_its_parts(client: Client, db: None) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": True, "cache": True}


def test_ready_says_that_no_worker_ran(client: Client, db: None) -> None:
    answer = client.get("/health/ready?worker")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": True, "worker": False, "cache": True}


def test_a_task_that_ran_makes_the_worker_ready(client: Client, db: None) -> None:
    periodic.beat()
    assert client.get("/health/ready?worker").json()["worker"] is True


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=1), 200), (timedelta(minutes=2, seconds=1), 503)])
def test_a_heartbeat_of_two_minutes_ago_is_none(client: Client, db: None, age: timedelta, status: int) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - age)
    assert client.get("/health/ready?worker").status_code == status


def test_the_heartbeat_of_an_earlier_run_can_be_forgotten(client: Client, db: None) -> None:
    periodic.beat()
    health.forget_worker()
    assert client.get("/health/ready?worker").status_code == 503


@pytest.mark.parametrize("mute", [False, True])
def test_a_cache_that_is_gone_or_mute_is_named_and_not_waited_for(
    client: Client, db: None, settings: Settings, mute: bool
) -> None:
    ours = settings.CACHES
    with BlackHole() as hole:
        port = hole.port if mute else free_port()
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": f"redis://127.0.0.1:{port}/0",
                "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
            }
        }
        with stopwatch() as taken:
            answer = client.get("/health/ready")
        settings.CACHES = ours
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": True, "cache": False}
    assert taken[0] < 3


_ASK = """
import json
import django
django.setup()
from django.test import Client
answer = Client(SERVER_NAME="127.0.0.1").get("/health/ready?worker")
print(json.dumps([answer.status_code, answer.json(), Client(SERVER_NAME="127.0.0.1").get("/health/live").status_code]))
"""


def test_a_database_that_is_gone_is_named_and_the_process_still_lives() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/nothing?pool=0",
            "CACHE_URL": "locmem://here",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    status, parts, live = json.loads(done.stdout.strip().splitlines()[-1])
    assert status == 503
    assert parts == {"status": "unavailable", "database": False, "worker": False, "cache": True}
    assert live == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_is_only_asked(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405
