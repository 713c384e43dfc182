"""Comparing two wordings: what is fixed beforehand, what begins anew, and what editors are told."""

from datetime import date, timedelta

import pytest

from blog.models import HomePage
from marketplace.funnel import places, trials
from marketplace.models import PageDay, Reading, Trial
from tests.marketplace.funnel import pages

DAY = date(2027, 2, 3)


def _began(home: HomePage, on: date = DAY) -> None:
    trials.begin([places.of_page(home)], on=on)


def _counted(home: HomePage, *, on: date = DAY, **events: tuple[int, int]) -> None:
    for variant, (seen, followed) in events.items():
        for event, count in ((Reading.SEEN, seen), (Reading.FOLLOWED, followed)):
            row = {"page": home.pk, "block": pages.BOTH, "variant": variant, "event": event, "day": on}
            PageDay.objects.create(**row, count=count, title=home.title)


def _result(home: HomePage) -> trials.Comparison:
    [found] = trials.comparisons(home.pk)
    return found


@pytest.fixture
def home(db: None) -> HomePage:
    return pages.with_calls()


def test_only_calls_with_two_texts_are_compared(home: HomePage) -> None:
    _began(home)
    trial = Trial.objects.get()
    assert (trial.page, trial.block, trial.began_on) == (home.pk, pages.BOTH, DAY)
    assert (trial.expected, trial.least, trial.needed) == (0.05, 0.02, 2213)


def test_the_goal_stays_while_the_texts_stay(home: HomePage) -> None:
    _began(home)
    _counted(home, a=(1000, 300), b=(1000, 300))
    _began(home, DAY + timedelta(days=1))
    assert Trial.objects.get().needed == 2213


def test_new_texts_begin_a_new_comparison_that_expects_what_was_seen(home: HomePage) -> None:
    _began(home)
    _counted(home, a=(1000, 100), b=(1000, 100))
    changed = pages.with_calls(pages.both("Another second heading"))
    _began(changed, DAY + timedelta(days=1))
    assert Trial.objects.count() == 2
    found = _result(home)
    assert found.trial.expected == pytest.approx(0.1)
    assert (found.first.seen, found.second.seen) == (0, 0)
    _began(home, DAY + timedelta(days=2))
    assert _result(home).trial.began_on == DAY + timedelta(days=2)  # the first pair again is a comparison of its own


def test_a_page_that_is_not_live_begins_nothing(home: HomePage) -> None:
    home.live = False
    _began(home)
    assert not Trial.objects.exists()


def test_early_counts_are_shown_with_a_warning(home: HomePage) -> None:
    _began(home)
    _counted(home, a=(340, 10), b=(410, 35))
    found = _result(home)
    assert (found.progress, found.is_complete) == (340, False)
    assert found.verdict.startswith("B was followed")
    assert "Don't decide yet" in found.advice
    assert "2,213" in found.advice


@pytest.mark.parametrize(
    ("a", "b", "verdict", "advice"),
    [
        ((2500, 125), (2500, 200), "B was followed 1.6 to 4.4 points more often.", "Keep this text"),
        ((2500, 200), (2500, 125), "A was followed 1.6 to 4.4 points more often.", "Keep this text"),
        ((2500, 125), (2500, 130), "No difference shown.", "Keep either text"),
        ((20, 1), (20, 2), "No difference shown yet.", "Don't decide yet"),
        ((0, 0), (0, 0), "No difference shown yet.", "Don't decide yet"),
    ],
)
def test_what_editors_are_told(
    home: HomePage, a: tuple[int, int], b: tuple[int, int], verdict: str, advice: str
) -> None:
    _began(home)
    _counted(home, a=a, b=b)
    found = _result(home)
    assert found.verdict == verdict
    assert advice in found.advice


def test_who_followed_has_seen_it(home: HomePage) -> None:
    _began(home)
    _counted(home, a=(1, 3), b=(5, 1))
    assert _result(home).first.seen == 3
