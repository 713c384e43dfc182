"""manage.py import_agencies: invented files, and the real one where it is at hand."""

import io
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import Organisation
from agencies.models import Agency, AgencyEvent, CaseStudy, ProfileVersion
from agencies.search import as_profile

DATA = os.environ.get("BRIEFWELL_DATA", "")

ROWS: list[Any] = [
    {
        "id": "a-1",
        "name": "Fernhill",
        "country": "GB",
        "size": "small",
        "past_projects": [
            {
                "title": "Ferry booking in Django",
                "lot": "outcomes",
                "buyer": "Port of Leith",
                "awarded_on": "2017-06-06",
                "amount": 60_000.0,
            },
            {"title": "Tide tables", "buyer": "Port of Leith", "awarded_on": "2017-07-06", "amount": None},
        ],
    },
    {"id": "a-2", "name": "Fernhill", "country": "IE"},
    {"id": "a-3", "name": ""},
    "not an object",
    {"id": "a-1", "name": "Fernhill again"},
]


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    path = tmp_path / "found.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return path


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_agencies", str(path), *options, stdout=out, verbosity=0)
    return out.getvalue()


def versions() -> dict[str, int]:
    return dict(Agency.objects.values_list("organisation__external_id", "version"))


def test_rows_become_unclaimed_agencies_and_bad_ones_are_named(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    assert run(file, "--report", str(report)).splitlines() == [
        "5 rows read: 2 added, 0 changed, 0 unchanged, 3 refused.",
        "Columns not read (rows that have them): size (1).",
        "Line 3: name: Enter the name of your agency.",
        "Line 4: The line is JSON but no object.",
        "Line 5: id: Line 1 has the same.",
    ]
    assert "3,name: Enter the name of your agency." in report.read_text()
    agency = Agency.objects.get(organisation__external_id="a-1")
    assert (agency.slug, agency.state, agency.accepting_leads) == ("fernhill", "published", False)
    assert (agency.organisation.source, agency.organisation.claimed_at) == ("found", None)
    assert agency.organisation.country == "GB"
    first = agency.case_studies.get(title="Ferry booking in Django")
    assert (first.amount, first.currency, str(first.finished_on)) == (6_000_000, "GBP", "2017-06-06")
    assert first.client == "Port of Leith"
    assert Agency.objects.get(organisation__external_id="a-2").slug.startswith("fernhill-")
    assert AgencyEvent.broken_links(agency) == []
    profile = as_profile(ProfileVersion.objects.get(agency=agency).content)
    assert (profile.version, len(profile.case_studies), profile.accepting) == (1, 2, False)


def test_a_second_run_changes_nothing(file: Path) -> None:
    run(file)
    before = versions()
    assert run(file).startswith("5 rows read: 0 added, 0 changed, 2 unchanged, 3 refused.")
    assert versions() == before
    assert CaseStudy.objects.count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(file: Path) -> None:
    assert run(file, "--dry-run").splitlines()[:2] == [
        "Nothing was written: this was a dry run.",
        "5 rows read: 2 added, 0 changed, 0 unchanged, 3 refused.",
    ]
    assert not Organisation.objects.exists()
    run(file)
    assert "0 changed, 2 unchanged" in run(file, "--dry-run")


def test_a_changed_row_changes_its_agency(file: Path) -> None:
    run(file)
    changed = json.loads(json.dumps(ROWS[0]))
    changed["name"] = "Fernhill & Daughters"
    changed["past_projects"] = [{**changed["past_projects"][0], "amount": 61_000}, {"title": "New one"}]
    file.write_text(json.dumps(changed))
    assert run(file).startswith("1 row read: 0 added, 1 changed, 0 unchanged, 0 refused.")
    agency = Agency.objects.get(organisation__external_id="a-1")
    assert (agency.name, agency.slug, agency.version) == ("Fernhill & Daughters", "fernhill", 2)
    assert {(row.title, row.amount) for row in agency.case_studies.all()} == {
        ("Ferry booking in Django", 6_100_000),
        ("New one", None),
    }
    content = ProfileVersion.objects.get(agency=agency, number=2).content
    assert {story["title"] for story in content["case_studies"]} == {"Ferry booking in Django", "New one"}


def test_leads_are_offered_only_when_asked_for(file: Path) -> None:
    run(file, "--accepting-leads")
    assert set(Agency.objects.values_list("accepting_leads", flat=True)) == {True}
    assert "2 changed" in run(file)
    assert set(Agency.objects.values_list("accepting_leads", flat=True)) == {False}


def test_sources_keep_apart_and_a_claimed_agency_belongs_to_its_people(file: Path) -> None:
    run(file, "--source", "one")
    assert "2 added" in run(file, "--source", "two")
    claimed = Organisation.objects.get(source="one", external_id="a-2")
    Organisation.objects.filter(pk=claimed.pk).update(claimed_at="2026-01-01T00:00Z")
    assert "Line 2: Its own people run this profile now." in run(file, "--source", "one")


def test_a_row_that_the_database_refuses_does_not_stop_the_others(file: Path) -> None:
    Organisation.objects.create(source="found", external_id="taken", name="Not an agency")
    file.write_text('{"id": "taken", "name": "No agency behind it"}\n{"id": "new", "name": "Fine"}')
    out = run(file)
    assert "1 added" in out
    assert "Line 1: The database refuses it" in out


def test_csv_is_read_as_well(tmp_path: Path, db: None) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "\ufeffid;name;services;minimum_budget;comment\n1;Müller;crm;20.000;x\n2;Ohne;;;\n", encoding="utf-8"
    )
    assert run(path, "--currency", "EUR").splitlines() == [
        "2 rows read: 2 added, 0 changed, 0 unchanged, 0 refused.",
        "Columns not read (rows that have them): comment (1).",
    ]
    assert Agency.objects.get(name="Müller").minimum_budget == 2_000_000


@pytest.mark.parametrize("name", ["nowhere.jsonl", "wrong.txt"])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, db: None, name: str) -> None:
    with pytest.raises(CommandError, match=name):
        run(tmp_path / name)


@pytest.mark.skipif(not DATA, reason="BRIEFWELL_DATA names no folder with the real data")
def test_the_real_agencies_come_in_within_seconds_and_stay_as_they_are(db: None) -> None:
    path = Path(DATA) / "uk_dos" / "agencies.jsonl"
    told = [json.loads(line) for line in path.read_text().splitlines()]
    started = time.monotonic()
    assert run(path).splitlines() == [
        f"{len(told)} rows read: {len(told)} added, 0 changed, 0 unchanged, 0 refused.",
        f"Columns not read (rows that have them): size ({len(told)}).",
    ]
    assert time.monotonic() - started < 60
    assert CaseStudy.objects.count() == sum(len(row["past_projects"]) for row in told)
    assert not CaseStudy.objects.filter(finished_on=None).exists()
    assert run(path).startswith(f"{len(told)} rows read: 0 added, 0 changed, {len(told)} unchanged, 0 refused.")
    assert set(Agency.objects.annotate(n=Count("versions")).values_list("n", flat=True)) == {1}
