"""Verification: who may ask, who may decide, in which order, and that nothing of it can be changed."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from agencies.actions import verification
from agencies.models import Agency, AgencyEvent, DirectoryEdition, VerificationStep
from agencies.states import VERIFICATION, AgencyState, VerificationKind
from notifications.models import Notification
from tests import factories

ASKED, VERIFIED, REFUSED, REVOKED = VerificationKind


@pytest.fixture
def paperlark(grace: User) -> Agency:
    return Agency.objects.get(slug="paperlark")


@pytest.fixture
def mirela(db: None) -> User:
    """A moderator."""
    person = factories.user(email="mirela@briefwell.example", name="Mirela Dann")
    person.user_permissions.add(Permission.objects.get(codename="moderate"))
    return User.objects.get(pk=person.pk)


def _kinds(agency: Agency) -> list[str]:
    return list(VerificationStep.objects.of(agency).values_list("kind", flat=True))


def test_the_whole_way(paperlark: Agency, grace: User, mirela: User) -> None:
    verification.ask(paperlark, by=grace, evidence="Register 4711", links=["https://register.example/4711"])
    edition = DirectoryEdition.objects.values_list("key", flat=True).first()
    verification.decide(paperlark, VERIFIED, by=mirela, reason="The register names you.", seen=1)
    assert paperlark.verified_at is not None
    assert DirectoryEdition.objects.values_list("key", flat=True).first() != edition
    verification.decide(paperlark, REVOKED, by=mirela, reason="The company is dissolved.", seen=2)
    assert paperlark.verified_at is None
    verification.ask(paperlark, by=grace, evidence="Register 4712")
    verification.decide(paperlark, REFUSED, by=mirela, reason="It names somebody else.", seen=4)
    verification.ask(paperlark, by=grace, evidence="Register 4713")
    assert _kinds(paperlark) == [ASKED, VERIFIED, REVOKED, ASKED, REFUSED, ASKED]
    told = Notification.objects.filter(recipient=grace, kind="verification_decided").order_by("pk")
    assert [notice.facts["outcome"] for notice in told] == [VERIFIED, REVOKED, REFUSED]
    assert told[2].facts["reason"] == "It names somebody else."
    events = AgencyEvent.objects.filter(agency=paperlark, kind__startswith="verification_").order_by("number")
    assert [event.kind for event in events] == [f"verification_{kind}" for kind in _kinds(paperlark)]
    assert AgencyEvent.broken_links(paperlark) == []


@pytest.mark.parametrize("before", ["", *VERIFICATION])
@pytest.mark.parametrize("step", list(VERIFICATION))
def test_each_step_follows_only_what_it_may_follow(
    paperlark: Agency, grace: User, mirela: User, before: str, step: str
) -> None:
    way = {"": [], ASKED: [ASKED], VERIFIED: [ASKED, VERIFIED], REFUSED: [ASKED, REFUSED]}
    way[REVOKED] = [ASKED, VERIFIED, REVOKED]
    for number, kind in enumerate(way[before]):
        _take(paperlark, kind, grace, mirela, seen=number)
    allowed = before in VERIFICATION[step]
    if allowed:
        _take(paperlark, step, grace, mirela, seen=len(way[before]))
    else:
        with pytest.raises((verification.OutOfStep, PermissionDenied)):
            _take(paperlark, step, grace, mirela, seen=len(way[before]))
    assert _kinds(paperlark) == [*way[before], *([step] if allowed else [])]


def _take(agency: Agency, kind: str, owner: User, moderator: User, *, seen: int) -> None:
    if kind == ASKED:
        verification.ask(agency, by=owner, evidence="Register 4711")
    else:
        verification.decide(agency, kind, by=moderator, reason="Because.", seen=seen)


def test_who_looked_at_an_older_step_decides_nothing(paperlark: Agency, grace: User, mirela: User) -> None:
    verification.ask(paperlark, by=grace, evidence="Register 4711")
    verification.decide(paperlark, REFUSED, by=mirela, reason="Too little.", seen=1)
    verification.ask(paperlark, by=grace, evidence="Register 4711, and the deed")
    with pytest.raises(verification.OutOfStep):
        verification.decide(paperlark, VERIFIED, by=mirela, reason="Fine.", seen=1)
    assert paperlark.verified_at is None


def test_only_moderators_decide_and_never_on_their_own_agency(
    paperlark: Agency, grace: User, mallory: User, mirela: User
) -> None:
    verification.ask(paperlark, by=grace, evidence="Register 4711")
    for person in (grace, mallory):
        with pytest.raises(PermissionDenied, match="Only moderators"):
            verification.decide(paperlark, VERIFIED, by=person, reason="Me.", seen=1)
    paperlark.organisation.memberships.create(user=mirela, role="member")
    with pytest.raises(PermissionDenied, match="Somebody else has to decide"):
        verification.decide(paperlark, VERIFIED, by=mirela, reason="Ours.", seen=1)


def test_only_those_who_run_a_public_profile_ask(paperlark: Agency, grace: User, mallory: User) -> None:
    with pytest.raises(PermissionDenied, match="not a member"):
        verification.ask(paperlark, by=mallory, evidence="Mine.")
    Agency.objects.update(state=AgencyState.DRAFT)
    with pytest.raises(PermissionDenied, match="Publish your profile first"):
        verification.ask(paperlark, by=grace, evidence="Register 4711")


def test_the_database_changes_no_step(paperlark: Agency, grace: User) -> None:
    step = verification.ask(paperlark, by=grace, evidence="Register 4711")
    for change in (lambda: VerificationStep.objects.update(text="x"), step.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("wrong", [{"kind": "perhaps"}, {"text": ""}, {"number": 1}])
def test_the_database_refuses_steps_that_say_nothing(paperlark: Agency, grace: User, wrong: dict[str, object]) -> None:
    first = verification.ask(paperlark, by=grace, evidence="Register 4711")
    fields = {"agency": paperlark, "number": 2, "kind": VERIFIED, "text": "Fine.", "by": grace, "at": first.at}
    with pytest.raises(IntegrityError), transaction.atomic():
        VerificationStep.objects.create(**{**fields, **wrong})
