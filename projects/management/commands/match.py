"""Show what the engine said of a project, compute it again, or match every open project."""

import hashlib
import json
import textwrap
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from marketplace.lib import clock
from matching import ENGINE_VERSION
from projects import tasks
from projects.actions import matches as actions
from projects.matchmaking import reports, runs, sentences
from projects.models import BriefVersion, MatchRun, Project

SHOWN = 5
PATIENCE_SECONDS = 60
"""How long a worker may take for the next brief before we say that nobody seems to be working."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="?", help="code of the project to show")
        parser.add_argument("--replay", action="store_true", help="compute the project's run again and compare")
        parser.add_argument("--all", action="store_true", help="match every open project that isn't matched yet")
        parser.add_argument("--inline", action="store_true", help="with --all: here instead of in workers")
        parser.add_argument("--offer", action="store_true", help="with --all: also offer leads to agencies")
        parser.add_argument("--json", action="store_true", help="with --all: print one JSON object")
        parser.add_argument("--seed", type=int, default=1, help="with --all: draws random pairs and shuffled titles")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["code"]) == options["all"]:
            raise CommandError("Name a project, or say --all.")
        if options["all"]:
            self._match_all(options)
        elif options["replay"]:
            self._replay(_run_of(options["code"]))
        else:
            self._show(_run_of(options["code"]))

    # --- one project -----------------------------------------------------------------------------------

    def _show(self, run: MatchRun) -> None:
        write = self.stdout.write
        write(f"{run.brief.title}")
        write(
            f"brief {run.brief.number}, engine {run.engine_version}, seed {run.seed}: "
            f"{run.considered} agencies read, {run.eligible} eligible, {run.fitting} fit well enough"
        )
        for match in run.matches.select_related("agency").order_by("rank")[:SHOWN]:
            write(f"\n{match.rank}. {match.agency.name}  {match.score:.1f}  {_seat(match)}")
            said = runs.match_of(match)
            for reason in said.reasons:
                mark = "-" if reason.gap else "+"
                points = f"{reason.points:5.1f} of {reason.weight:4.1f}"
                write(f"   {mark} {points}  {sentences.text_of(reason, 'client')}")
            if said.gap:
                write(f"   ! worth knowing: {sentences.text_of(said.gap, 'client')}")
        write("\nNot kept in full:")
        for code, agencies in runs.unpacked(run.others).items():
            write(f"   {len(agencies):5}  {code}")

    def _replay(self, run: MatchRun) -> None:
        differences = runs.replay(run)
        if not differences:
            self.stdout.write(f"The same again: {run.matches.count()} matches of {run.considered} agencies.")
            return
        if run.engine_version != ENGINE_VERSION:
            self.stderr.write(f"It was stored by engine {run.engine_version}, and this is {ENGINE_VERSION}.")
        for difference in differences[:SHOWN]:
            self.stderr.write(f"{difference.what}: {_short(difference.stored)}, now {_short(difference.recomputed)}")
        raise CommandError(f"The run says something else now, in {len(differences)} places.")

    # --- all of them -----------------------------------------------------------------------------------

    def _match_all(self, options: dict[str, Any]) -> None:
        began = time.monotonic()
        due = actions.ask_for(reports.open_projects(), offer_leads=options["offer"], at=clock.now())
        progress = tqdm(total=len(due), unit="brief", desc="Matching", disable=options["json"] or not due)
        with progress:
            (_match_here if options["inline"] else _match_in_workers)(due, progress.update)
        report = reports.measure(seconds=time.monotonic() - began, seed=options["seed"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
            return
        for name, value in report.as_dict().items():
            self.stdout.write(f"{name:17} {_shown(value)}")
        self._tell_failures(due)

    def _tell_failures(self, due: list[int]) -> None:
        for version in BriefVersion.objects.filter(pk__in=due, runs=None).select_related("project").order_by("pk")[:20]:
            self.stderr.write(f"not matched: {version.project.code} {version.title}: {version.failure or 'still due'}")


def _match_here(due: list[int], advance: Callable[[int], object]) -> None:
    for pk in due:
        tasks.match_brief(pk)
        advance(1)


def _match_in_workers(due: list[int], advance: Callable[[int], object]) -> None:
    """Ring the bell for each, then watch until all are over. Raises CommandError when nothing happens any more."""
    actions.announce(due)
    over, moved_at = 0, time.monotonic()
    while over < len(due):
        if time.monotonic() - moved_at > PATIENCE_SECONDS:
            raise CommandError(
                f"Nothing was matched for {PATIENCE_SECONDS} seconds. Is a worker running? If not, use --inline."
            )
        time.sleep(0.5)
        now = sum(
            BriefVersion.objects.over().filter(pk__in=due[start : start + 500]).count()
            for start in range(0, len(due), 500)
        )
        if now > over:
            advance(now - over)
            over, moved_at = now, time.monotonic()


def _run_of(code: str) -> MatchRun:
    project = Project.objects.filter(code=code).first()
    if project is None:
        raise CommandError(f"There is no project with the code {code}.")
    run = runs.latest_run(project)
    if run is None:
        raise CommandError(f"{project} was not matched yet.")
    return run


def _seat(match: Any) -> str:
    if match.seat_order is None:
        return ""
    odds = f", drawn with a chance of {match.probability:.3f}" if match.probability else ""
    return f"(asked as number {match.seat_order} by {match.seat_kind}{odds})"


def _short(value: Any) -> str:
    """One line of what a run says: rank and score of an agency, or the value itself."""
    if value is None:
        return "no full row"
    text = f"rank {value[0]}, score {value[1]}, {_digest(value[2:])}" if isinstance(value, tuple) else str(value)
    return textwrap.shorten(text, 100, placeholder=" …")


def _digest(content: Any) -> str:
    """Tells two contents apart that would be too long to print."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:8]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{code} {count}" for code, count in value.items()) or "none"
    return str(value)
