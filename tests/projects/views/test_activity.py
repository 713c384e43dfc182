"""The timeline of a project: every event that is recorded of it has a sentence, and no sentence is left over."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contracts.actions import contracts
from projects.actions import bids, outcomes, questions
from projects.actions.outcomes import Reply
from projects.models import Project, ProjectEvent
from projects.views import activity
from tests.projects import bidding

ROOT = Path(__file__).parents[3]
APPS = ("accounts", "agencies", "contracts", "marketplace", "notifications", "projects")

pytestmark = pytest.mark.django_db


def test_every_kind_that_is_recorded_has_a_sentence_and_no_other() -> None:
    recorded = {
        kind
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
        for scope in ast.walk(ast.parse(file.read_text()))
        if isinstance(scope, ast.FunctionDef)
        for kind in _kinds(scope)
    }
    assert {"published", "bid_submitted", "bid_revised", "missed", "imported"} <= recorded, "the search finds them"
    assert recorded == activity.SENTENCES.keys()


def _kinds(scope: ast.FunctionDef) -> Iterator[str]:
    """What is passed as kind to ProjectEvent.record in one function, followed to where a name gets its value."""
    for call in ast.walk(scope):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "ProjectEvent.record":
            yield from _values(call.args[1], scope)


def _values(node: ast.expr, scope: ast.FunctionDef) -> list[str]:
    match node:
        case ast.Constant(str() as value):
            return [value]
        case ast.IfExp():
            return _values(node.body, scope) + _values(node.orelse, scope)
        case ast.Name():
            given = [each for each in ast.walk(scope) if isinstance(each, ast.Assign)]
            values = [each.value for each in given if ast.unparse(each.targets[0]) == node.id]
            return [kind for value in values for kind in _values(value, scope)]
        case ast.JoinedStr():
            start, name = node.values
            assert isinstance(start, ast.Constant)
            assert isinstance(name, ast.FormattedValue)
            return [f"{start.value}{value}" for value in _values(name.value, scope)]
    raise AssertionError(f"{ast.unparse(node)} is a kind that this test can't follow")


def _said(project: Project) -> list[str]:
    leads = project.leads.select_related("agency")
    return [entry.text for entry in activity.of_project(project, leads, most=100)]


def test_the_timeline_tells_of_questions_bids_and_the_award(ada: User) -> None:
    project = bidding.project(ada)
    first, second, third = project.leads.order_by("pk")
    question = questions.ask(first, text="Which terminals?", by=bidding.owner(first.agency))
    questions.answer(question, text="Those at the quay.", by=ada)
    chosen, other = bidding.send(first), bidding.send(second)
    chosen = bidding.send(first)
    bids.withdraw(bidding.send(third), by=bidding.owner(third.agency), reason="no_capacity")
    outcomes.decline(other, by=ada, reply=Reply("price", ""), seen_version=other.version)
    bidding.close(project)
    contracts.award(chosen, by=ada, seen_version=2, replies={})
    names = {"one": first.agency.name, "two": second.agency.name, "three": third.agency.name, "ada": ada.name}
    expected = [
        "{ada} awarded the project to {one}",
        "Bids closed: 1 had come in",
        "{ada} declined the bid of {two}: the price is too far from our budget",
        "{three} withdrew its bid: no one free in time",
        "{three} sent a bid",
        "{one} sent version 2 of its bid",
        "{two} sent a bid",
        "{one} sent a bid",
        "{ada} answered a question",
        "An agency asked a question",
    ]
    assert _said(project)[: len(expected)] == [sentence.format(**names) for sentence in expected]


def test_the_timeline_does_not_say_who_asked(ada: User) -> None:
    project = bidding.project(ada)
    lead = project.leads.order_by("pk")[0]
    before = _said(project)
    questions.ask(lead, text="Which terminals?", by=bidding.owner(lead.agency))
    (new,) = _said(project)[: -len(before)]
    assert new == "An agency asked a question"
    event = ProjectEvent.objects.filter(project=project, kind="question_asked").get()
    assert (event.by_id, event.data.get("agency"), event.data.get("lead")) == (None, None, None)


def test_projects_that_end_by_themselves_say_how(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = bidding.close(bidding.project(ada))
    assert _said(project)[-1:] != []
    assert "Bids closed and none had come in: the project ended" in _said(project)
    assert sum(sentence.endswith("sent no bid in time") for sentence in _said(project)) == 3
    assert "Ended without bids." in client.get(project.get_absolute_url()).content.decode()

    undecided, _bids = bidding.with_bids(ada)
    undecided = bidding.close(undecided)
    outcomes.give_up(undecided, at=timezone.now() + timedelta(days=60))
    assert "The time to decide ran out: the project and its bids ended" in _said(undecided)
    assert "Ended without a decision." in client.get(undecided.get_absolute_url()).content.decode()
