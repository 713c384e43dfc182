"""The command that shows, replays and measures matches."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from projects.models import BriefVersion, Lead, MatchRun, Project
from tests import factories
from tests.projects import market

pytestmark = pytest.mark.django_db


def _say(*arguments: str) -> str:
    out = StringIO()
    call_command("match", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_shows_who_was_asked_and_why(ada: User) -> None:
    market.agencies(5)
    said = _say(market.matched(ada).code)
    assert "5 agencies read, 5 eligible, 5 fit well enough" in said
    assert "asked as number 1 by score" in said
    assert "by lottery, drawn with a chance of 1.000" in said
    assert "Their profile speaks of" in said


def test_a_replay_of_an_untouched_run_says_the_same(ada: User) -> None:
    agency = market.agency("One")
    project = market.matched(ada)
    agency.description = "Something else."
    agency.save()
    factories.profile_version(agency)
    assert "The same again: 1 matches of 1 agencies." in _say(project.code, "--replay")


def test_a_replay_that_differs_is_an_error(ada: User) -> None:
    market.agency("One")
    project = market.matched(ada)
    project.versions.get().runs.get().matches.update(score=3)
    err = StringIO()
    with pytest.raises(CommandError, match="says something else now, in 1 places"):
        call_command("match", project.code, "--replay", stderr=err)
    assert "rank 1, score 3.0000" in err.getvalue()


def test_a_run_of_another_engine_says_so(ada: User) -> None:
    market.agency("One")
    project = market.matched(ada)
    MatchRun.objects.update(engine_version="0.1")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("match", project.code, "--replay", stderr=err)
    assert "stored by engine 0.1" in err.getvalue()


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["--all", "code"]])
def test_wrong_arguments_are_said(ada: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        _say(*arguments)


def test_a_project_that_was_not_matched_is_said(ada: User) -> None:
    with pytest.raises(CommandError, match="was not matched yet"):
        _say(market.project(ada).code, "--replay")


# --- all of them --------------------------------------------------------------------------------------


def _imported(ada: User, title: str, **brief: object) -> Project:
    project = market.project(ada, title=title, text="", services=[], offers_leads=False, due_at=None, **brief)
    project.offers_leads = False
    project.save()
    return project


def test_everything_is_matched_without_offering_anything(ada: User) -> None:
    ferries = market.agency("Ferries", services={}, description="Timetables and cabins for ferries.")
    ferries.accepting_leads = False
    ferries.save()
    market.agency("Marble", services={}, description="We polish marble floors.", capacity=0)
    for title in ("Cabins for ferries", "Marble floors", "Quux"):
        _imported(ada, title)
    report = json.loads(_say("--all", "--inline", "--json"))
    assert set(report) == {"projects", "matched", "matches", "seconds", "exclusions", "shuffled_matched"}
    assert (report["projects"], report["matches"], report["exclusions"]) == (3, 6, {})
    assert report["matched"] == 2  # nobody speaks of quux
    assert not Lead.objects.exists()


def test_it_offers_leads_when_told_to(ada: User) -> None:
    market.agencies(2)
    _imported(ada, "Booking back end in Python for ferries")
    _say("--all", "--inline", "--offer")
    assert Lead.objects.count() == 2


def test_a_second_time_matches_nothing_again_and_reports_the_same(ada: User) -> None:
    market.agencies(2)
    _imported(ada, "Booking back end in Python for ferries")
    first = json.loads(_say("--all", "--inline", "--json"))
    runs = list(MatchRun.objects.values_list("pk", "created_at"))
    second = json.loads(_say("--all", "--inline", "--json"))
    assert list(MatchRun.objects.values_list("pk", "created_at")) == runs
    del first["seconds"], second["seconds"]
    assert first == second


def test_what_the_brief_does_not_state_excludes_nobody(ada: User) -> None:
    market.agency(
        "Picky", minimum_budget=10_000_000, countries=("JP",), languages=("ja",), available_on=date(2090, 1, 1)
    )
    project = _imported(ada, "Booking back end in Python for ferries")
    _say("--all", "--inline")
    assert MatchRun.objects.get(brief__project=project).eligible == 1


def test_a_brief_that_can_not_be_matched_is_named_and_stops_nobody(ada: User) -> None:
    market.agencies(1)
    _imported(ada, "Broken", languages=7)
    _imported(ada, "Booking back end in Python")
    out, err = StringIO(), StringIO()
    call_command("match", "--all", "--inline", stdout=out, stderr=err)
    assert "not matched:" in err.getvalue()
    assert "TypeError" in err.getvalue()
    assert MatchRun.objects.count() == 1


def test_with_workers_it_says_when_nobody_works(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projects.management.commands.match.PATIENCE_SECONDS", 1)
    _imported(ada, "Booking back end")
    with pytest.raises(CommandError, match="Is a worker running"):
        _say("--all")
    assert BriefVersion.objects.get().due_at is not None
