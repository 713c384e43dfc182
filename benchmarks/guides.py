"""A guide kept, a guide drawn anew and an empty view through the whole stack: python -m benchmarks.guides [rounds]."""

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

from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.signals import request_finished, request_started  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from agencies.actions import directory  # noqa: E402
from benchmarks import market  # noqa: E402
from blog import epochs  # noqa: E402
from blog.models import GuidePage  # noqa: E402

AGENCIES = 500
Before = Callable[[], object]


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing but what every request passes."""
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), path("", include("marketplace.urls"))]


def main(rounds: int = 100) -> None:
    """Make a database with our own guides and invented agencies, ask for the longest guide, drop the database."""
    logging.disable(logging.INFO)
    settings = connection.settings_dict
    settings["OPTIONS"].pop("pool", None)
    if connection.vendor == "sqlite":  # a file, as in earnest, not the memory of tests
        settings["TEST"]["NAME"] = str(Path(os.environ.get("TMPDIR", "/tmp")) / f"bench-{os.getpid()}.sqlite3")  # noqa: S108
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        market.seed(AGENCIES, at=timezone.now())
        directory.renew()
        call_command("load_guides", verbosity=0)
        with override_settings(ROOT_URLCONF="benchmarks.guides"):
            compare(rounds)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def compare(rounds: int) -> None:
    """One line for each: queries, median milliseconds of CPU, requests a second of one process, kilobytes sent."""
    longest = GuidePage.objects.order_by("-words", "pk").first()
    assert longest is not None  # noqa: S101
    address = f"/blog/{longest.slug}/"
    print(f"{connection.vendor}, {address} of {longest.words:,} words, {AGENCIES} agencies, {rounds} rounds\n")
    print(f"{'':<38}{'queries':>9}{'cpu ms':>9}{'a second':>10}{'KB':>7}")
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip, br"})
    client.get(address)  # the first one also draws the sizes of its pictures
    tag = client.get(address).headers["ETag"]
    few = max(5, rounds // 10)
    lines: list[tuple[str, str, int, Before | None, dict[str, str]]] = [
        ("an empty view", "/empty/", rounds, None, {}),
        ("kept, and the browser has it", address, rounds, None, {"if-none-match": tag}),
        ("kept", address, rounds, None, {}),
        ("drawn anew, an agency changed", address, few, directory.renew, {}),
        ("drawn anew, something was published", address, few, epochs.begin, {}),
    ]
    for name, where, times, before, headers in lines:
        row = measure(client, where, times, before, headers)
        print(f"{name:<38}{row['queries']:>9.0f}{row['cpu']:>9.2f}{1000 / row['cpu']:>10,.0f}{row['kb']:>7.1f}")


def measure(
    client: Client, address: str, rounds: int, before: Before | None, headers: dict[str, str]
) -> dict[str, float]:
    """The median of CPU milliseconds of a request, how many queries it makes, and how much it sends."""
    (before or bool)()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers=headers)
    queries = len(asked)
    assert answer.status_code in {200, 304}, (address, answer.status_code)  # noqa: S101
    cpus = []
    for _ in range(rounds):
        (before or bool)()
        cpu = time.process_time()
        client.get(address, headers=headers)
        cpus.append((time.process_time() - cpu) * 1000)
    return {"queries": queries, "cpu": statistics.median(cpus), "kb": len(answer.content) / 1024}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
