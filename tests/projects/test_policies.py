"""Who may do what with projects: truth tables with their reasons."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Role, User
from projects.actions import drafts
from projects.models import Project
from projects.policies import can_cancel, can_edit_draft, can_publish, can_see_project
from projects.states import ProjectState
from tests.projects import briefs

HELD = drafts.key_hash(briefs.KEY)


def _as(user: User, role: str | None) -> User:
    if role is None:
        Membership.objects.filter(user=user).delete()
    else:
        Membership.objects.filter(user=user).update(role=role)
    return user


def _in_state(project: Project, state: str) -> Project:
    if state not in {ProjectState.DRAFT, ProjectState.CANCELLED, ProjectState.EXPIRED}:
        project.published_at = project.created_at
    project.state = state
    project.save()
    return project


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.MEMBER, None])
def test_members_see_their_projects_and_nobody_else(ada: User, mallory: User, role: str | None) -> None:
    project = briefs.draft(ada.organisations.get())
    assert bool(can_see_project(_as(ada, role), project)) is (role is not None)
    for stranger in (mallory, AnonymousUser()):
        assert "another organisation" in str(can_see_project(stranger, project).reason)


def test_a_draft_is_edited_by_members_or_by_whoever_holds_its_key(ada: User, mallory: User) -> None:
    mine, visitors = briefs.draft(ada.organisations.get()), briefs.draft(None)
    assert can_edit_draft(_as(ada, Role.MEMBER), mine)
    assert not can_edit_draft(mallory, mine)
    assert not can_edit_draft(AnonymousUser(), mine, key_hash=HELD)
    assert can_edit_draft(AnonymousUser(), visitors, key_hash=HELD)
    assert not can_edit_draft(AnonymousUser(), visitors)
    assert not can_edit_draft(AnonymousUser(), visitors, key_hash=drafts.key_hash("another key"))
    assert "somebody else" in str(can_edit_draft(ada, visitors).reason)


@pytest.mark.parametrize("state", [state for state in ProjectState.values if state != ProjectState.DRAFT])
def test_only_drafts_are_edited_and_published(ada: User, state: str) -> None:
    project = _in_state(briefs.draft(ada.organisations.get()), state)
    assert "no longer a draft" in str(can_edit_draft(ada, project).reason)
    assert "published before" in str(can_publish(ada, project).reason)


@pytest.mark.parametrize(
    ("role", "confirmed", "reason"),
    [
        (Role.OWNER, True, ""),
        (Role.MANAGER, True, ""),
        (Role.MEMBER, True, "Owners and managers publish"),
        (None, True, "another organisation"),
        (Role.OWNER, False, "Confirm your e-mail address"),
        (Role.MEMBER, False, "Owners and managers publish"),
    ],
)
def test_owners_and_managers_with_a_confirmed_address_publish(
    ada: User, role: str | None, confirmed: bool, reason: str
) -> None:
    project = briefs.draft(ada.organisations.get())
    EmailAddress.objects.filter(user=ada).update(verified=confirmed)
    verdict = can_publish(_as(ada, role), project)
    assert bool(verdict) is (reason == "")
    assert reason in str(verdict.reason)


def test_visitors_and_drafts_without_an_organisation_are_not_published(ada: User) -> None:
    assert "Sign in" in str(can_publish(AnonymousUser(), briefs.draft(None)).reason)
    assert "no organisation" in str(can_publish(ada, briefs.draft(None)).reason)


@pytest.mark.parametrize("state", ProjectState.values)
@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.MEMBER, None])
def test_owners_and_managers_cancel_until_it_is_over(ada: User, role: str | None, state: str) -> None:
    project = _in_state(briefs.draft(ada.organisations.get()), state)
    over = state in {ProjectState.AWARDED, ProjectState.CANCELLED, ProjectState.EXPIRED}
    verdict = can_cancel(_as(ada, role), project)
    assert bool(verdict) is (role in {Role.OWNER, Role.MANAGER} and not over)
    assert verdict or verdict.reason


def test_a_suspended_member_does_nothing_more_in_the_request_that_is_under_way(ada: User) -> None:
    project = briefs.draft(ada.organisations.get())
    assert can_publish(ada, project)
    User.objects.filter(pk=ada.pk).update(suspended_at=project.created_at)
    for verdict in (can_see_project(ada, project), can_publish(ada, project), can_cancel(ada, project)):
        assert "another organisation" in str(verdict.reason)
