"""Signing up, editing one's profile, suspending."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.actions.organisations import found, locked
from accounts.models import Organisation, OrganisationEvent, Purpose, User
from marketplace.lib import clock


@transaction.atomic
def sign_up(
    user: User,
    *,
    organisation_name: str = "",
    purpose: str = Purpose.POST,
    invited: bool = False,
    at: datetime | None = None,
) -> User:
    """Keep a new person, with an organisation of their own unless they were invited into one.

    The caller has set address, name and password (hashing is slow, and no lock should wait for it).
    Raises IntegrityError when the address was taken meanwhile.
    """
    at = at or clock.now()
    user.terms_accepted_at = at
    user.save(force_insert=True)
    if not invited:
        found(organisation_name, by=user, purpose=purpose, at=at)
    return user


@transaction.atomic
def edit_profile(user: User, *, name: str, time_zone: str) -> User:
    """Change how one is called and in which zone one reads times. Nobody's history but one's own: no event."""
    user.name, user.time_zone = name, time_zone
    user.save(update_fields=["name", "time_zone"])
    return user


@transaction.atomic
def suspend(user: User, *, by: User, at: datetime | None = None) -> None:
    """Stop a person: sessions end now, links and invitations of theirs are dead. Twice changes nothing."""
    organisations = [locked(organisation) for organisation in _organisations(user)]
    at = at or clock.now()
    if not User.objects.filter(pk=user.pk, suspended_at=None).update(suspended_at=at):
        return
    user.suspended_at = at
    Session.objects.filter(session_key__in=UserSession.objects.filter(user=user).values("session_key")).delete()
    for organisation in organisations:
        OrganisationEvent.record(organisation, "member_suspended", by=by, at=at, user=user.pk)


@transaction.atomic
def reinstate(user: User, *, by: User, at: datetime | None = None) -> None:
    """Let a suspended person in again. Twice changes nothing."""
    organisations = [locked(organisation) for organisation in _organisations(user)]
    at = at or clock.now()
    if not User.objects.filter(pk=user.pk, suspended_at__isnull=False).update(suspended_at=None):
        return
    user.suspended_at = None
    for organisation in organisations:
        OrganisationEvent.record(organisation, "member_reinstated", by=by, at=at, user=user.pk)


def _organisations(user: User) -> list[Organisation]:
    """In the order of their keys, so that two of these never lock crosswise."""
    return list(Organisation.objects.filter(memberships__user=user).order_by("pk"))
