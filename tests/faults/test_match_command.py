"""`manage.py match --all` with a real worker says the same as with none."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from notifications.models import Notification
from projects.models import BriefVersion, Lead, Match, MatchRun, ProjectEvent
from tests import life
from tests.faults.workers import REDIS_SERVER, own_redis, workers
from tests.projects import market

pytestmark = [
    pytest.mark.faults,
    pytest.mark.postgres,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(REDIS_SERVER is None, reason="needs redis-server or valkey-server to start one"),
]

TITLES = (
    "Booking back end in Python for ferries",
    "Timetables for ferries between islands",
    "Ticketing in Django for a summer line",
    "Marble floors polished by hand",
    "Quux",
)


def _match_all(*options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("match", "--all", "--json", *options, stdout=out, stderr=StringIO())
    report = json.loads(out.getvalue())
    assert report.pop("seconds") >= 0
    return report


def _kept() -> list[tuple[Any, ...]]:
    """Every match with its score and content, by names that outlive a second run."""
    rows = Match.objects.order_by("run__brief__title", "rank")
    return list(rows.values_list("run__brief__title", "rank", "agency__name", "score", "content", "seat_order"))


def test_with_a_worker_it_prints_and_keeps_the_same_as_without(
    ada: User, tmp_path: Path, publisher: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.management.commands.match.PATIENCE_SECONDS", 240)  # the worker has to start first
    publisher("memory://")
    for number in range(6):
        life.agency(f"Agency {number}")
    market.agency(
        "Marble", services={"branding": 100}, description="We polish marble floors by hand.", countries=("DE",)
    )
    for title in TITLES:
        life.project(ada, title=title)
    BriefVersion.objects.update(offers_leads=False)  # seats given away would be the load of the second run
    with own_redis(tmp_path) as broker, workers(broker, tmp_path) as start:
        publisher(broker)
        start()
        in_workers = _match_all()
    kept = _kept()
    assert MatchRun.objects.count() == len(TITLES)
    assert ProjectEvent.objects.filter(kind="matched").count() == len(TITLES)
    assert not Notification.objects.exists()

    MatchRun.objects.all().delete()
    BriefVersion.objects.update(done_at=None, attempts=0)
    publisher("memory://")
    assert _match_all("--inline") == in_workers
    assert _kept() == kept
    assert in_workers["projects"] == len(TITLES)
    assert in_workers["matched"] > 0
    assert not Lead.objects.exists()
