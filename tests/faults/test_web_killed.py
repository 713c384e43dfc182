"""Posted means matched: a web process killed at any moment leaves a draft, or a brief that is due; never half of it."""

import os
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User
from marketplace.lib import jobs
from notifications.models import Notification
from projects import tasks
from projects.models import BriefVersion, MatchRun, Project, ProjectEvent
from projects.states import ProjectState
from tests import life
from tests.projects import briefs

ROUNDS = 20
KILLED = 9

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _killed() -> None:
    """As by kill -9: no exception, no clean-up, no goodbye to the database."""
    os._exit(KILLED)


def _before_the_commit() -> None:
    connection.connection.commit = _killed  # psycopg's own: everything was said but the last word


def _after_the_commit() -> None:
    connection.run_and_clear_commit_hooks = _killed


def _while_the_bell_is_rung() -> None:
    jobs.publish = lambda *_: _killed()


def _publish_and_die(draft: Project, by: User, when: Callable[[], None]) -> int:
    """Publish in a process of its own, with a connection of its own; how it ended."""
    child = os.fork()
    if not child:
        try:
            connection.connection = None  # the parent's socket is the parent's, and so are those in its pool
            connection.settings_dict["OPTIONS"].pop("pool", None)
            connection.ensure_connection()
            when()
            briefs.publish(draft, by=by)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize(
    ("when", "posted"),
    [(_before_the_commit, False), (_after_the_commit, True), (_while_the_bell_is_rung, True)],
    ids=["before the commit", "after the commit", "while the bell is rung"],
)
def test_a_killed_web_process_leaves_all_or_nothing_and_what_it_left_is_matched(
    ada: User, publisher: Callable[[str], None], when: Callable[[], None], posted: bool
) -> None:
    publisher("memory://")
    life.agency("Paperlark", capacity=50)
    drafts = [briefs.draft(ada.organisations.get(), by=ada) for _ in range(ROUNDS)]
    assert [_publish_and_die(draft, ada, when) for draft in drafts] == [KILLED] * ROUNDS
    due = ROUNDS if posted else 0
    assert Project.objects.filter(state=ProjectState.OPEN).count() == due
    assert ProjectEvent.objects.filter(kind="published").count() == due
    assert BriefVersion.objects.filter(due_at__isnull=False, done_at__isnull=True).count() == due
    life.assert_unharmed()

    for pk in jobs.overdue(BriefVersion, grace=jobs.GRACE * 0):  # what the sweep would ring for
        tasks.match_brief(pk)
    assert MatchRun.objects.count() == Notification.objects.filter(kind="brief_matched").count() == due
    life.assert_unharmed()


def test_control_a_bell_that_is_rung_before_the_commit_announces_what_never_comes(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why `nudge` waits: a worker that is quicker than the commit, or than its failure, finds nothing."""
    heard: list[bool] = []
    monkeypatch.setattr(jobs, "nudge", lambda _task, pk: heard.append(_is_there(pk)))
    draft = briefs.draft(ada.organisations.get(), by=ada)
    briefs.publish(draft, by=ada)
    assert heard == [False]


def _is_there(pk: int) -> bool:
    """Whether another connection sees the brief."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM projects_briefversion WHERE id = %s", [pk])
            return cursor.fetchone() is not None
    finally:
        other.close()
