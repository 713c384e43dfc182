"""Loads the guides that come with the program, for a fresh site or after an update."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from blog.actions import guides
from blog.manuscripts import ManuscriptError


class Command(BaseCommand):
    help = "Load topics, authors and guides from blog/content; what an editor changed stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcomes = guides.load()
        except (guides.NoBlog, ManuscriptError, ValidationError) as error:
            raise CommandError(str(error)) from error
        for outcome in outcomes:
            self.stdout.write(f"{outcome.kind} {outcome.slug}: {outcome.what}")
        changed = sum(outcome.what in {guides.CREATED, guides.UPDATED} for outcome in outcomes)
        self.stdout.write(f"{changed} of {len(outcomes)} created or updated.")
