"""The award page: facts repeated, replies to the others, and every way in which it may be too late."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.form_tokens import FIELD
from accounts.models import Role, User
from agencies.models import Agency
from contracts.models import Contract
from marketplace.templatetags.ui import day
from projects.actions import bids as bid_actions, outcomes, projects as project_actions
from projects.bid_terms import Milestone
from projects.models import Bid, Project
from projects.states import BidState, ProjectState
from tests import factories
from tests.projects import bidding

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_ada(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def url(project: Project) -> str:
    return f"/projects/{project.code}/award/"


def form(chosen: Bid, **changes: object) -> dict[str, object]:
    """What the page would post for this bid, every other standing bid answered."""
    others = list(Bid.objects.standing().filter(project=chosen.project_id).exclude(pk=chosen.pk).order_by("pk"))
    posted: dict[str, object] = {
        "bid": chosen.code,
        "seen_version": str(chosen.version),
        "others": [other.code for other in others],
    }
    for other in others:
        posted |= {f"{other.code}-reason": "experience", f"{other.code}-note": f"To {other.agency.name}."}
    return {**posted, **changes}


def nothing_awarded() -> bool:
    return not Contract.objects.exists() and not Bid.objects.exclude(state__in=["submitted", "withdrawn"]).exists()


def _shown(client: Client, chosen: Bid) -> str:
    return client.get(url(chosen.project), {"bid": chosen.code}).content.decode()


def test_the_page_repeats_the_facts_and_asks_a_reason_for_each_other_bid(of_ada: Client, ada: User) -> None:
    _project, (first, second, third) = bidding.with_bids(ada)
    page = _shown(of_ada, first)
    for text in (f"Award €70,000 to {first.agency.name}", "Version 1 of the bid", "Card terminals"):
        assert text in page, text
    assert "The other 2 agencies are told at once, with your reasons." in page
    for other in (second, third):
        assert f'name="{other.code}-reason"' in page
    assert f'name="{first.code}-reason"' not in page
    assert nothing_awarded()


def test_awarding_makes_the_contract_and_leads_to_it(of_ada: Client, ada: User) -> None:
    project, (first, second, third) = bidding.with_bids(ada)
    answer = of_ada.post(url(project), form(first, **{f"{third.code}-reason": "price"}))
    contract = Contract.objects.get()
    assert answer.headers["Location"] == contract.get_absolute_url()
    told = {bid.pk: (bid.decline_reason, bid.decline_note) for bid in Bid.objects.filter(state=BidState.DECLINED)}
    assert told == {
        second.pk: ("experience", f"To {second.agency.name}."),
        third.pk: ("price", f"To {third.agency.name}."),
    }
    assert of_ada.get(url(project), {"bid": first.code}).headers["Location"] == contract.get_absolute_url()


def test_the_same_award_twice_leads_to_the_same_contract(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    token = re.search(rf'name="{FIELD}" value="([^"]+)"', _shown(of_ada, first))
    assert token
    posted = form(first, **{FIELD: token[1]})
    answers = [of_ada.post(url(project), posted), of_ada.post(url(project), posted)]
    answers.append(of_ada.post(url(project), {**posted, FIELD: ""}))
    assert {answer.headers["Location"] for answer in answers} == {Contract.objects.get().get_absolute_url()}


def test_another_bid_after_the_award_answers_409_with_the_contract(of_ada: Client, ada: User) -> None:
    project, (first, second, _third) = bidding.with_bids(ada)
    late = form(second)
    of_ada.post(url(project), form(first))
    answer = of_ada.post(url(project), late)
    assert answer.status_code == 409
    assert "This project was already awarded." in answer.content.decode()
    assert Contract.objects.get().get_absolute_url() in answer.content.decode()


@pytest.mark.parametrize("seen", ["1", "", "abc", "-1", str(10**30), "1.5", "٢"])
def test_a_bid_revised_meanwhile_answers_409_with_the_new_facts_and_the_form_as_typed(
    of_ada: Client, ada: User, seen: str
) -> None:
    project, (first, second, _third) = bidding.with_bids(ada)
    bidding.send(first.lead, milestones=(Milestone("All of it", bidding.START, 9_900_000),))
    answer = of_ada.post(url(project), form(first, seen_version=seen))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sent version 2" in page
    assert "Award €99,000 to" in page
    assert 'name="seen_version" value="2"' in page
    assert f"To {second.agency.name}.</textarea>" in page
    assert '<option value="experience" selected>' in page
    assert nothing_awarded()


def test_a_form_without_a_version_awards_nothing(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    posted = form(first)
    del posted["seen_version"]
    assert of_ada.post(url(project), posted).status_code == 409
    assert nothing_awarded()


def test_a_bid_that_arrived_meanwhile_answers_409_and_is_named(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    one, two, three = project.leads.order_by("pk")
    first, second = bidding.send(one), bidding.send(two)
    posted = form(first)
    third = bidding.send(three)
    answer = of_ada.post(url(project), posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"New here: {third.agency.name}." in page
    assert f"To {second.agency.name}.</textarea>" in page
    assert f'name="{third.code}-reason"' in page
    assert "Choose the reason" not in page
    assert nothing_awarded()


def test_a_bid_that_went_away_meanwhile_answers_409_and_is_named(of_ada: Client, ada: User) -> None:
    project, (first, second, third) = bidding.with_bids(ada)
    posted = form(first)
    bid_actions.withdraw(third, by=bidding.owner(third.agency), reason="no_capacity")
    answer = of_ada.post(url(project), posted)
    assert answer.status_code == 409
    assert f"No longer here: {third.agency.name}." in answer.content.decode()
    assert f"To {second.agency.name}.</textarea>" in answer.content.decode()
    assert nothing_awarded()


def test_a_withdrawn_bid_is_not_awarded(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    posted = form(first)
    bid_actions.withdraw(first, by=bidding.owner(first.agency), reason="no_capacity")
    answer = of_ada.post(url(project), posted)
    assert answer.status_code == 409
    assert "€70,000" not in answer.content.decode()
    assert of_ada.get(url(project), {"bid": first.code}).headers["Location"] == f"/projects/{project.code}/bids/"
    assert nothing_awarded()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": ""}, "Choose the reason that comes closest."),
        ({"reason": "cancelled"}, "Choose one of the reasons listed."),
        ({"reason": "other", "note": ""}, "Say in a few words what the reason is."),
        ({"note": "x" * 1_001}, "Shorten this to 1000 characters"),
    ],
)
def test_each_other_bid_needs_its_reason(of_ada: Client, ada: User, changes: Mapping[str, str], says: str) -> None:
    project, (first, second, third) = bidding.with_bids(ada)
    answer = of_ada.post(
        url(project), form(first, **{f"{second.code}-{name}": value for name, value in changes.items()})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f"To {third.agency.name}.</textarea>" in page
    assert nothing_awarded()


def test_while_agencies_write_the_button_says_so_and_posting_answers_409(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    bid = bidding.send(project.leads.first())
    assert "2 agencies are still writing" in _shown(of_ada, bid)
    answer = of_ada.post(url(project), form(bid))
    assert answer.status_code == 409
    assert "2 agencies are still writing" in answer.content.decode()
    assert nothing_awarded()


def test_a_member_sees_the_page_and_may_not_award(client: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    joined = factories.member(
        name="Cleo Marsh", email="cleo@client.example", organisation=ada.organisations.get(), role=Role.MEMBER
    )
    client.force_login(joined.user)
    assert "Owners and managers decide" in _shown(client, first)
    answer = client.post(url(project), form(first))
    assert answer.status_code == 403
    assert "Owners and managers decide" in answer.content.decode()
    assert nothing_awarded()


def test_strangers_rivals_and_the_bidder_find_nothing(
    client: Client, ada: User, mallory: User, request: pytest.FixtureRequest
) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    rival: User = request.getfixturevalue("rival")  # after the match: an agency without a profile is not for the engine
    for person in (mallory, rival, bidding.owner(first.agency)):
        client.force_login(person)
        assert client.get(url(project), {"bid": first.code}).status_code == 404
        assert client.post(url(project), form(first)).status_code == 404
    assert nothing_awarded()


@pytest.mark.parametrize("code", ["", "nothere", "x" * 5_000, "٢", "' OR 1=1"])
def test_an_unknown_bid_is_not_found(of_ada: Client, ada: User, code: str) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    assert of_ada.get(url(project), {"bid": code}).status_code == 404
    assert of_ada.post(url(project), form(first, bid=code)).status_code == 404
    assert of_ada.post(url(project)).status_code == 404


def test_a_bid_of_another_project_or_never_sent_is_not_found(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    other = factories.open_project(organisation=ada.organisations.get())
    assert of_ada.post(url(other), form(first)).status_code == 404
    lead = project.leads.order_by("pk").last()
    Bid.objects.filter(lead=lead).update(state=BidState.WITHDRAWN, version=0)
    unsent = Bid.objects.get(lead=lead)
    assert of_ada.post(url(project), form(unsent)).status_code == 404


def test_codes_of_foreign_bids_among_the_others_award_nothing_and_show_nothing(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    posted = form(first)
    answer = of_ada.post(url(project), {**posted, "others": [*posted["others"], "nothere"]})  # type: ignore[misc]
    assert answer.status_code == 409
    assert "nothere" not in answer.content.decode()
    assert nothing_awarded()


def test_a_cancelled_project_answers_409(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    posted = form(first)
    project_actions.cancel(project, by=ada)
    assert of_ada.post(url(project), posted).status_code == 409
    assert Project.objects.get(pk=project.pk).state == ProjectState.CANCELLED
    assert not Contract.objects.exists()


def test_an_award_that_is_overtaken_under_the_lock_keeps_the_form(
    of_ada: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the view looked at may change before the lock is had: the action's refusal is drawn as well."""
    project, (first, second, third) = bidding.with_bids(ada)
    posted = form(first)

    def overtaken(bid: Bid, *, by: User, **rest: object) -> Contract:
        outcomes.decline(third, by=by, reply=outcomes.Reply("price"), seen_version=1)
        raise outcomes.OtherBids

    monkeypatch.setattr("contracts.actions.contracts.award", overtaken)
    answer = of_ada.post(url(project), posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"To {second.agency.name}.</textarea>" in page
    assert f'name="{third.code}-reason"' not in page


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_percent_sign_in_an_agencys_name_breaks_no_sentence(of_ada: Client, ada: User, reason: str) -> None:
    project, (first, second, _third) = bidding.with_bids(ada)
    Agency.objects.filter(pk=second.agency_id).update(name="100% Web %(value)s")
    answer = of_ada.post(url(project), form(first, **{f"{second.code}-reason": reason}))
    assert answer.status_code == 422
    assert "100% Web %(value)s: Choose " in answer.content.decode()
    assert nothing_awarded()


def test_a_bid_is_not_chosen_after_the_day_until_which_it_stands(of_ada: Client, ada: User) -> None:
    project, (first, second, _third) = bidding.with_bids(ada)
    until = timezone.localdate() - timedelta(days=2)
    first = bidding.send(first.lead, stands_until=until)
    said = f"stood until {date_format(until, 'j F Y')} and can&#x27;t be chosen any more."
    page = _shown(of_ada, first)
    assert said in page
    assert "can&#x27;t be taken back" not in page, "no form"
    answer = of_ada.post(url(project), form(first))
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert nothing_awarded()
    for shown in (f"/projects/{project.code}/bids/", f"/projects/{project.code}/bids/{first.code}/"):
        page = of_ada.get(shown).content.decode()
        assert f"This bid stood until {day(until)} and can't be chosen any more." in page
        assert f"?bid={first.code}" not in page
    assert of_ada.post(url(project), form(second)).status_code == 302, "another one can be chosen beside it"
