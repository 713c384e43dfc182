"""Who may change an agency profile: a truth table with its reasons."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Membership, Role, User
from agencies import policies
from agencies.models import Agency, AgencyService
from tests import factories

NOT_A_MEMBER = "You are not a member of this organisation."
NOT_YOURS = "Only owners and managers can change the agency profile. Ask one of them."


@pytest.mark.parametrize(("role", "reason"), [(Role.OWNER, ""), (Role.MANAGER, ""), (Role.MEMBER, NOT_YOURS)])
def test_owners_and_managers_may_edit(paperlark: Agency, role: str, reason: str) -> None:
    person = factories.member(email="x@agency.example", organisation=paperlark.organisation, role=role).user
    for verdict in (
        policies.can_edit(person, paperlark),
        policies.can_create(person, paperlark.organisation),
        policies.can_edit_as(person.memberships.get()),
    ):
        assert (bool(verdict), str(verdict.reason)) == (not reason, reason)


def test_strangers_may_not(paperlark: Agency, mallory: User, rival: User) -> None:
    for person in (mallory, rival, AnonymousUser()):
        verdict = policies.can_edit(person, paperlark)
        assert (bool(verdict), str(verdict.reason)) == (False, NOT_A_MEMBER)
    assert str(policies.can_edit_as(None).reason) == NOT_A_MEMBER


def test_who_was_removed_or_suspended_may_not(paperlark: Agency, grace: User) -> None:
    grace.suspended_at = timezone.now()
    assert not policies.can_edit(grace, paperlark)
    grace.suspended_at = None
    assert policies.can_edit(grace, paperlark)
    Membership.objects.filter(user=grace).delete()
    assert not policies.can_edit(grace, paperlark)


def test_what_is_missing_is_named_with_its_page(paperlark: Agency) -> None:
    paperlark.tagline = paperlark.description = paperlark.country = ""
    pages = [missing.page for missing in policies.missing_for_publishing(paperlark)]
    assert pages == ["agency_settings:profile"] * 3 + ["agency_settings:services"]
    paperlark.tagline = paperlark.description = "Words"
    paperlark.country = "IE"
    AgencyService.objects.create(agency=paperlark, service="crm", focus=100)
    assert policies.missing_for_publishing(paperlark) == []
