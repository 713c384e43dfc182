"""Who hears how it ended: every bidder and everybody asked, once, with a reason."""

import pytest
from django.utils import timezone

from accounts.models import User
from contracts.actions import contracts
from notifications.models import Notification
from projects import notifications
from projects.actions import leads, outcomes
from projects.actions.outcomes import Reply
from projects.models import Lead, Project
from tests.projects import bidding, market
from tests.projects.notifications.telling import told

pytestmark = pytest.mark.django_db


def _owner(lead: Lead) -> User:
    return bidding.owner(lead.agency)


def _facts(kind: str, person: User) -> dict[str, object]:
    facts: dict[str, object] = Notification.objects.get(kind=kind, recipient=person).facts
    return facts


def test_a_declined_bidder_hears_the_reason_once_and_nobody_else_does(ada: User):
    _project, (first, _second, _third) = bidding.with_bids(ada)
    for _ in range(2):
        outcomes.decline(first, by=ada, reply=Reply("timing", "June is too late."), seen_version=1)
    person = _owner(first.lead)
    assert told("bid_declined") == [person]
    facts = _facts("bid_declined", person)
    assert (facts["reason"], facts["note"]) == ("The dates don't fit", "June is too late.")


def test_an_award_tells_each_its_own(ada: User, mallory: User):
    project = bidding.project(ada, agencies=4)
    winner, loser, decliner, writer = project.leads.order_by("pk")
    bid = bidding.send(winner)
    bidding.send(loser)
    leads.decline(decliner, by=_owner(decliner), reason="budget")
    bidding.begin(writer)
    bidding.close(project)
    replies = bidding.replies(bid)
    for _ in range(2):
        contracts.award(bid, by=ada, seen_version=1, replies=replies)
    assert told("bid_awarded") == [_owner(winner)]
    assert told("contract_made") == [ada]
    assert told("bid_declined") == [_owner(loser)]
    assert told("awarded_elsewhere") == sorted([_owner(decliner), _owner(writer)], key=lambda person: person.pk)
    assert "budget too small" in str(_facts("awarded_elsewhere", _owner(decliner))["reason"])
    assert "had sent no bid, in time" in str(_facts("awarded_elsewhere", _owner(writer))["reason"])
    assert _facts("bid_awarded", _owner(winner))["client"] == "Tidewater Ferries"
    assert _facts("contract_made", ada)["by"] == "Ada Quill"


def test_losers_do_not_hear_who_won(ada: User):
    _project, (first, second, _third) = bidding.with_bids(ada)
    contracts.award(first, by=ada, seen_version=1, replies=bidding.replies(first))
    facts = _facts("bid_declined", _owner(second.lead))
    assert first.agency.name not in str(facts)


def test_without_bids_the_client_hears_it_once(ada: User):
    project = bidding.close(bidding.project(ada, agencies=3))
    notifications.no_bids(project, asked=3, at=timezone.now())
    assert told("no_bids") == [ada]
    assert _facts("no_bids", ada)["asked"] == 3
    assert told("bids_closed") == []
    assert len(told("bid_missed")) == 3


def test_a_project_that_nobody_decides_is_told_to_both_sides_once(ada: User):
    project, sent = bidding.with_bids(ada)
    bidding.close(project)
    for _ in range(2):
        outcomes.give_up(Project.objects.get(pk=project.pk))
    assert told("never_decided") == [ada]
    assert _facts("never_decided", ada)["bids"] == 3
    assert told("bid_lapsed") == sorted((_owner(bid.lead) for bid in sent), key=lambda person: person.pk)


def test_people_who_left_or_were_suspended_hear_nothing(ada: User):
    project, (first, second, _third) = bidding.with_bids(ada)
    gone, barred = _owner(first.lead), _owner(second.lead)
    gone.memberships.all().delete()
    barred.suspended_at = timezone.now()
    barred.save(update_fields=["suspended_at"])
    bidding.close(project)
    outcomes.give_up(Project.objects.get(pk=project.pk))
    assert not {gone, barred} & set(told("bid_lapsed"))
    assert len(told("bid_lapsed")) == 1


def test_other_projects_are_not_told(ada: User, mallory: User):
    project, (first, _second, _third) = bidding.with_bids(ada)
    other = market.matched(mallory, seats=3)
    contracts.award(first, by=ada, seen_version=1, replies=bidding.replies(first))
    codes = [lead.code for lead in other.leads.all()]
    told_of = Notification.objects.exclude(kind__in=["lead_offered", "brief_matched"]).values_list("path", flat=True)
    assert not [path for path in told_of if other.code in path or any(code in path for code in codes)]
    assert project.code != other.code
