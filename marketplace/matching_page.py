"""What the page on matching says: every rule from the code, every number from the settings."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from matching import ENGINE_VERSION, rules
from matching.rules.rule import Described
from matching.seats import NEWCOMER_DAYS
from matching.types import GROUPS

GROUP_NAMES = {
    "skills": gettext_lazy("Skills"),
    "industry": gettext_lazy("Industry"),
    "budget": gettext_lazy("Budget"),
    "timing": gettext_lazy("Timing"),
    "place": gettext_lazy("Place"),
}
EXAMPLE = {"skills": 1.0, "industry": 0.9, "budget": 0.8, "timing": 0.6, "place": 1.0}
"""Shares of the glyph drawn beside its explanation."""


def context() -> dict[str, Any]:
    told = rules.describe()
    return {
        "conditions": [rule for rule in told if rule["kind"] == "hard"],
        "groups": [_group(name, [rule for rule in told if rule["group"] == name]) for name in GROUPS],
        "engine_version": ENGINE_VERSION,
        "newcomer_days": NEWCOMER_DAYS,
        "least_score": settings.LEAST_SCORE,
        "seats": settings.SEATS_DEFAULT,
        "seats_least": settings.SEATS_LEAST,
        "seats_most": settings.SEATS_MOST,
        "lottery_from": settings.LOTTERY_FROM_SEATS,
        "answer_hours": settings.LEAD_ANSWER_HOURS,
        "confirm_days": settings.CAPACITY_CONFIRM_DAYS,
        "example": EXAMPLE,
        "example_score": sum(EXAMPLE[rule["group"]] * rule["weight"] for rule in told if rule["kind"] == "scored"),
    }


def _group(name: str, told: list[Described]) -> dict[str, Any]:
    scored = [rule for rule in told if rule["kind"] == "scored"]
    return {"name": GROUP_NAMES[name], "weight": sum(rule["weight"] for rule in scored), "rules": scored}
