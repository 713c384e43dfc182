"""Founding and editing an organisation."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import organisations
from accounts.models import Membership, OrganisationEvent, Purpose, Role
from tests import factories


def _kinds(membership: Membership) -> list[str]:
    events = OrganisationEvent.objects.filter(organisation=membership.organisation).order_by("number")
    return [event.kind for event in events]


def test_found_makes_an_owner_and_an_event(db: None) -> None:
    user = factories.user(name="Ada Quill")
    membership = organisations.found("Tidewater", by=user, purpose=Purpose.ANSWER, country="IE")
    assert (membership.role, membership.organisation.purpose) == (Role.OWNER, Purpose.ANSWER)
    assert membership.organisation.claimed_at
    assert _kinds(membership) == ["founded"]


@pytest.mark.parametrize(("typed", "name"), [("  ", "Ada Quill"), (" Tidewater ", "Tidewater"), ("x" * 200, "x" * 120)])
def test_found_falls_back_to_the_persons_name(db: None, typed: str, name: str) -> None:
    user = factories.user(name="Ada Quill")
    assert organisations.found(typed, by=user).organisation.name == name


def test_edit_writes_what_changed(owner: Membership) -> None:
    organisations.edit(owner.organisation, name="New name", country="IE", purpose="answer", by=owner.user)
    owner.organisation.refresh_from_db()
    assert (owner.organisation.name, owner.organisation.purpose) == ("New name", "answer")
    event = OrganisationEvent.objects.get(organisation=owner.organisation)
    assert (event.kind, event.data) == ("edited", {"fields": ["name", "purpose"]})


def test_edit_of_nothing_leaves_no_event(owner: Membership) -> None:
    same = {"name": owner.organisation.name, "country": "IE", "purpose": "post"}
    organisations.edit(owner.organisation, **same, by=owner.user)
    assert _kinds(owner) == []


def test_edit_by_a_member_is_refused(owner: Membership, member: Membership) -> None:
    with pytest.raises(PermissionDenied, match="Only owners and managers"):
        organisations.edit(owner.organisation, name="Mine", country="", purpose="post", by=member.user)


def test_answer_briefs_twice_changes_nothing(owner: Membership) -> None:
    organisations.answer_briefs(owner.organisation, by=owner.user)
    organisations.answer_briefs(owner.organisation, by=owner.user)
    assert _kinds(owner) == ["edited"]
