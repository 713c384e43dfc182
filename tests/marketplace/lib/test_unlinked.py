"""What strangers call themselves is no way out of a mail."""

import re

import pytest

from marketplace.lib.unlinked import GAP, all_unlinked, unlinked

ADDRESS = re.compile(r"\w[.。@][^\W\d_]|://")


@pytest.mark.parametrize(
    "text",
    [
        "www.evil.example",
        "https://evil.example/win",
        "https://192.0.2.1/win",
        "Call win@evil.example now",
        "evil.example",
        "evil。example",
        "ASP.NET",
    ],
)
def test_nothing_that_reads_as_an_address_stays_whole(text: str) -> None:
    broken = unlinked(text)
    assert broken.replace(GAP, "") == text  # it looks the same
    assert ADDRESS.search(text)
    assert not ADDRESS.search(broken)


@pytest.mark.parametrize("text", ["Ada Moor", "J. R. Hall", "€74,900.50", "4.9 of 5", "Dr. Oetker", "17:00", "", "…"])
def test_plain_names_and_figures_stay_as_they_are(text: str) -> None:
    assert unlinked(text) == text


def test_texts_within_lists_and_mappings_are_reached() -> None:
    assert all_unlinked({"a": ["b.cd", 3, None], "e": {"f": "g.hi"}}) == {
        "a": [f"b.{GAP}cd", 3, None],
        "e": {"f": f"g.{GAP}hi"},
    }
