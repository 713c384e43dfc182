"""A row of somebody's file as an agency: what is read, and which sentence names what can't be."""

import json
from datetime import date
from typing import Any

import pytest

from agencies.forms.imported import COLUMNS, read_agency
from agencies.imported import RowRefused

ROW = {"id": "1", "name": "Rock Kitchen"}


def test_all_columns_are_read() -> None:
    row: dict[str, Any] = {
        "id": 17,
        "name": " Rock\u200b Kitchen ",
        "tagline": "Calm",
        "description": "Two\nlines",
        "country": "gb",
        "city": "Leeds",
        "website": "rock.example",
        "founded": "2001",
        "team_size": 12.0,
        "services": {"python-back-end": 60, "Online shops": 40},
        "industries": ["health", "Public sector"],
        "countries": "GB; IE",
        "languages": ["en"],
        "currency": "EUR",
        "hourly_low": 80,
        "hourly_high": "€110",
        "minimum_budget": "25k",
        "available_on": "2027-01-02",
        "capacity": 5,
        "past_projects": json.dumps(
            [{"title": "NHS booking in Django", "buyer": "NHS Leeds", "awarded_on": "2017-06-06", "amount": 60000.5}]
        ),
    }
    assert set(row) == COLUMNS
    agency = read_agency(3, row)
    assert (agency.line, agency.external_id) == (3, "17")
    assert agency.details == {
        "name": "Rock Kitchen",
        "tagline": "Calm",
        "description": "Two\nlines",
        "country": "GB",
        "city": "Leeds",
        "website": "https://rock.example",
        "founded": 2001,
        "team_size": 12,
        "available_on": date(2027, 1, 2),
        "capacity": 5,
        "currency": "EUR",
        "hourly_low": 8_000,
        "hourly_high": 11_000,
        "minimum_budget": 2_500_000,
        "services": {"python-back-end": 60, "e-commerce": 40},
        "industries": ["health", "public-sector"],
        "countries": ["GB", "IE"],
        "languages": ["en"],
    }
    (story,) = agency.case_studies
    assert story["amount"] == 6_000_050
    assert (story["client"], story["finished_on"], story["industry"]) == ("NHS Leeds", date(2017, 6, 6), "health")
    assert "python-back-end" in story["services"]


def test_what_is_not_stated_stays_unsaid() -> None:
    assert read_agency(1, ROW).details == {"name": "Rock Kitchen", "currency": "GBP"}
    assert read_agency(1, ROW, currency="USD").details["currency"] == "USD"


def test_named_services_share_the_work_evenly() -> None:
    assert read_agency(1, {**ROW, "services": "crm; devops; seo"}).details["services"] == {
        "crm": 34,
        "devops": 33,
        "search-engine-optimisation": 33,
    }


def test_a_past_project_keeps_its_id_and_the_same_twice_is_twice() -> None:
    project = {"title": "One", "buyer": "B", "awarded_on": "2017-01-01"}
    first = read_agency(1, {**ROW, "past_projects": [project, project, {**project, "amount": 5}]})
    ids = [story["external_id"] for story in first.case_studies]
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]
    again = read_agency(9, {**ROW, "past_projects": [project]})
    assert again.case_studies[0]["external_id"] == ids[0]
    assert (
        read_agency(1, {**ROW, "past_projects": [{"title": "T", "id": "own"}]}).case_studies[0]["external_id"] == "own"
    )


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"id": ""}, "id: Every row needs an id that stays the same."),
        ({"id": ["x"]}, "id: Expected text or a number."),
        ({"name": ""}, "name: Enter the name of your agency."),
        ({"name": "\u200b"}, "name: Enter the name of your agency."),
        ({"name": "x" * 121}, "name: Shorten this to 120 characters. It has 121."),
        ({"name": {"first": "x"}}, "name: Expected text or a number."),
        ({"description": "x" * 100_000}, "description: Shorten this to 10000 characters."),
        ({"country": "Britain"}, "country: "),
        ({"country": "ZZ"}, "country: ZZ is no country."),
        ({"countries": ["GB", "QQ"]}, "countries: QQ is no country."),
        ({"countries": 5}, "countries: Expected a list of words."),
        ({"languages": ["klingon"]}, "languages: klingon is none that we know."),
        ({"industries": ["magic"]}, "industries: magic is none that we know."),
        ({"services": ["magic"]}, "services: magic is none that we know."),
        ({"services": {"crm": 50}}, "services: Expected whole percentages that sum to 100."),
        ({"services": {"crm": True, "devops": 99}}, "services: Expected whole percentages that sum to 100."),
        ({"services": {"crm": 50, "CRM": 50}}, "services: Expected whole percentages that sum to 100."),
        ({"currency": "DOGE"}, "currency: DOGE is none that we know."),
        ({"minimum_budget": -1}, "minimum_budget: Expected an amount from 0 to a trillion."),
        ({"minimum_budget": 1e30}, "minimum_budget: Expected an amount from 0 to a trillion."),
        ({"minimum_budget": True}, "minimum_budget: Expected an amount."),
        ({"minimum_budget": "lots"}, "minimum_budget: Enter an amount in figures"),
        ({"hourly_low": 9, "hourly_high": 8}, "hourly_high: Below hourly_low."),
        ({"website": "javascript:x"}, "website: Enter a web address"),
        ({"team_size": 0}, "team_size: "),
        ({"founded": "long ago"}, "founded: "),
        ({"available_on": "soon"}, "available_on: "),
        ({"capacity": 99}, "capacity: "),
        ({"past_projects": "not json"}, "past_projects: Expected a list of projects as JSON."),
        ({"past_projects": {"title": "x"}}, "past_projects: Expected a list of at most 200 projects."),
        ({"past_projects": [{"title": "x"}] * 201}, "past_projects: Expected a list of at most 200 projects."),
        ({"past_projects": [{"title": "fine"}, {"buyer": "x"}]}, "past_projects 2, title: Every project needs one."),
        ({"past_projects": [{"title": "x" * 201}]}, "past_projects 1, title: Shorten"),
        ({"past_projects": [{"title": "x", "awarded_on": "2017-02-30"}]}, "past_projects 1, awarded_on: "),
        ({"past_projects": [{"title": "x", "amount": "much"}]}, "past_projects 1, amount: "),
    ],
)
def test_what_cannot_be_read_is_named(columns: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_agency(1, {**ROW, **columns})
    assert str(refused.value).startswith(sentence)
