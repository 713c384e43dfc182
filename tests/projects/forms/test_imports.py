"""Rows of other people's files: what is read, what is refused and why."""

from datetime import date
from typing import Any

import pytest

from projects.forms.imports import RowProblem, read

ROW: dict[str, Any] = {"id": 7, "title": "A licence service"}


def test_the_least_row_is_a_project_that_states_nothing_else() -> None:
    project = read(ROW)
    assert (project.external_id, project.buyer, project.published_on) == ("7", "", None)
    assert (project.brief.text, project.brief.country, project.brief.budget_kind) == ("A licence service", "", "open")


def test_other_names_of_the_columns_are_read() -> None:
    project = read(
        {
            "external_id": "x-1",
            "name": "A shop",
            "description": "We sell lamps.",
            "client": "Lamps Ltd",
            "date": "28/04/2016",
            "budget_from": "20k",
            "budget_to": "€30,000",
            "services": "Python back end; no such thing",
            "industry": "no such industry",
            "start": "2016-06-01",
            "end": "2016-09-01T00:00:00",
        }
    )
    brief = project.brief
    assert (project.external_id, project.buyer, project.published_on) == ("x-1", "Lamps Ltd", date(2016, 4, 28))
    assert (brief.budget_low, brief.budget_high, brief.currency) == (2_000_000, 3_000_000, "EUR")
    assert (brief.services, brief.industry) == (["python-back-end"], "")
    assert (brief.starts_on, brief.ends_on) == (date(2016, 6, 1), date(2016, 9, 1))


def test_a_long_title_is_cut_at_a_word() -> None:
    title = read({**ROW, "title": "word " * 100}).brief.title
    assert len(title) <= 140
    assert title.endswith("word …")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "no id"),
        ({"title": " \n"}, "no title"),
        ({"title": ["a"]}, "no text"),
        ({"title": "x" * 1_001}, "longer than 1000"),
        ({"text": 5}, "no text"),
        ({"text": "x" * 20_001}, "longer than 20000"),
        ({"published_on": "31/02/2016"}, "no day that exists"),
        ({"published_on": "99999"}, "no day that exists"),
        ({"country": "Atlantis"}, "no country code"),
        ({"budget": "lots"}, "amount in figures"),
        ({"budget": "10k", "budget_low": "20k"}, "end is less"),
        ({"budget": "10k", "currency": "XXX"}, "no rate"),
        ({"budget": "0"}, "zero"),
        ({"starts_on": "2020-02-01", "ends_on": "2020-01-01"}, "ends before"),
    ],
)
def test_a_row_that_is_no_project_is_refused_with_a_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(RowProblem, match=reason):
        read({**ROW, **changes})


def test_an_unknown_currency_without_a_budget_does_not_matter() -> None:
    assert read({**ROW, "currency": "XXX"}).brief.budget_low is None


def test_what_was_awarded_in_the_end_is_no_budget() -> None:
    assert read({**ROW, "awarded_amount": 500_000.0}).brief.budget_high is None
