"""Figures and rules that our texts quote: read from the settings and from the engine, never typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from blog.manuscripts.files import ManuscriptError
from marketplace.lib import jobs
from matching import ENGINE_VERSION, clarity, rules
from matching.seats import NEWCOMER_DAYS
from matching.types import GROUPS, Brief

NAMED = re.compile(r"\{\{(?P<name>\w+)\}\}")
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
GROUP_NAMES = {"skills": "Skills", "industry": "Industry", "budget": "Budget", "timing": "Timing", "place": "Place"}
ASPECT_NAMES = {
    "problem": "The problem",
    "users": "The users",
    "outcome": "The result",
    "scope": "What belongs to it",
    "must_haves": "Must-haves",
    "budget": "The budget",
    "dates": "The dates",
    "decision": "How you decide",
    "existing_systems": "What is there already",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What may stand between double braces, and the rows of tables and steps that the program writes."""

    values: Mapping[str, str]
    rows: Mapping[str, list[list[str]]] = field(default_factory=dict)
    steps: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)

    def __or__(self, more: "Facts") -> "Facts":
        return Facts({**self.values, **more.values}, {**self.rows, **more.rows}, {**self.steps, **more.steps})

    def fill(self, value: Any) -> Any:
        """A text, or everything in a list or mapping, with the names between braces replaced."""
        if isinstance(value, str):
            return NAMED.sub(lambda match: self._value(match["name"]), value)
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, dict):
            return {name: self.fill(each) for name, each in value.items()}
        return value

    def _value(self, name: str) -> str:
        if name not in self.values:
            raise ManuscriptError(f"Nothing is known under the name {name}.")
        return self.values[name]


def in_words(number: int) -> str:
    """Small numbers as they are read."""
    return WORDS[number] if number < len(WORDS) else str(number)


def own() -> Facts:
    """What the settings and the engine say of themselves."""
    told = rules.describe()
    conditions = [rule for rule in told if rule["kind"] == "hard"]
    asked = clarity.assess(Brief("")).questions
    values = {
        "answer_hours": settings.LEAD_ANSWER_HOURS,
        "confirm_days": settings.CAPACITY_CONFIRM_DAYS,
        "engine_version": ENGINE_VERSION,
        "fee": settings.PLATFORM_FEE_PERCENT,
        "least_score": settings.LEAST_SCORE,
        "lottery_from": in_words(settings.LOTTERY_FROM_SEATS),
        "middleware": len(settings.MIDDLEWARE),
        "most_attempts": in_words(jobs.MOST_ATTEMPTS),
        "newcomer_days": NEWCOMER_DAYS,
        "questions_close": in_words(settings.QUESTIONS_CLOSE_WORKING_DAYS),
        "seats": in_words(settings.SEATS_DEFAULT),
        "seats_least": in_words(settings.SEATS_LEAST),
        "seats_most": in_words(settings.SEATS_MOST),
        "smallest_group": in_words(settings.SMALLEST_GROUP_SHOWN),
        "aspects": in_words(len(asked)),
        "conditions_count": in_words(len(conditions)).capitalize(),
    }
    points = [
        [GROUP_NAMES[rule["group"]], gettext(rule["sentence"]), f"{rule['weight']:g}"]
        for group in GROUPS
        for rule in told
        if rule["kind"] == "scored" and rule["group"] == group
    ]
    return Facts(
        {name: str(value) for name, value in values.items()},
        {
            "points": [["Part", "What gives points", "Points"], *points],
            "clarity": [
                ["What", "The question behind it"],
                *([ASPECT_NAMES[question.aspect], gettext(question.text)] for question in asked),
            ],
        },
        {
            "conditions": [
                {"title": GROUP_NAMES[rule["group"]], "text": gettext(rule["sentence"])} for rule in conditions
            ]
        },
    )
