"""Drafts: begun, saved, handed over, let go."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from marketplace.lib.workflow import InvalidTransition
from notifications.models import Notification
from projects.actions import drafts
from projects.models import Project, ProjectEvent
from projects.states import ProjectState
from tests.projects import briefs


def test_a_visitors_draft_has_a_key_and_no_organisation(db: None) -> None:
    project = briefs.draft(None)
    assert (project.organisation, project.draft_key_hash) == (None, drafts.key_hash(briefs.KEY))
    assert briefs.KEY not in project.draft_key_hash
    assert project.answers_version == 1
    assert [event.kind for event in project.events.all()] == ["begun"]


def test_a_draft_that_belongs_to_nobody_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="key"):
        drafts.begin(typed=briefs.what(), by=None, organisation=None)


def test_a_draft_keeps_what_was_typed_even_when_it_is_wrong(ada: User) -> None:
    project = briefs.draft(ada.organisations.get(), budget_low="a lot", ends_on="31 Feb", text="x" * 100_000)
    project.refresh_from_db()
    assert (project.answers["budget_low"], project.answers["ends_on"]) == ("a lot", "31 Feb")
    assert len(project.answers["text"]) == 100_000


def test_a_long_title_is_cut_for_the_list_and_kept_as_typed(ada: User) -> None:
    project = briefs.draft(ada.organisations.get(), title="long\n" * 100)
    assert len(project.title) == 140
    assert project.answers["title"] == "long\n" * 100


def test_saving_one_step_leaves_the_others(ada: User) -> None:
    project = briefs.draft(ada.organisations.get())
    saved = drafts.save(project, typed={"reason": "Now or never."}, seen_version=1, by=ada)
    assert saved.answers == {**project.answers, "reason": "Now or never."}
    assert saved.answers_version == 2


def test_saving_puts_off_the_end_and_the_warning(ada: User) -> None:
    project = briefs.draft(ada.organisations.get())
    Project.objects.update(expiry_warned_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1))
    saved = drafts.save(project, typed={"reason": "Still at it."}, seen_version=1, by=ada)
    assert saved.expiry_warned_at is None
    assert saved.expires_at is not None
    assert saved.expires_at > timezone.now() + timedelta(days=29)


def test_a_stale_tab_changes_nothing(ada: User) -> None:
    project = briefs.draft(ada.organisations.get())
    drafts.save(project, typed={"reason": "From the newer tab."}, seen_version=1, by=ada)
    with pytest.raises(drafts.StaleAnswers) as stale:
        drafts.save(project, typed={"reason": "From the older tab."}, seen_version=1, by=ada)
    assert stale.value.saved["reason"] == "From the newer tab."
    project.refresh_from_db()
    assert project.answers["reason"] == "From the newer tab."


def test_a_stale_tab_that_says_the_same_is_no_conflict(ada: User) -> None:
    project = briefs.draft(ada.organisations.get())
    drafts.save(project, typed={"reason": "Both say this."}, seen_version=1, by=ada)
    assert drafts.save(project, typed={"reason": "Both say this."}, seen_version=1, by=ada).answers_version == 2


def test_a_published_brief_is_no_draft_to_be_saved(ada: User) -> None:
    project = briefs.publish(briefs.draft(ada.organisations.get()), by=ada)
    with pytest.raises(InvalidTransition):
        drafts.save(project, typed={"title": "Another"}, seen_version=1, by=ada)


def test_saving_hands_a_visitors_draft_to_the_organisation(ada: User) -> None:
    project = briefs.draft(None)
    saved = drafts.save(
        project, typed={"reason": "Signed in."}, seen_version=1, by=ada, organisation=ada.organisations.get()
    )
    assert (saved.organisation, saved.created_by, saved.draft_key_hash) == (ada.organisations.get(), ada, "")
    assert [event.kind for event in saved.events.order_by("number")] == ["begun", "adopted"]


def test_adopting_twice_changes_nothing(ada: User, mallory: User) -> None:
    project = drafts.adopt(briefs.draft(None), by=ada, organisation=ada.organisations.get())
    again = drafts.adopt(project, by=mallory, organisation=mallory.organisations.get())
    assert again.organisation == ada.organisations.get()
    assert ProjectEvent.objects.filter(kind="adopted").count() == 1


def test_what_a_signed_out_person_typed_goes_back_into_the_draft(ada: User) -> None:
    original = briefs.draft(ada.organisations.get())
    typed = {"reason": "Typed after the session had ended.", drafts.RESCUES: original.code}
    rescue = drafts.begin(typed=typed, by=None, organisation=None, draft_key_hash=drafts.key_hash(briefs.KEY))
    mine = drafts.adopt(rescue, by=ada, organisation=ada.organisations.get())
    assert mine.pk == original.pk
    assert mine.answers["reason"] == "Typed after the session had ended."
    assert mine.answers["title"] == original.answers["title"]
    assert drafts.RESCUES not in mine.answers
    rescue.refresh_from_db()
    assert (rescue.state, rescue.answers) == (ProjectState.EXPIRED, {})


def test_a_rescue_never_writes_into_a_strangers_draft(ada: User, mallory: User) -> None:
    original = briefs.draft(ada.organisations.get())
    typed = {"reason": "Not mine.", drafts.RESCUES: original.code}
    rescue = drafts.begin(typed=typed, by=None, organisation=None, draft_key_hash=drafts.key_hash(briefs.KEY))
    mine = drafts.adopt(rescue, by=mallory, organisation=mallory.organisations.get())
    assert mine.pk == rescue.pk
    original.refresh_from_db()
    assert original.answers["reason"] != "Not mine."


def test_a_discarded_visitors_draft_is_forgotten(db: None) -> None:
    project = briefs.draft(None)
    drafts.discard(project, by=None)
    project.refresh_from_db()
    assert (project.state, project.answers, project.title) == (ProjectState.CANCELLED, {}, "")


def test_an_idle_draft_expires_and_a_visitors_text_is_forgotten(ada: User) -> None:
    mine, visitors = briefs.draft(ada.organisations.get()), briefs.draft(None)
    at = timezone.now() + timedelta(days=31)
    assert drafts.expire_idle(at=at) == 2
    assert drafts.expire_idle(at=at) == 0
    mine.refresh_from_db()
    visitors.refresh_from_db()
    assert (mine.state, visitors.state) == (ProjectState.EXPIRED, ProjectState.EXPIRED)
    assert mine.answers
    assert visitors.answers == {}


def test_a_draft_in_use_does_not_expire(ada: User) -> None:
    briefs.draft(ada.organisations.get())
    assert drafts.expire_idle(at=timezone.now() + timedelta(days=29)) == 0


def test_owners_are_warned_once_of_a_draft_that_ends_soon(ada: User) -> None:
    briefs.draft(ada.organisations.get())
    briefs.draft(None)
    assert drafts.warn_expiring(at=timezone.now() + timedelta(days=24)) == 0
    at = timezone.now() + timedelta(days=26)
    assert (drafts.warn_expiring(at=at), drafts.warn_expiring(at=at)) == (1, 0)
    assert Notification.objects.get().recipient == ada


def test_published_projects_need_a_date_and_an_organisation(ada: User) -> None:
    project = briefs.draft(None)
    with pytest.raises(IntegrityError, match="published_projects"):
        Project.objects.filter(pk=project.pk).update(state=ProjectState.OPEN)
