"""Asks the database whether what must always hold does hold. Reads only; after every fault, and any time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.lib import invariants

SHOWN = 20


class Command(BaseCommand):
    help = "Say whether what must always hold does hold; reads only, and ends with code 1 when something is broken"

    def handle(self, *args: Any, **options: Any) -> None:
        failed = asked = 0
        for promise, sentences in invariants.broken():
            asked += 1
            failed += bool(sentences)
            if sentences or options["verbosity"] > 1:
                self.stdout.write(f"{promise}: {'broken' if sentences else 'holds'}")
            for sentence in sentences[:SHOWN]:
                self.stdout.write(f"  {sentence}")
            if len(sentences) > SHOWN:
                self.stdout.write(f"  and {len(sentences) - SHOWN} more")
        if failed:
            raise CommandError(f"{failed} of {asked} promises are broken.")
        self.stdout.write(f"All {asked} promises hold.")
