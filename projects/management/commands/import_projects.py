"""Import projects from a JSONL or CSV file: every row an open project of a client nobody has claimed yet."""

import io
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from marketplace.lib import clock, imports
from projects.actions import imports as actions
from projects.forms import imports as forms

BATCH = 200


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".jsonl or .csv")
        parser.add_argument(
            "--source", help="name of the source; ids are unique within it (default: the file's folder)"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, keep nothing")
        parser.add_argument("--report", type=Path, help="write refused rows with line and reason to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        source = (options["source"] or path.resolve().parent.name)[:60]
        report = imports.Report()
        hidden = not self.stderr.isatty()
        bar = tqdm(total=imports.count_lines(path), unit=" rows", disable=hidden or options["verbosity"] == 0)
        try:
            rows = imports.read_rows(path)
            while batch := list(islice(rows, BATCH)):
                self._take(batch, source=source, report=report, dry_run=options["dry_run"])
                bar.update(len(batch))
        except imports.ImportFileError as problem:
            raise CommandError(str(problem)) from problem
        finally:
            bar.close()
        printed = io.StringIO()
        report.print(printed)
        self.stdout.write(printed.getvalue(), ending="")
        if options["dry_run"]:
            self.stdout.write("Nothing was kept: this was a dry run.")
        if options["report"]:
            report.save(options["report"])

    def _take(self, batch: list[imports.Row], *, source: str, report: imports.Report, dry_run: bool) -> None:
        read = list(self._read(batch, report))
        with transaction.atomic():
            outcomes = actions.take([project for _line, project in read], source=source, at=clock.now())
            if dry_run:
                transaction.set_rollback(True)
        for (line, _project), outcome in zip(read, outcomes, strict=True):
            if outcome == "claimed":
                report.refuse(line, "Its client has an account by now, so the project is left as it is.")
            else:
                setattr(report, outcome, getattr(report, outcome) + 1)

    def _read(self, batch: list[imports.Row], report: imports.Report) -> Iterator[tuple[int, forms.ImportedProject]]:
        for line, row in batch:
            if isinstance(row, imports.RowError):
                report.refuse(line, row.reason)
                continue
            report.notice_columns(row, forms.COLUMNS)
            try:
                yield line, forms.read(row)
            except forms.RowProblem as problem:
                report.refuse(line, str(problem))
