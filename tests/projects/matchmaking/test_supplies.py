"""The panel beside the wizard: counts without pointing at anybody, and no answer that breaks it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.sentences import SENTENCES
from matching.types import Reason
from projects.matchmaking import supply
from projects.matchmaking.supplies import UNTITLED, _untitled
from tests import factories
from tests.projects import market

pytestmark = pytest.mark.django_db

ANSWERS = {"title": "New booking back end", "text": market.BRIEF, "services": ["python-back-end"]}


def test_enough_agencies_are_counted_and_the_best_shown_without_names() -> None:
    for number in range(4):
        agency = market.agency(f"Secret {number}")
        factories.case_study(agency=agency, title=f"Hidden title {number}", text="Booking for ferries in Python.")
        factories.profile_version(agency)
    found = supply(ANSWERS)
    assert (found.count, found.total, found.count_text) == (4, 4, "4 agencies")
    assert [match.letter for match in found.best] == ["A", "B", "C"]
    assert found.best[0].about == "2 to 9 people, Ireland"
    shown = str(found)
    assert "Secret" not in shown
    assert "Hidden title" not in shown


def test_reasons_that_quote_a_title_have_words_without_it() -> None:
    quoting = {code for code, said in SENTENCES.items() if "%(title)s" in said.client}
    assert quoting == UNTITLED.keys()
    params = {"title": "Hidden", "words": {"all": [{"word": "ferries"}]}, "year": 2024}
    reason = Reason("text", "skills", "text_case_study_dated", params, 1.0, 10.0, 10.0)
    assert _untitled(reason) == "A case study of theirs speaks of <b>“ferries”</b>, as your brief does."


def test_fewer_than_three_are_not_told_apart() -> None:
    market.agencies(2)
    found = supply(ANSWERS)
    assert (found.count, found.best, found.count_text) == (None, [], "fewer than 3 agencies")
    assert found == supply(ANSWERS)
    market.agency("Marble", services={"seo": 100})
    assert supply(ANSWERS).count is None


def test_what_narrows_is_said_with_what_it_would_bring() -> None:
    market.agencies(4, minimum_budget=2_000_000)
    found = supply({**ANSWERS, "budget_kind": "fixed", "budget_high": 1_000_000, "currency": "EUR"})
    assert found.narrowing[0] == "A budget of up to €20,000 adds 4 agencies."
    assert "Your budget leaves out 4 agencies." in found.narrowing
    assert next((bar.label, bar.value) for bar in found.bars) == ("Budget", 0)


def test_clarity_grows_with_what_is_said() -> None:
    assert supply(ANSWERS).clarity < supply({**ANSWERS, "budget_kind": "fixed", "budget_high": 1_000_000}).clarity


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"title": None, "text": 7, "services": "python", "languages": {"a": 1}},
        {"title": "x", "services": ["no-such-service", 7, None], "industry": "nowhere", "place": "moon"},
        {"title": "x", "budget_low": -5, "budget_high": "many", "currency": "XXX", "budget_kind": 5},
        {"title": "x", "budget_low": 9, "budget_high": 1, "budget_kind": "range", "currency": "EUR"},
        {"title": "x", "starts_on": "2027-02-30", "ends_on": "soon"},
        {"title": "x", "starts_on": "2027-03-01", "ends_on": "2026-03-01"},
        {"title": "\x00\u202e" * 50, "text": "д" * 100_000, "country": "ZZ", "languages": ["xx"]},
    ],
)
def test_odd_answers_count_as_not_stated(answers: dict[str, object]) -> None:
    market.agencies(3)
    assert supply(answers).clarity >= 0


def test_a_change_of_a_profile_shows_in_the_next_look(query_count: Callable[..., int]) -> None:
    one, *_others = market.agencies(4)
    assert supply(ANSWERS).count == 4
    assert query_count(lambda: supply(ANSWERS)) == 1
    one.state = "paused"
    one.save()
    assert supply(ANSWERS).count == 3
    one.state = "published"
    one.description = one.tagline = "Marble."
    one.save()
    one.services.all().delete()
    one.services.create(service="seo", focus=100)
    factories.profile_version(one)
    assert supply(ANSWERS).count == 3
    market.agency("Fresh")
    assert supply(ANSWERS).count == 4
    one.state = "draft"
    one.save()
    assert supply(ANSWERS).total == 4


def test_a_profile_that_can_not_be_read_keeps_nobody_else_out() -> None:
    broken, *_others = market.agencies(4)
    broken.versions.update(content={"key": "nonsense"})
    assert supply(ANSWERS).count == 3


def test_looking_writes_nothing() -> None:
    market.agencies(3)
    with CaptureQueriesContext(connection) as captured:
        supply(ANSWERS)
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
