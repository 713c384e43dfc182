"""Draws docs/states.md from the tables in every app's states.py."""

import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from marketplace.lib.workflow import Transition, Workflow

HEAD = """# States

Drawn by `make states` from the tables in each app's `states.py`; a test fails when this page is stale. Every move is
one `UPDATE … WHERE state IN (…)` (`marketplace.lib.workflow.advance`): of two movers at once exactly one succeeds.
"""


class Command(BaseCommand):
    help = "Draw docs/states.md from the tables in the code"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        path, page = page_path(), draw()
        if not options["check"]:
            path.write_text(page, encoding="utf-8")
            self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}")
        elif not path.is_file() or path.read_text(encoding="utf-8") != page:
            raise CommandError("docs/states.md is stale. Run make states.")


def page_path() -> Path:
    return settings.BASE_DIR / "docs" / "states.md"


def draw() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(section(name, states, moves) for name, states, moves in workflows())])


def workflows() -> Iterator[tuple[str, type[models.TextChoices], Workflow]]:
    """Name, states and moves of every table, apps in the order of their names."""
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        if not Path(config.path).is_relative_to(settings.BASE_DIR) or ".venv" in Path(config.path).parts:
            continue
        if importlib.util.find_spec(f"{config.name}.states"):
            yield from _tables(importlib.import_module(f"{config.name}.states"))


def _tables(module: ModuleType) -> Iterator[tuple[str, type[models.TextChoices], Workflow]]:
    for name, value in vars(module).items():
        if isinstance(value, dict) and value and all(isinstance(move, Transition) for move in value.values()):
            words = name.split("_")
            yield " ".join(words).capitalize(), getattr(module, "".join(map(str.title, words)) + "State"), value


def section(name: str, states: type[models.TextChoices], moves: Workflow) -> str:
    """One thing: its diagram and who may make which move."""
    leaving = {source for move in moves.values() for source in move.sources}
    diagram = [
        "stateDiagram-v2",
        *[f"    {state.value}: {state.label}" for state in states],
        f"    [*] --> {states.values[0]}",
        *[f"    {source} --> {move.to}: {verb}" for verb, move in moves.items() for source in move.sources],
        *[f"    {state} --> [*]" for state in states.values if state not in leaving],
    ]
    rows = [
        f"| {verb} | {', '.join(move.sources)} | {move.to} | {', '.join(move.roles)} |" for verb, move in moves.items()
    ]
    table = ["| Move | From | To | By |", "| --- | --- | --- | --- |", *rows]
    return "\n".join([f"## {name}", "", "```mermaid", *diagram, "```", "", *table, ""])
