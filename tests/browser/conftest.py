"""Chromium as the machine has it: Debian's package, no download."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Run, free_port, wait_until_gone

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        skip = pytest.mark.skip(reason=f"needs Chromium at {CHROMIUM}; CHROMIUM names another place")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Quiet, and without a sandbox of its own where everything runs as root."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    return {"executable_path": str(CHROMIUM), "args": quiet if os.geteuid() else [*quiet, "--no-sandbox"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The running demo with its own worker and beat, started once for all walks."""
    run = Run(tmp_path_factory.mktemp("browser"), free_port())
    groups = run.wait_until_ready()
    yield run
    run.process.terminate()
    run.process.wait(30)
    wait_until_gone(groups)
