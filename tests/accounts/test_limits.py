"""Five tries per account, however many processes count; refused when nobody can count."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.models import User
from marketplace.lib import urls
from tests import factories
from tests.mails import sent

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
TOO_MANY = "Too many tries"


def _try(client: Client, user: User, password: str = "") -> str:
    response = client.post("/accounts/login/", {"login": user.email, "password": password or "not their password"})
    return response.content.decode()


def test_the_sixth_try_on_an_account_is_not_looked_at(ada: User) -> None:
    for number in range(5):
        assert TOO_MANY not in _try(Client(REMOTE_ADDR=f"10.0.0.{number}"), ada)
    assert TOO_MANY in _try(Client(REMOTE_ADDR="10.0.0.77"), ada)
    locked = _try(Client(REMOTE_ADDR="10.0.0.78"), ada, factories.PASSWORD)
    assert TOO_MANY in locked  # even the right one: a lock that tells is a lock that leaks


def test_other_accounts_are_not_affected(ada: User, grace: User) -> None:
    for number in range(6):
        _try(Client(REMOTE_ADDR=f"10.0.0.{number}"), ada)
    response = Client().post("/accounts/login/", {"login": grace.email, "password": factories.PASSWORD})
    assert response.status_code == 302


def test_another_host_header_does_not_count_anew(ada: User, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    answers = [_try(Client(headers={"host": f"host{number}.example"}), ada) for number in range(6)]
    assert TOO_MANY in answers[-1]


def test_many_accounts_from_one_address_are_limited(db: None) -> None:
    people = [factories.user(email=f"p{number}@client.example") for number in range(12)]
    answers = [_try(Client(REMOTE_ADDR="10.9.9.9"), person) for person in people]
    assert TOO_MANY in answers[-1]


def test_a_spoofed_address_does_not_count_anew(db: None) -> None:
    people = [factories.user(email=f"p{number}@client.example") for number in range(12)]
    answers = [
        _try(Client(REMOTE_ADDR="10.9.9.9", headers={"x-forwarded-for": f"1.2.3.{number}"}), person)
        for number, person in enumerate(people)
    ]
    assert TOO_MANY in answers[-1]


def test_a_lock_never_locks_the_owner_out(ada: User) -> None:
    for number in range(6):
        _try(Client(REMOTE_ADDR=f"10.0.0.{number}"), ada)
    owner = Client(REMOTE_ADDR="10.1.1.1")
    owner.post("/accounts/password/reset/", {"email": ada.email})
    path = re.search(r"/accounts/password/reset/key/\S+", sent()[-1].body).group()
    form = owner.get(path).headers["Location"]
    owner.post(form, {"password1": "another sentence that works", "password2": "another sentence that works"})
    _try(owner, ada, "another sentence that works")
    assert owner.get("/settings/").status_code == 200


# --- with the real thing -----------------------------------------------------------------------------


@pytest.fixture
def redis(settings):
    """The cache of this test is a real Redis, emptied before and after."""
    import redis as client

    try:
        client.Redis.from_url(REDIS, socket_connect_timeout=0.5).ping()
    except client.RedisError as error:
        pytest.skip(f"needs a Redis at {REDIS}: {error}")
    settings.CACHES = {"default": urls.cache(REDIS)}
    cache.clear()
    yield REDIS
    cache.clear()


TRIES = """
    import os, sys, django
    django.setup()
    from django.http import HttpRequest
    from django.test import RequestFactory
    from allauth.core import context
    from allauth.core.internal import ratelimit
    passed = 0
    for number in range(10):
        request = RequestFactory().post("/", REMOTE_ADDR=f"10.{sys.argv[1]}.0.{number}")
        with context.request_context(request):
            if ratelimit.consume(request, app="allauth.account", action="login_failed", key="ada@client.example"):
                passed += 1
    print(passed)
"""


def _passed_by_two_processes(cache_url: str) -> int:
    environment = {
        **os.environ,
        "CACHE_URL": cache_url,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "LOG_LEVEL": "ERROR",
    }
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(TRIES), str(number)],
            env=environment,
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    return sum(int(process.communicate(timeout=60)[0].split()[-1]) for process in running)


@pytest.mark.redis
def test_two_processes_together_get_five_tries(redis: str) -> None:
    assert _passed_by_two_processes(redis) == 5


@pytest.mark.redis
def test_two_processes_that_count_alone_get_ten(redis: str) -> None:
    """The control: with a cache of its own each process grants five."""
    assert _passed_by_two_processes("locmem://alone") == 10


@pytest.mark.redis
def test_the_login_page_counts_in_redis(ada: User, redis: str) -> None:
    answers = [_try(Client(REMOTE_ADDR=f"10.0.0.{number}"), ada) for number in range(6)]
    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True]


def test_nobody_signs_in_while_nobody_can_count(ada: User) -> None:
    client = Client()
    doors = {
        "/accounts/login/": {"login": ada.email, "password": factories.PASSWORD},
        "/accounts/password/reset/": {"email": ada.email},
    }
    with override_settings(CACHES={"default": urls.cache("redis://127.0.0.1:1/0")}):
        answers = [client.post(door, data) for door, data in doors.items()]
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(503, "30")] * 2
    assert client.get("/settings/").status_code == 302
    assert sent() == []
