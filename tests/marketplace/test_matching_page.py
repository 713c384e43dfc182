"""The page on matching says what the code does."""

import pytest
from django.test import Client
from django.utils.html import escape

from matching import rules

pytestmark = pytest.mark.django_db


def test_every_rule_stands_there_with_its_weight(client: Client) -> None:
    page = client.get("/how-matching-works/").content.decode()
    for rule in rules.describe():
        assert escape(rule["sentence"]) in page
    assert "26" in page


def test_the_parts_sum_to_a_hundred(client: Client) -> None:
    groups = client.get("/how-matching-works/").context["groups"]
    assert sum(group["weight"] for group in groups) == pytest.approx(100)


def test_the_numbers_are_those_of_the_settings(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.LEAD_ANSWER_HOURS = 37  # type: ignore[attr-defined]
    settings.LEAST_SCORE = 61  # type: ignore[attr-defined]
    page = client.get("/how-matching-works/").content.decode()
    assert "37 hours to answer" in page
    assert "Below 61 nobody is asked" in page
