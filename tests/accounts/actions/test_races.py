"""Two at once: the organisation's lock decides. Each with a control that shows what it prevents."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.actions import invitations, members, organisations
from accounts.models import Invitation, Membership, Organisation, OrganisationEvent, Role
from tests import factories, races

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(token: str) -> Invitation:
    owner = factories.member(email="owner@ferries.example", organisation="Tidewater Ferries")
    factories.user(email="new@ferries.example")
    return invitations.invite(owner.organisation, email="new@ferries.example", role=Role.MEMBER, by=owner.user)


def _unlocked(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)


def _accept_twice(invitation: Invitation) -> tuple[list[object], list[Exception]]:
    """The first accepts and takes its time to commit; the second comes meanwhile."""
    from accounts.models import User

    new = User.objects.get(email=invitation.email)
    accepted, outcomes, failures = threading.Event(), [], []

    def first() -> None:
        try:
            with transaction.atomic():
                outcomes.append(invitations.accept(invitation, by=new))
                accepted.set()
                threading.Event().wait(0.7)
        finally:
            connection.close()

    def second() -> None:
        accepted.wait(10)
        try:
            outcomes.append(invitations.accept(invitation, by=new))
        except (invitations.InvitationClosed, IntegrityError) as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes, failures


def test_two_accepts_at_once_make_one_membership(waiting: Invitation) -> None:
    outcomes, failures = _accept_twice(waiting)
    assert len(outcomes) == 1
    assert [type(failure) for failure in failures] == [invitations.InvitationClosed]
    assert Membership.objects.filter(user__email=waiting.email).count() == 1
    assert OrganisationEvent.objects.filter(kind="joined").count() == 1


def test_without_the_lock_the_second_accept_breaks(waiting: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: only the database's constraint is left, and that is a 500 instead of a sentence."""
    monkeypatch.setattr(invitations, "locked", _unlocked)
    _, failures = _accept_twice(waiting)
    assert [type(failure) for failure in failures] == [IntegrityError]


def test_many_accepts_at_once_make_one_membership(waiting: Invitation) -> None:
    from accounts.models import User

    new = User.objects.get(email=waiting.email)
    outcomes, failures = races.at_once(6, lambda number: invitations.accept(waiting, by=new))
    assert len(outcomes) == 1
    assert {type(failure) for failure in failures} == {invitations.InvitationClosed}


def _two_owners() -> list[Membership]:
    first = factories.member(email="one@ferries.example", organisation="Tidewater Ferries")
    return [first, factories.member(email="two@ferries.example", organisation=first.organisation)]


def _both_leave(owners: list[Membership]) -> list[Exception]:
    _, failures = races.at_once(2, lambda number: members.remove(owners[number], by=owners[number].user))
    return failures


def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    owners = _two_owners()
    failures = _both_leave(owners)
    assert [type(failure) for failure in failures] == [PermissionDenied]
    assert owners[0].organisation.memberships.owners().count() == 1


def test_without_the_lock_both_owners_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each still sees the other."""
    meeting = threading.Barrier(2)
    original = members.policies.can_remove

    def seen_by_both(*args: object) -> object:
        verdict = original(*args)
        meeting.wait(10)
        return verdict

    monkeypatch.setattr(members, "locked", _unlocked)
    monkeypatch.setattr(members.policies, "can_remove", seen_by_both)
    monkeypatch.setattr(OrganisationEvent, "record", lambda *args, **kwargs: None)
    owners = _two_owners()
    assert _both_leave(owners) == []
    assert owners[0].organisation.memberships.count() == 0


def test_found_at_once_needs_no_lock() -> None:
    user = factories.user(email="busy@ferries.example")
    outcomes, failures = races.at_once(4, lambda number: organisations.found(f"Nr {number}", by=user))
    assert (len(outcomes), failures) == (4, [])
