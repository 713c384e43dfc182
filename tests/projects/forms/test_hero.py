"""The box on the home page: whatever is typed begins a draft."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict

from projects.forms.hero import BANDS, LONGEST_TITLE, STARTS, HeroForm, title_of
from projects.forms.steps import STEPS, as_data

HOME = Path(settings.BASE_DIR) / "templates" / "blog" / "home.html"


def _options(name: str) -> list[str]:
    select = re.search(rf'<select id="{name}".*?</select>', HOME.read_text(), re.DOTALL)
    assert select
    return re.findall(r'<option value="([^"]*)"', select.group())


def test_the_home_page_offers_what_the_form_understands() -> None:
    assert _options("budget") == list(BANDS)
    assert _options("start") == list(STARTS)


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("start", STARTS)
def test_every_choice_makes_valid_answers(band: str, start: str) -> None:
    form = HeroForm(QueryDict(f"brief=A+new+booking+system+for+ferries&budget={band}&start={start}"))
    answers = form.answers(date.today())  # noqa: DTZ011 -- compared with nothing
    assert not STEPS["what"](as_data(answers)).errors
    typed = {"budget_kind": "open", "currency": "EUR", "place": "anywhere", **answers}
    assert not STEPS["budget"](as_data(typed)).errors


def test_unknown_choices_count_as_none() -> None:
    answers = HeroForm(QueryDict("brief=Hello&budget=all&start=never")).answers(date(2026, 5, 4))
    assert answers == {"title": "Hello", "text": "Hello"}


def test_the_first_sentence_names_the_project() -> None:
    assert title_of("We run ferries. And more.") == "We run ferries"
    assert len(title_of("word " * 100)) <= LONGEST_TITLE
    assert title_of("x" * 500) == "x" * LONGEST_TITLE
    assert title_of("") == ""
