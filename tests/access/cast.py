"""Everybody who might knock: one person for each role of the sweep, around one client and three agencies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership, Role, User
from agencies.models import Agency
from contracts.actions import contracts
from matching.types import GROUPS, Match as EngineMatch
from notifications.models import Notification
from projects.actions import leads
from projects.actions.outcomes import Reply
from projects.models import Bid, Lead, Match, MatchRun, Project, Question
from tests import factories
from tests.projects import bidding

ROLES = (
    "anon",
    "client-owner",
    "client-member",
    "other-client",
    "agency-owner",
    "agency-manager",
    "agency-member",
    "rival-agency",
    "losing-bidder",
    "suspended-user",
    "removed-member",
    "editor",
    "moderator",
    "superuser",
)


TITLES = ("Weighed", "Decided")
"""Of the projects with two bids each: one to choose from, one that was awarded."""


@dataclass
class Cast:
    """Signed-in clients by role, and the objects that URLs are built from (all of the first client and agency)."""

    clients: dict[str, Client]
    arguments: dict[str, object] = field(default_factory=dict)


def assemble(written: Mapping[str, dict[str, Any]] | None = None) -> Cast:
    """`written` is what the bids say, by the name of their argument, and what the loser is told, as `reply`."""
    owner = factories.member(name="Ada Quill", email="ada@client.example", organisation="Tidewater Ferries")
    client = owner.organisation
    member = factories.member(name="Cleo", email="cleo@client.example", organisation=client, role=Role.MEMBER)
    suspended = factories.member(name="Sten", email="sten@client.example", organisation=client)
    removed = factories.member(name="Rue", email="rue@client.example", organisation=client)
    other = factories.member(name="Mallory Vane", email="mallory@elsewhere.example", organisation="Elsewhere")
    agency_owner = factories.member(name="Grace Lind", email="grace@agency.example", organisation="Paperlark")
    agency = factories.agency(
        organisation=agency_owner.organisation, name="Paperlark", slug="paperlark", services={"python-back-end": 100}
    )
    manager = factories.member(
        name="Mina", email="mina@agency.example", organisation=agency_owner.organisation, role=Role.MANAGER
    )
    agency_member = factories.member(
        name="Moss", email="moss@agency.example", organisation=agency_owner.organisation, role=Role.MEMBER
    )
    rival = factories.member(name="Rival Moss", email="rival@rival.example", organisation="Merrowline")
    factories.agency(organisation=rival.organisation, name="Merrowline", slug="merrowline")
    loser = factories.member(name="Lotte Kerr", email="lotte@tidemark.example", organisation="Tidemark")
    second = factories.agency(organisation=loser.organisation, name="Tidemark", slug="tidemark")
    people: dict[str, User | None] = {
        "anon": None,
        "client-owner": owner.user,
        "client-member": member.user,
        "other-client": other.user,
        "agency-owner": agency_owner.user,
        "agency-manager": manager.user,
        "agency-member": agency_member.user,
        "rival-agency": rival.user,
        "losing-bidder": loser.user,
        "suspended-user": suspended.user,
        "removed-member": removed.user,
        "editor": _staff("editor@briefwell.example", "Editors"),
        "moderator": _staff("moderator@briefwell.example", "Moderators"),
        "superuser": with_second_step(
            factories.user(email="root@briefwell.example", name="Root", is_staff=True, is_superuser=True)
        ),
    }
    clients = {}
    for number, (role, person) in enumerate(people.items(), start=1):
        clients[role] = Client(REMOTE_ADDR=f"192.0.2.{number}")  # what one asks too often is not the others' fault
        if person is not None:
            clients[role].force_login(person)
    # Both were signed in before: what they may do ends with their next request.
    suspended.user.suspended_at = timezone.now()
    suspended.user.save(update_fields=["suspended_at"])
    removed.delete()
    return Cast(clients, _arguments(owner, agency_owner, agency, second, written or {}))


def _staff(email: str, group: str) -> User:
    person = factories.user(email=email, name=group, is_staff=True)
    joined, _ = Group.objects.get_or_create(name=group)
    joined.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    person.groups.add(joined)
    return with_second_step(person)


def with_second_step(person: User) -> User:
    """Somebody who has an app for the second step, without which the back office opens to nobody."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "not used here"})
    return person


def _arguments(
    owner: Membership, agency_owner: Membership, agency: Agency, second: Agency, written: Mapping[str, dict[str, Any]]
) -> dict[str, object]:
    """What stands in the place of each URL parameter, by route name where the same parameter means two things."""
    now = timezone.now()
    project = factories.open_project(organisation=owner.organisation)
    draft = Project.objects.create(organisation=owner.organisation, created_by=owner.user, title="A draft")
    lead = _lead(project, agency)
    weighed, over = (factories.open_project(organisation=owner.organisation, title=title) for title in TITLES)
    bid = _bid(weighed, agency, written.get("bid", {}))
    rivals = _bid(weighed, second, written.get("rivals_bid", {}))
    decided = _bid(over, agency, written.get("decided_bid", {}))
    lost = _bid(over, second, written.get("lost_bid", {}))
    reply = Reply("price", str(written.get("reply", {}).get("note", "")))
    contract = contracts.award(decided, by=owner.user, seen_version=1, replies={lost.code: reply})
    question = Question.objects.create(project=project, lead=lead, asked_at=now, text="Do they work offline?")
    study = factories.case_study(agency=agency)
    invitation = Invitation.objects.create(
        organisation=owner.organisation,
        email="new@client.example",
        token_hash="0" * 64,
        invited_by=owner.user,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    notification = Notification.objects.create(
        recipient=owner.user, kind="lead_accepted", event="sweep", path="/projects/", created_at=now
    )
    return {
        "project": project.code,
        "draft": draft.code,
        "lead": lead.code,
        "weighed": bid.project.code,
        "bid": bid.code,
        "bid_lead": bid.lead.code,
        "rivals_bid": rivals.code,
        "rivals_lead": rivals.lead.code,
        "rivals_receipt": rivals.versions.get().receipt,
        "decided": over.code,
        "decided_bid": decided.code,
        "decided_lead": decided.lead.code,
        "lost_bid": lost.code,
        "lost_lead": lost.lead.code,
        "receipt": bid.versions.get().receipt,
        "contract": contract.code,
        "question": question.code,
        "agency": agency.slug,
        "case_study": study.code,
        "invitation": invitation.code,
        "notification": notification.code,
        "membership": agency_owner.code,
        "client_membership": owner.code,
        "organisation": owner.organisation.code,
    }


def _bid(project: Project, agency: Agency, written: dict[str, Any]) -> Bid:
    """A bid that was sent for this project."""
    lead = _lead(project, agency)
    leads.accept(lead, by=bidding.owner(agency))
    return bidding.send(Lead.objects.get(pk=lead.pk), **written)


def _lead(project: Project, agency: Agency) -> Lead:
    now = timezone.now()
    brief = project.versions.get()
    run, _made = MatchRun.objects.get_or_create(
        brief=brief,
        defaults={
            "engine_version": "sweep",
            "weights": {},
            "seed": 1,
            "seats": 5,
            "created_at": now,
            "considered": 2,
            "eligible": 2,
            "fitting": 2,
            "inputs": b"",
            "others": b"",
        },
    )
    rank = run.matches.count() + 1
    said = EngineMatch(str(agency.pk), rank, 80.0, (), None, dict.fromkeys(GROUPS))
    match = Match.objects.create(run=run, agency=agency, rank=rank, score=80, content=said.to_json(), seat_kind="score")
    return Lead.objects.create(
        project=project,
        agency=agency,
        brief=brief,
        match=match,
        seat_kind="score",
        offered_at=now,
        answer_by=now + timedelta(hours=48),
    )
