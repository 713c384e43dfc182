"""import_projects: files with good and bad rows, dry runs, again, and the real thing."""

import json
import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Notification
from projects.models import Project

GOOD = {"id": "1", "title": "A licence service", "buyer": "Ministry of Quays", "applicants": 3}


def _run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_projects", str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    rows = [json.dumps(GOOD), "{broken", json.dumps({"id": "2"}), json.dumps({**GOOD, "id": "3"})]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_bad_rows_are_named_and_stop_nobody(db: None, jsonl: Path, tmp_path: Path) -> None:
    printed = _run(jsonl, "--source", "x", "--report", str(tmp_path / "report.csv"))
    assert "4 rows read: 2 added, 0 changed, 0 unchanged, 2 refused." in printed
    assert "Line 2: The line is not valid JSON." in printed
    assert "Line 3: The row has no title." in printed
    assert "applicants (2)" in printed
    assert "Line" not in (tmp_path / "report.csv").read_text()
    assert "3,The row has no title." in (tmp_path / "report.csv").read_text()
    assert Project.objects.count() == 2


def test_a_dry_run_says_the_same_and_keeps_nothing(db: None, jsonl: Path) -> None:
    printed = _run(jsonl, "--source", "x", "--dry-run")
    assert "2 added" in printed
    assert "Nothing was kept" in printed
    assert not Project.objects.exists()


def test_again_adds_nothing(db: None, jsonl: Path) -> None:
    _run(jsonl, "--source", "x")
    assert "0 added, 0 changed, 2 unchanged, 2 refused" in _run(jsonl, "--source", "x")
    assert "2 added" in _run(jsonl, "--source", "another")


def test_a_table_is_read_as_well(db: None, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id;title;budget;currency\n1;A shop;20k;GBP\n2;;5k;GBP\n")
    assert "1 added" in _run(path)
    project = Project.objects.get()
    assert project.source == tmp_path.name[:60]
    assert project.versions.get().budget_high == 2_000_000


@pytest.mark.parametrize("name", ["missing.jsonl", "rows.xml"])
def test_a_file_that_cannot_be_read_is_an_error_in_a_sentence(db: None, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match=name):
        _run(tmp_path / name)


def test_the_real_projects_come_in_whole_and_in_time(db: None) -> None:
    folder = os.environ.get("BRIEFWELL_DATA")
    if not folder:
        pytest.skip("BRIEFWELL_DATA names no folder with the real data")
    path = Path(folder) / "uk_dos" / "projects.jsonl"
    began = time.monotonic()
    assert "1615 rows read: 1615 added" in _run(path)
    assert time.monotonic() - began < 60
    assert "1615 unchanged" in _run(path)
    projects = Project.objects.all()
    assert projects.filter(state="open", offers_leads=False, bids_close_at=None).count() == 1615
    assert not projects.filter(organisation__claimed_at__isnull=False).exists()
    assert not Notification.objects.exists()
