"""Half-written briefs and the links that open the wizard with them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from marketplace.lib import starts
from marketplace.lib.origins import Origin
from projects.forms.hero import BANDS
from projects.forms.steps import STEPS, WhatForm


@pytest.mark.parametrize("preset", starts.PRESETS.values(), ids=starts.PRESETS)
def test_every_preset_is_a_brief_with_blanks_that_the_first_step_takes(preset: starts.Preset) -> None:
    form = WhatForm({"title": str(preset.title), "text": str(preset.text)})
    assert form.is_valid(), form.errors
    paragraphs = str(preset.text).split("\n\n")
    assert 2 <= len(paragraphs) <= 4
    assert all(re.search(r"\[[^\[\]]+\]", paragraph) for paragraph in paragraphs)
    assert str(preset.text).count("[") == str(preset.text).count("]")
    assert "—" not in f"{preset.name}{preset.title}{preset.text}"


def test_slugs_are_fit_for_links() -> None:
    assert all(re.fullmatch(r"[a-z][a-z-]{2,39}", slug) for slug in starts.PRESETS)
    assert "python-back-end" in starts.PRESETS


def test_every_budget_is_one_that_the_wizard_knows() -> None:
    assert [slug for slug in BANDS if slug] == list(starts.BUDGETS)
    assert "budget" in STEPS


def test_a_link_carries_what_is_given_and_nothing_else() -> None:
    origin = Origin("/blog/python/", page=7, block="call-to-action", variant="b")
    found = urlsplit(starts.url(service="python-back-end", budget="30-60", preset="python-back-end", origin=origin))
    assert found.path == "/projects/new/"
    assert parse_qs(found.query) == {
        "service": ["python-back-end"],
        "budget": ["30-60"],
        "preset": ["python-back-end"],
        "from": ["/blog/python/?page=7&block=call-to-action&variant=b"],
    }
    assert starts.url() == "/projects/new/"


def test_blanks_are_those_of_presets_that_nobody_filled_in() -> None:
    preset = starts.PRESETS["python-back-end"]
    filled = str(preset.text).replace("[number of users]", "4,000").replace("[provider", "[our provider")
    found = starts.blanks(f"{filled} [number] see annex [7]")
    assert "[number]" in found
    assert found.count("[number]") == 1
    assert "[number of users]" not in found
    assert "[7]" not in found
    assert starts.blanks("Nothing to fill in.") == []
