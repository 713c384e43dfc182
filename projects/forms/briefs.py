"""A whole brief out of its steps: what is valid so far, what is wrong where, and the version to publish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from projects.forms.steps import STEPS, StepForm, as_data
from projects.models import BriefVersion
from projects.models.briefs import BudgetKind, Place

TERMS = ("bid_days", "seats")
"""Answers that are terms of the project, not part of the brief."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Saved answers read by all steps. `cleaned` holds every valid answer, whatever the others are."""

    forms: Mapping[str, StepForm]
    cleaned: Mapping[str, Any]

    @property
    def first_wrong(self) -> str | None:
        """The first step with an answer that is missing or wrong."""
        return next((slug for slug, form in self.forms.items() if not form.is_valid()), None)

    @property
    def bid_days(self) -> int:
        return int(self.cleaned["bid_days"])

    @property
    def seats(self) -> int:
        return int(self.cleaned["seats"])

    def brief(self) -> BriefVersion:
        """The unsaved version that these answers make. Raises KeyError while `first_wrong` names a step."""
        cleaned = self.cleaned
        return BriefVersion(
            title=cleaned["title"],
            text=cleaned["text"],
            reason=cleaned["reason"],
            audience=cleaned["audience"],
            must_haves=cleaned["must_haves"],
            services=list(cleaned["services"]),
            industry=cleaned["industry"] or "",
            budget_kind=BudgetKind(cleaned["budget_kind"]),
            budget_low=cleaned["budget_low"],
            budget_high=cleaned["budget_high"],
            currency=cleaned["currency"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            country=cleaned["country"] or "",
            place=Place(cleaned["place"]),
            languages=list(cleaned["languages"]),
            choosing=cleaned["choosing"],
        )


def read(answers: Mapping[str, Any]) -> Reading:
    """All steps bound to the answers; what was never answered stands as the step shows it at first."""
    data = as_data({**first_answers(), **answers})
    forms = {slug: form(data) for slug, form in STEPS.items()}
    cleaned: dict[str, Any] = {}
    for form in forms.values():
        form.is_valid()
        cleaned.update(form.cleaned_data)
    return Reading(forms, cleaned)


def first_answers() -> dict[str, Any]:
    """What each step shows before anything was answered."""
    return {
        name: str(field.initial)
        for form in STEPS.values()
        for name, field in form.base_fields.items()
        if field.initial not in {None, ""}
    }
