"""Take in agencies from a JSONL or CSV file, as often as one likes."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from agencies.actions import imports
from agencies.forms.imported import COLUMNS, read_agency
from agencies.imported import ImportedAgency, RowRefused
from marketplace.lib.imports import ImportFileError, Report, Row, RowError, count_lines, read_rows
from marketplace.lib.money import CURRENCIES

BATCH = 100
LONGEST_SOURCE = 60


class Command(BaseCommand):
    help = (
        "Take in agencies from a JSONL or CSV file. Rows are known by --source and their id: a second run changes "
        "nothing, a changed row changes its agency. Nobody has claimed them, and they get no leads unless "
        "--accepting-leads. Past projects become dated case studies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .jsonl or .csv file")
        parser.add_argument("--source", help="a name for where the rows come from; default: the file's name")
        parser.add_argument("--currency", choices=CURRENCIES, default="GBP", help="of amounts without one")
        parser.add_argument("--accepting-leads", action="store_true", help="offer them leads")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--report", type=Path, help="write the refused rows and the summary to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        source = (options["source"] or path.stem)[:LONGEST_SOURCE]
        report = Report()
        batch: list[ImportedAgency] = []
        lines: dict[str, int] = {}
        bar = tqdm(
            read_rows(path), total=count_lines(path), unit=" rows", file=sys.stderr, disable=options["verbosity"] < 1
        )
        try:
            for row in bar:
                if (agency := self._read(row, report, lines, options["currency"])) is not None:
                    batch.append(agency)
                if len(batch) == BATCH:
                    self._take_in(batch, source, report, options)
                    batch = []
            self._take_in(batch, source, report, options)
        except ImportFileError as problem:
            raise CommandError(str(problem)) from problem
        report.refused.sort()
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written: this was a dry run."))
        report.print(self.stdout)  # type: ignore[arg-type]
        if options["report"]:
            report.save(options["report"])

    def _read(self, row: Row, report: Report, lines: dict[str, int], currency: str) -> ImportedAgency | None:
        line, columns = row
        if isinstance(columns, RowError):
            report.refuse(line, columns.reason)
            return None
        report.notice_columns(columns, COLUMNS)
        try:
            agency = read_agency(line, columns, currency=currency)
        except RowRefused as problem:
            report.refuse(line, str(problem))
            return None
        if (first := lines.setdefault(agency.external_id, line)) != line:
            report.refuse(line, _("id: Line %(first)d has the same.") % {"first": first})
            return None
        return agency

    def _take_in(self, batch: list[ImportedAgency], source: str, report: Report, options: dict[str, Any]) -> None:
        if not batch:
            return
        for outcome in imports.take_in(
            batch, source=source, accepting_leads=options["accepting_leads"], dry_run=options["dry_run"]
        ):
            if outcome.what == "refused":
                report.refuse(outcome.line, outcome.reason)
            else:
                setattr(report, outcome.what, getattr(report, outcome.what) + 1)
