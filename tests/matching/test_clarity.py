"""A brief is told what it leaves unclear, and saying more never makes it less clear."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from matching.clarity import Clarity, assess
from matching.types import Amount, Brief
from tests.matching.examples import TICKETS, briefs

ASPECTS = ("problem", "users", "outcome", "scope", "must_haves", "budget", "dates", "decision", "existing_systems")
answers = st.dictionaries(st.sampled_from(ASPECTS), st.text(max_size=30))


def test_an_empty_brief_states_nothing_and_is_asked_everything() -> None:
    clarity = assess(Brief("empty"))
    assert (clarity.score, clarity.stated) == (0, ())
    assert {question.aspect for question in clarity.questions} == set(ASPECTS)
    assert all(question.text.endswith("?") for question in clarity.questions)


def test_everything_answered_is_ten() -> None:
    said = dict.fromkeys(ASPECTS, "paper tickets get lost")
    clarity = assess(Brief("full"), said)
    assert (clarity.score, clarity.questions) == (10, ())


def test_budget_and_dates_count_by_their_fields() -> None:
    brief = Brief("b", budget_low=Amount(1, "EUR"), budget_kind="fixed", ends_on=date(2026, 1, 1))
    assert assess(brief).stated == ("budget", "dates")


def test_a_written_brief_is_read() -> None:
    assert {"problem", "users"} <= set(assess(TICKETS).stated)
    assert "existing_systems" not in assess(TICKETS).stated


@pytest.mark.parametrize("title", ["users", "problem user goal must include criteria"])
def test_bare_cue_words_state_nothing(title: str) -> None:
    assert assess(Brief("b", title=title)).stated == ()


@given(briefs, answers, answers, st.text(max_size=60))
def test_saying_more_never_lowers_the_score(brief: Brief, said: dict, more: dict, words: str) -> None:
    before = assess(brief, said)
    grown = {aspect: f"{said.get(aspect, '')} {more.get(aspect, '')}" for aspect in {*said, *more}}
    after = assess(replace(brief, text=f"{brief.text} {words}"), grown)
    assert after.score >= before.score
    assert set(before.stated) <= set(after.stated)
    filled = replace(brief, budget_kind="fixed", budget_low=Amount(5, "EUR"), starts_on=date(2026, 1, 1))
    assert assess(filled, said).score >= before.score
    assert 0 <= before.score <= 10
    assert Clarity.from_json(before.to_json()) == before
