"""How bids end without an award: declined one by one, closed by the clock, given up, over with the project."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.models import Membership, Role, User
from marketplace.lib.workflow import InvalidTransition
from notifications import texts
from notifications.models import Notification
from projects.actions import bids, deadlines, outcomes, projects
from projects.actions.outcomes import Reply
from projects.models import Bid, Deadline, DeadlineKind, Lead, Project
from projects.states import BidState, LeadState, ProjectState
from tests.projects import bidding

pytestmark = pytest.mark.django_db
REPLY = Reply("price", "Twice what we can spend.")


def kinds_of(user: User) -> set[str]:
    return set(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_decline_tells_the_agency_why_and_leaves_the_others(ada: User):
    project, (first, *others) = bidding.with_bids(ada)
    outcomes.decline(first, by=ada, reply=REPLY, seen_version=1)
    told = Notification.objects.get(kind="bid_declined")
    assert told.recipient == bidding.owner(first.agency)
    assert told.facts["note"] == "Twice what we can spend."
    assert "price" in told.facts["reason"]
    assert project.bids.standing().count() == len(others)


def test_decline_twice_changes_nothing(ada: User):
    _project, (first, *_others) = bidding.with_bids(ada)
    outcomes.decline(first, by=ada, reply=REPLY, seen_version=1)
    again = outcomes.decline(first, by=ada, reply=Reply("timing"), seen_version=1)
    assert again.decline_reason == "price"
    assert Notification.objects.filter(kind="bid_declined").count() == 1


def test_decline_of_a_revised_bid_is_refused(ada: User):
    _project, (first, *_others) = bidding.with_bids(ada)
    bidding.send(first.lead)
    with pytest.raises(outcomes.BidChanged):
        outcomes.decline(first, by=ada, reply=REPLY, seen_version=1)


def test_decline_is_for_owners_and_managers_of_the_client(ada: User, mallory: User):
    project, (first, *_others) = bidding.with_bids(ada)
    Membership.objects.create(user=mallory, organisation=project.organisation, role=Role.MEMBER)
    for other in (mallory, bidding.owner(first.agency)):
        with pytest.raises(PermissionDenied):
            outcomes.decline(first, by=other, reply=REPLY, seen_version=1)


def test_bids_close_at_the_deadline_and_not_before(ada: User):
    project, _bids = bidding.with_bids(ada)
    early = project.bids_close_at - timedelta(seconds=1)
    assert not outcomes.close_bids(project, at=early)
    assert outcomes.close_bids(project, at=project.bids_close_at)
    assert not outcomes.close_bids(project, at=project.bids_close_at)
    project.refresh_from_db()
    assert project.state == ProjectState.DECIDING
    assert "bids_closed" in kinds_of(ada)


def test_closing_lapses_unsent_drafts_and_misses_leads_without_a_bid(ada: User):
    project = bidding.project(ada, agencies=3)
    sent, drafted, idle = project.leads.order_by("pk")
    bidding.send(sent)
    draft = bidding.begin(drafted)
    bidding.close(project)
    draft.refresh_from_db()
    states = dict(Lead.objects.values_list("pk", "state"))
    assert draft.state == BidState.LAPSED
    assert states == {sent.pk: LeadState.ACCEPTED, drafted.pk: LeadState.LAPSED, idle.pk: LeadState.LAPSED}
    assert "bid_missed" in kinds_of(bidding.owner(drafted.agency))
    assert "bid_missed" not in kinds_of(bidding.owner(sent.agency))
    assert not Lead.objects.open().exists()


def test_a_project_without_bids_ends_at_the_deadline(ada: User):
    project = bidding.close(bidding.project(ada, agencies=2))
    assert (project.state, project.decide_by) == (ProjectState.EXPIRED, None)
    assert Notification.objects.get(recipient=ada, kind="no_bids").facts["asked"] == 2


def test_a_project_whose_bids_all_went_away_does_not_say_that_none_came(ada: User):
    project, (first, second) = bidding.with_bids(ada, bids=2)
    outcomes.decline(first, by=ada, reply=REPLY, seen_version=1)
    bids.withdraw(second, by=bidding.owner(second.agency), reason="no_capacity")
    bidding.close(project)
    told = Notification.objects.get(recipient=ada, kind="no_bids")
    assert (told.facts["asked"], told.facts["came"]) == (2, 2)
    for said in (texts.subject(told), texts.plain(told), texts.html(told)):
        assert "No bid was left" in said or "none was left to choose from" in said
        assert "none had arrived" not in said
        assert "No bid arrived" not in said


def test_a_project_nobody_decides_ends_and_every_bidder_hears_so(ada: User):
    project, sent = bidding.with_bids(ada)
    bidding.close(project)
    over = project.decide_by + timedelta(days=14)
    assert not deadlines.meet(project.deadlines.get(kind=DeadlineKind.GIVE_UP), at=over - timedelta(seconds=1))
    assert deadlines.meet(project.deadlines.get(kind=DeadlineKind.GIVE_UP), at=over)
    project.refresh_from_db()
    assert project.state == ProjectState.EXPIRED
    assert set(Bid.objects.values_list("state", flat=True)) == {BidState.LAPSED}
    assert all("bid_lapsed" in kinds_of(bidding.owner(bid.agency)) for bid in sent)
    assert "never_decided" in kinds_of(ada)


def test_a_late_bid_does_not_slip_in_while_beat_is_late(ada: User):
    project = bidding.project(ada, agencies=2)
    lead, other = project.leads.order_by("pk")
    bidding.send(lead)
    Project.objects.filter(pk=project.pk).update(bids_close_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(bids.BidsClosed):
        bidding.send(other)


def test_cancelling_while_deciding_answers_every_bid(ada: User):
    project, sent = bidding.with_bids(ada)
    bidding.close(project)
    projects.cancel(project, by=ada, note="The money went elsewhere.")
    assert set(Bid.objects.values_list("decline_reason", "decline_note")) == {
        ("cancelled", "The money went elsewhere.")
    }
    assert all("bid_declined" in kinds_of(bidding.owner(bid.agency)) for bid in sent)


def test_cancelling_while_bids_come_in_tells_each_agency_once(ada: User):
    project = bidding.project(ada, agencies=3)
    bidder, drafting, idle = project.leads.order_by("pk")
    bidding.send(bidder)
    bidding.begin(drafting)
    projects.cancel(project, by=ada)
    assert set(Lead.objects.values_list("state", flat=True)) == {LeadState.WITHDRAWN}
    ends = {"bid_declined", "lead_withdrawn"}
    told = {lead: kinds_of(bidding.owner(lead.agency)) & ends for lead in (bidder, drafting, idle)}
    assert told == {bidder: {"bid_declined"}, drafting: {"lead_withdrawn"}, idle: {"lead_withdrawn"}}


def test_nothing_moves_a_cancelled_project(ada: User):
    project, (first, *_others) = bidding.with_bids(ada)
    projects.cancel(project, by=ada)
    assert not outcomes.close_bids(project, at=project.bids_close_at)
    assert not outcomes.give_up(project)
    with pytest.raises(InvalidTransition):
        outcomes.award(first, by=ada, seen_version=1, replies={})


def test_deadlines_are_rows_and_each_is_met_once(ada: User):
    project, _bids = bidding.with_bids(ada)
    assert set(project.deadlines.values_list("kind", flat=True)) == set(DeadlineKind.values)
    row = project.deadlines.get(kind=DeadlineKind.BIDS_CLOSE)
    assert not deadlines.meet(row, at=row.due_at - timedelta(seconds=1))
    assert deadlines.meet(row, at=row.due_at)
    assert not deadlines.meet(row, at=row.due_at)


def test_reminders_reach_those_who_still_have_something_to_do(ada: User):
    project = bidding.project(ada, agencies=2)
    sent, waiting = project.leads.order_by("pk")
    bidding.send(sent)
    soon = project.deadlines.get(kind=DeadlineKind.BIDS_SOON)
    deadlines.meet(soon, at=soon.due_at)
    assert "bids_close_soon" in kinds_of(bidding.owner(waiting.agency))
    assert "bids_close_soon" not in kinds_of(bidding.owner(sent.agency))
    bidding.close(project)
    for kind, days in deadlines.DECIDE_DAYS.items():
        row = project.deadlines.get(kind=kind)
        assert deadlines.meet(row, at=row.due_at)
        assert Notification.objects.filter(recipient=ada, kind="decision_due", facts__days=days).exists()


def test_nobody_is_reminded_of_what_is_decided(ada: User):
    project, _bids = bidding.with_bids(ada)
    projects.cancel(project, by=ada)
    for row in project.deadlines.all():
        assert not deadlines.meet(row, at=row.due_at)
    assert not Deadline.objects.filter(met_at__isnull=True).exists()


def test_a_deadline_that_fails_keeps_no_other_from_being_met(ada: User, monkeypatch: pytest.MonkeyPatch):
    bad, good = (bidding.with_bids(ada)[0] for _ in range(2))
    past = timezone.now() - timedelta(hours=1)
    for project, at in ((bad, past), (good, past + timedelta(minutes=1))):
        Project.objects.filter(pk=project.pk).update(bids_close_at=at)
        project.deadlines.filter(kind=DeadlineKind.BIDS_CLOSE).update(due_at=at)
    close = outcomes.close_bids

    def fails_for_one(project: Project, **options: Any) -> bool:
        if project.pk == bad.pk:
            raise RuntimeError("A bug")
        return close(project, **options)

    monkeypatch.setattr(outcomes, "close_bids", fails_for_one)
    assert deadlines.meet_due() == 1
    assert Project.objects.get(pk=good.pk).state == ProjectState.DECIDING
    assert bad.deadlines.get(kind=DeadlineKind.BIDS_CLOSE).met_at is None, "it comes again with the next sweep"


def test_missed_beats_are_made_up_in_the_order_of_time(ada: User):
    """Beat stood still for two months: bids close first, reminders nobody needs any more are skipped, then the end."""
    project, sent = bidding.with_bids(ada)
    months = timedelta(days=60)
    project.deadlines.update(due_at=F("due_at") - months)
    Project.objects.filter(pk=project.pk).update(bids_close_at=F("bids_close_at") - months)
    deadlines.meet_due()
    project.refresh_from_db()
    assert project.state == ProjectState.EXPIRED
    assert all("bid_lapsed" in kinds_of(bidding.owner(bid.agency)) for bid in sent)
    assert not Deadline.objects.filter(met_at__isnull=True).exists()
