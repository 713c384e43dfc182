"""Staff see what was given up, and why, and can have it tried again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from marketplace.lib import jobs
from projects import tasks
from projects.models import BriefVersion, MatchRun
from tests import life


def _say(*arguments: str) -> str:
    out = StringIO()
    call_command("jobs", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def dead(ada: User) -> BriefVersion:
    version = life.project(ada).versions.get()
    BriefVersion.objects.update(dead_at=timezone.now(), attempts=5, failure="ValueError: it breaks the engine")
    return version


@pytest.mark.django_db
def test_it_says_when_nothing_was_given_up() -> None:
    assert _say() == "Nothing was given up.\n"


def test_it_names_what_was_given_up_and_why(dead: BriefVersion) -> None:
    said = _say()
    assert f"projects.briefversion:{dead.pk}  New booking back end v1" in said
    assert "attempt 5" in said
    assert "ValueError: it breaks the engine" in said
    assert "1 given up" in said


def test_listing_changes_nothing(dead: BriefVersion) -> None:
    before = BriefVersion.objects.values().get()
    _say()
    assert BriefVersion.objects.values().get() == before


@pytest.mark.parametrize("name", ["all", "projects.briefversion:{pk}"])
def test_what_is_replayed_is_done_by_the_next_sweep(dead: BriefVersion, name: str) -> None:
    life.agency("Paperlark")
    assert "is due again" in _say("--replay", name.format(pk=dead.pk))
    assert jobs.overdue(BriefVersion, grace=timedelta(0)) == [dead.pk]
    tasks.match_brief(dead.pk)
    assert MatchRun.objects.get().brief == dead
    assert _say() == "Nothing was given up.\n"
    life.assert_unharmed()


@pytest.mark.parametrize("name", ["projects.briefversion:0", "nonsense"])
def test_a_name_that_is_not_in_the_list_changes_nothing(dead: BriefVersion, name: str) -> None:
    with pytest.raises(CommandError, match="Not given up"):
        _say("--replay", f"projects.briefversion:{dead.pk}", name)
    assert BriefVersion.objects.get().job_state == "dead"


def test_work_that_is_pending_is_not_replayed(ada: User) -> None:
    version = life.project(ada).versions.get()
    with pytest.raises(CommandError, match="Not given up"):
        _say("--replay", f"projects.briefversion:{version.pk}")
