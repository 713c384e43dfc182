"""Shows work that was given up, with its reason, and gives it another try."""

from argparse import ArgumentParser
from textwrap import shorten
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from marketplace.lib import jobs

log = structlog.get_logger(__name__)

LONGEST_REASON = 300


class Command(BaseCommand):
    help = "List work that was given up, with its reason; --replay gives it a fresh set of attempts"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--replay",
            nargs="+",
            metavar="JOB",
            help="try these again, named as the list names them (projects.briefversion:12), or `all` of them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replay"]:
            self._replay(options["replay"])
        else:
            self._list()

    def _list(self) -> None:
        dead = jobs.given_up()
        for job in dead:
            self.stdout.write(f"{job.job_name}  {job}")
            self.stdout.write(f"  given up {job.dead_at:%Y-%m-%d %H:%M} UTC, attempt {job.attempts}")
            self.stdout.write(f"  {shorten(job.failure, LONGEST_REASON, placeholder=' …')}")
        self.stdout.write(f"{len(dead)} given up. Try again with --replay." if dead else "Nothing was given up.")

    def _replay(self, names: list[str]) -> None:
        """Sweeps find within seconds what is due again, so no bell is rung here."""
        there = {job.job_name: job for job in jobs.given_up()}
        wanted = list(there) if names == ["all"] else names
        if unknown := [name for name in wanted if name not in there]:
            raise CommandError(f"Not given up, or not there: {', '.join(unknown)}. Without --replay you get the list.")
        for name in wanted:
            if jobs.replay(there[name]):
                log.info("job_replayed", model=there[name]._meta.label, pk=there[name].pk)
                self.stdout.write(f"{name} is due again.")
