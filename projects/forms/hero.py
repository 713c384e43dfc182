"""The first box of a brief, on the home page: a few words, a rough budget, a rough start."""

import re
from datetime import date, timedelta
from typing import Any, Final

from django import forms

BANDS: Final = {
    "": {},
    "under-15": {"budget_kind": "range", "budget_high": "15,000", "currency": "EUR"},
    "15-30": {"budget_kind": "range", "budget_low": "15,000", "budget_high": "30,000", "currency": "EUR"},
    "30-60": {"budget_kind": "range", "budget_low": "30,000", "budget_high": "60,000", "currency": "EUR"},
    "60-100": {"budget_kind": "range", "budget_low": "60,000", "budget_high": "100,000", "currency": "EUR"},
    "over-100": {"budget_kind": "range", "budget_low": "100,000", "budget_high": "250,000", "currency": "EUR"},
}
"""What each choice on the home page says about the budget, as somebody would type it in the wizard."""
STARTS: Final = {"": None, "now": 0, "month": 30, "quarter": 60}
"""Days from today to the earliest start."""

LONGEST_TITLE = 70


class HeroForm(forms.Form):
    """Everything is optional: whatever comes begins a draft."""

    brief = forms.CharField(required=False, strip=False)
    budget = forms.CharField(required=False)
    start = forms.CharField(required=False)

    def answers(self, today: date) -> dict[str, Any]:
        """What was chosen, as answers of the wizard's steps; an unknown choice counts as none."""
        text = str(self.data.get("brief", "")).strip()
        answers: dict[str, Any] = {"title": title_of(text), "text": text}
        answers.update(BANDS.get(str(self.data.get("budget", "")), {}))
        days = STARTS.get(str(self.data.get("start", "")))
        if days is not None:
            answers["starts_on"] = (today + timedelta(days=days)).isoformat()
        return answers


def title_of(text: str) -> str:
    """A first name for the project: the first sentence, cut at a word. The client changes it at will."""
    sentence = re.split(r"[.!?\n]", text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    return sentence[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:")
