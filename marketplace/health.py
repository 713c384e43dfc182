"""Whether this process can do its work, and whether a worker does."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError

from marketplace.lib import clock
from marketplace.models import Heartbeat

STALE = timedelta(minutes=2)


@dataclass(slots=True)
class Report:
    """What was asked and what it answered."""

    parts: dict[str, bool] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return all(self.parts.values())

    def as_dict(self) -> dict[str, object]:
        return {"status": "ok" if self.ok else "unavailable", **self.parts}


def report(*, worker: bool = False) -> Report:
    """Ask the database and the cache; with `worker`, whether a task wrote its heartbeat lately."""
    answer = Report()
    try:
        beat = Heartbeat.objects.filter(name="worker").first()
        consuming = beat is not None and clock.now() - beat.at < STALE
        answer.parts["database"] = True
    except DatabaseError:
        consuming = answer.parts["database"] = False
    if worker:
        answer.parts["worker"] = consuming
    try:
        cache.set("health", "ok", 10)
        answer.parts["cache"] = cache.get("health") == "ok"
    except Exception:  # noqa: BLE001 -- each cache client has errors of its own, and all mean no
        answer.parts["cache"] = False
    return answer


def forget_worker() -> None:
    """Drop the heartbeat of an earlier run, so that only a worker of this one makes us ready."""
    Heartbeat.objects.filter(name="worker").delete()
