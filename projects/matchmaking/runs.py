"""One run of the engine over all agencies: computed outside of a transaction, kept whole, recomputed at will."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from marketplace.lib import clock, jobs
from matching import ranking
from matching.index import AgencyIndex
from matching.rules import WEIGHTS
from matching.seats import SeatPlan, choose
from matching.types import Brief, Match as EngineMatch, RankResult
from projects.matchmaking import briefs, indexes, standing
from projects.matchmaking.standing import Standing
from projects.matchmaking.supplies import narrowing_of, supply_of
from projects.models import BriefVersion, Match, MatchRun, Project, ProjectEvent
from projects.states import ProjectState


class LeaseLost(jobs.TryAgain):
    """Another worker took the brief over while this one was at it: its answer counts, ours is dropped."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, before it is stored. `narrows` says what keeps agencies away, when nobody can be asked."""

    brief: Brief
    seed: int
    seats: int
    least_score: float
    lottery_from: int
    standings: list[Standing]
    offers_leads: bool
    on: date
    result: RankResult
    plan: SeatPlan
    narrows: str = ""

    @property
    def rows(self) -> list[tuple[int, EngineMatch]]:
        """The full rows with their ranks, the best first."""
        return list(enumerate(self.result.matches, start=1))

    @property
    def fitting(self) -> int:
        return sum(score >= self.least_score for score in self.result.scores().values())


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a recomputed run says something else than the stored one."""

    what: str
    stored: Any
    recomputed: Any


def compute(version: BriefVersion, *, at: datetime | None = None) -> Outcome:
    """Run the engine for a version with everything as it is now. Reads only. Needs `version.project`.

    `at` is the time that loads are counted and starts are measured at: the database's unless given.
    """
    at = at or clock.now()
    standings = standing.of_agencies(at)
    with indexes.kept(heeds_pauses=version.offers_leads).refreshed(standings) as index:
        read = [each for each in standings if each.key in index]
        outcome = _outcome(
            index,
            briefs.from_version(version),
            standings=read,
            seed=seed_of(version),
            seats=version.project.seats,
            least_score=settings.LEAST_SCORE,
            lottery_from=settings.LOTTERY_FROM_SEATS,
            offers_leads=version.offers_leads,
            on=at.date(),
        )
        if outcome.plan.seats or not version.offers_leads:
            return outcome
        return replace(outcome, narrows=" ".join(narrowing_of(supply_of(index, outcome.brief))[:1]))


def seed_of(version: BriefVersion) -> int:
    """The seed of a version's run, from its public code and number: nobody, not even we, can draw again until
    the draw pleases."""
    digest = hashlib.blake2b(f"{version.project.code}:{version.number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 2  # fits a signed 64-bit column


def _outcome(
    index: AgencyIndex,
    brief: Brief,
    *,
    standings: list[Standing],
    seed: int,
    seats: int,
    least_score: float,
    lottery_from: int,
    offers_leads: bool,
    on: date,
    weights: Mapping[str, float] = WEIGHTS,
) -> Outcome:
    loads = [each.load for each in standings]
    result = ranking.rank(index, brief, weights=weights, seed=seed)
    plan = choose(result, loads, seats=seats, least_score=least_score, lottery_from=lottery_from, seed=seed, now=on)
    last = max((list(result.scores()).index(seat.key) for seat in plan.seats), default=0)
    if last >= len(result.matches):  # drawn by lot from behind the rows kept: its row is kept as well
        result = ranking.rank(index, brief, weights=weights, seed=seed, keep=last + 1)
    return Outcome(brief, seed, seats, least_score, lottery_from, standings, offers_leads, on, result, plan)


# --- keeping -------------------------------------------------------------------------------------------


def store(version: BriefVersion, outcome: Outcome, *, at: datetime | None = None) -> MatchRun | None:
    """Keep the outcome of a claimed version and finish its row, in the caller's transaction.

    None, and nothing kept, when the brief was edited or the project closed in the meantime: the last version
    wins and nobody hears of this one. The project's row is locked first. Raises LeaseLost.
    """
    project = Project.objects.select_for_update().get(pk=version.project_id)
    at = at or clock.now()
    if not jobs.finish(version):
        raise LeaseLost(f"The lease on brief {version.pk} was lost.")
    if project.state != ProjectState.OPEN or project.version != version.number:
        return None
    order = _order_of_seats(outcome)
    run = MatchRun.objects.create(
        brief=version,
        engine_version=outcome.result.engine_version,
        weights=dict(outcome.result.weights),
        seed=outcome.seed,
        seats=outcome.seats,
        created_at=at,
        considered=len(outcome.standings),
        eligible=len(outcome.result.scores()),
        fitting=outcome.fitting,
        inputs=packed(_inputs(outcome)),
        others=packed(_others(outcome)),
        offers_leads=outcome.offers_leads,
    )
    Match.objects.bulk_create(
        [
            Match(
                run=run,
                agency_id=int(match.key),
                rank=rank,
                score=match.score,
                content=match.to_json(),
                **order.get(match.key, {}),
            )
            for rank, match in outcome.rows
        ]
    )
    ProjectEvent.record(
        project,
        "matched",
        by=None,
        at=at,
        brief=version.number,
        run=run.pk,
        considered=run.considered,
        eligible=run.eligible,
        fitting=run.fitting,
    )
    return run


def packed(data: Any) -> bytes:
    """Canonical JSON, compressed."""
    return zlib.compress(json.dumps(data, sort_keys=True, separators=(",", ":")).encode(), level=6)


def unpacked(data: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(bytes(data)))


def _inputs(outcome: Outcome) -> dict[str, Any]:
    return {
        "on": outcome.on.isoformat(),
        "least_score": outcome.least_score,
        "lottery_from": outcome.lottery_from,
        "agencies": [each.as_row() for each in outcome.standings],
    }


def _others(outcome: Outcome) -> dict[str, list[int]]:
    """Agencies without a full row by the one code that says why."""
    found: dict[str, list[int]] = {}
    for key, code in outcome.result.codes().items():
        found.setdefault(code, []).append(int(key))
    return {code: sorted(agencies) for code, agencies in sorted(found.items())}


def _order_of_seats(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Who is asked when: the seats first, then those who wait, best first. Only rows kept whole take part."""
    order: dict[str, dict[str, Any]] = {}
    for seat in outcome.plan.seats:
        order[seat.key] = {
            "seat_order": len(order) + 1,
            "seat_kind": seat.kind,
            "probability": seat.probability,
        }
    for key in outcome.plan.waiting:
        order[key] = {"seat_order": len(order) + 1, "seat_kind": "score", "probability": None}
    return order


# --- recomputing ---------------------------------------------------------------------------------------


def replay(run: MatchRun) -> list[Difference]:
    """Run the engine again on the versions, loads, weights and seed that the run stored, and compare everything.

    Empty when the answer is the same to the last digit. Reads only.
    """
    inputs = unpacked(run.inputs)
    standings = [Standing.from_row(row) for row in inputs["agencies"]]
    fresh = indexes.KeptIndex(heeds_pauses=run.offers_leads)
    with fresh.refreshed(standings) as index:
        again = _outcome(
            index,
            briefs.from_version(run.brief),
            standings=standings,
            seed=run.seed,
            seats=run.seats,
            least_score=inputs["least_score"],
            lottery_from=inputs["lottery_from"],
            offers_leads=run.offers_leads,
            on=date.fromisoformat(inputs["on"]),
            weights=run.weights,
        )
    return list(_differences(run, again))


def _differences(run: MatchRun, again: Outcome) -> Iterable[Difference]:
    kept = {match.agency_id: _as_kept(match) for match in run.matches.all()}
    order = _order_of_seats(again)
    fresh = {
        int(match.key): (rank, f"{match.score:.4f}", match.to_json(), *_seat(order.get(match.key, {})))
        for rank, match in again.rows
    }
    for what, stored, recomputed in (
        ("engine", run.engine_version, again.result.engine_version),
        ("eligible", run.eligible, len(again.result.scores())),
        ("fitting", run.fitting, again.fitting),
        ("others", unpacked(run.others), _others(again)),
    ):
        if stored != recomputed:
            yield Difference(what, stored, recomputed)
    for agency in sorted(kept.keys() | fresh.keys()):
        if kept.get(agency) != fresh.get(agency):
            yield Difference(f"agency {agency}", kept.get(agency), fresh.get(agency))


def _as_kept(match: Match) -> tuple[Any, ...]:
    seat = {"seat_order": match.seat_order, "seat_kind": match.seat_kind, "probability": match.probability}
    return (match.rank, f"{match.score:.4f}", match.content, *_seat(seat))


def _seat(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.get("seat_order"), row.get("seat_kind") or "", row.get("probability"))


def match_of(match: Match) -> EngineMatch:
    """The engine's own record of a stored row."""
    return EngineMatch.from_json(match.content)


def latest_run(project: Project) -> MatchRun | None:
    """The run of the project's current brief version, once there is one."""
    return MatchRun.objects.filter(brief__project=project, brief__number=project.version).first()
