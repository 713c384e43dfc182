"""Publishing and cancelling."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Membership, Role, User
from marketplace.lib.workflow import InvalidTransition
from projects import tasks
from projects.actions import projects
from projects.actions.drafts import StaleAnswers
from projects.models import BriefVersion, Lead, Project, ProjectEvent
from projects.states import LeadState, ProjectState
from tests import factories
from tests.projects import briefs
from tests.races import at_once


def test_publishing_opens_the_project_and_makes_its_brief_due(ada: User) -> None:
    at = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
    project = briefs.publish(briefs.draft(ada.organisations.get()), by=ada, at=at)
    assert (project.state, project.published_at, project.version) == (ProjectState.OPEN, at, 1)
    assert project.bids_close_at == datetime(2026, 12, 8, 17, tzinfo=UTC)
    assert project.decide_by == datetime(2026, 12, 22, 17, tzinfo=UTC)
    assert project.expires_at is None
    brief = BriefVersion.objects.get()
    assert (brief.number, brief.due_at, brief.title) == (1, at, "New booking back end")
    assert (brief.budget_low, brief.budget_high, brief.currency) == (6_000_000, 8_500_000, "EUR")
    assert brief.services == ["python-back-end"]


def test_bids_close_at_five_in_the_publishers_zone() -> None:
    winter = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # 12:30 on the next day in Auckland
    assert projects.bids_close(winter, 7, zone="Pacific/Auckland") == datetime(2026, 12, 9, 4, tzinfo=UTC)
    assert projects.bids_close(winter, 7, zone="no/such") == datetime(2026, 12, 8, 17, tzinfo=UTC)


def test_five_in_the_afternoon_stays_five_when_the_clocks_change() -> None:
    before = datetime(2027, 3, 25, 9, tzinfo=UTC)
    assert projects.bids_close(before, 7, zone="Europe/Dublin") == datetime(2027, 4, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 2, 22, 10_000])
def test_a_bid_window_outside_the_limits_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="3 to 21"):
        projects.bids_close(datetime(2026, 12, 1, tzinfo=UTC), days, zone="UTC")


def test_publish_twice_changes_nothing(ada: User) -> None:
    draft = briefs.draft(ada.organisations.get())
    first = briefs.publish(draft, by=ada)
    second = briefs.publish(draft, by=ada, at=timezone.now() + timedelta(days=1))
    assert second.published_at == first.published_at
    assert BriefVersion.objects.count() == 1
    assert ProjectEvent.objects.filter(kind="published").count() == 1


def test_publishing_what_was_changed_meanwhile_is_refused(ada: User) -> None:
    draft = briefs.draft(ada.organisations.get())
    with pytest.raises(StaleAnswers):
        briefs.publish(draft, by=ada, seen_version=0)
    assert not BriefVersion.objects.exists()


def test_a_cancelled_draft_is_not_published(ada: User) -> None:
    draft = briefs.draft(ada.organisations.get())
    projects.cancel(draft, by=ada)
    with pytest.raises(InvalidTransition):
        briefs.publish(draft, by=ada)


def test_publishing_asks_the_policy(ada: User, mallory: User) -> None:
    draft = briefs.draft(ada.organisations.get())
    with pytest.raises(projects.NotPublishable, match="another organisation"):
        briefs.publish(draft, by=mallory)
    Membership.objects.filter(user=ada).update(role=Role.MEMBER)
    with pytest.raises(projects.NotPublishable, match="Owners and managers"):
        briefs.publish(draft, by=ada)


def test_publishing_keeps_the_history_whole(ada: User) -> None:
    project = briefs.publish(briefs.draft(ada.organisations.get()), by=ada)
    projects.cancel(project, by=ada)
    assert [event.kind for event in project.events.order_by("number")] == ["begun", "published", "cancelled"]
    assert ProjectEvent.broken_links(project) == []


def test_cancelling_withdraws_open_leads_and_twice_changes_nothing(ada: User) -> None:
    project = briefs.asked(ada.organisations.get())
    assert Lead.objects.get().state == LeadState.OFFERED
    for _ in range(2):
        assert projects.cancel(project, by=ada).state == ProjectState.CANCELLED
    assert Lead.objects.get().state == LeadState.WITHDRAWN
    assert ProjectEvent.objects.filter(kind="cancelled").count() == 1


def test_a_cancelled_project_is_not_matched(ada: User) -> None:
    briefs.fitting_agency()
    project = factories.open_project(organisation=ada.organisations.get(), services=["python-back-end"])
    projects.cancel(project, by=ada)
    tasks.match_brief(project.versions.get().pk)
    assert not Lead.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_people_publish_at_once_and_it_happens_once(ada: User) -> None:
    draft = briefs.draft(ada.organisations.get())
    results, failures = at_once(20, lambda number: briefs.publish(draft, by=ada))
    assert failures == []
    assert len(results) == 20
    assert BriefVersion.objects.count() == 1
    assert ProjectEvent.objects.filter(kind="published").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_publishing_without_the_lock_happens_more_than_once(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with lock, constraint-backed version and guarded move taken away, several succeed or collide."""
    draft = briefs.draft(ada.organisations.get())
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda queryset, *a, **k: queryset)
    _results, failures = at_once(20, lambda number: briefs.publish(draft, by=ada))
    assert failures, "without the lock somebody runs into the guards behind it"
    assert Project.objects.get().state == ProjectState.OPEN
    assert BriefVersion.objects.count() == 1, "the database still allows one version of each number"


def test_members_strangers_and_the_removed_cancel_nothing(ada: User, mallory: User) -> None:
    organisation = ada.organisations.get()
    project = briefs.asked(organisation)
    membership = Membership.objects.create(user=mallory, organisation=organisation, role=Role.MEMBER)
    with pytest.raises(PermissionDenied, match="Owners and managers cancel"):
        projects.cancel(project, by=mallory)
    membership.delete()
    with pytest.raises(PermissionDenied, match="another organisation"):
        projects.cancel(project, by=mallory)
    assert Project.objects.get(pk=project.pk).state == ProjectState.OPEN
