"""The client's bids side by side: what stands there, who sees it, and what a press does."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Role, User
from marketplace.lib.money import Money
from projects.actions import bids as bidding_actions, drafts, outcomes, projects as project_actions, remarks
from projects.bid_terms import Milestone
from projects.models import Bid, Project, Remark
from projects.states import BidState, ProjectState
from projects.views import prices
from projects.views.prices import Budget
from tests import factories
from tests.projects import bidding

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_ada(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def compare(project: Project) -> str:
    return f"/projects/{project.code}/bids/"


def at(bid: Bid, verb: str = "") -> str:
    return f"{compare(bid.project)}{bid.code}/{verb + '/' if verb else ''}"


def _page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def _member_of(ada: User) -> User:
    joined = factories.member(
        name="Cleo Marsh", email="cleo@client.example", organisation=ada.organisations.get(), role=Role.MEMBER
    )
    return joined.user


# --- the table ---------------------------------------------------------------------------------------


def test_each_bid_is_a_column_with_what_is_weighed(of_ada: Client, ada: User) -> None:
    project, bids = bidding.with_bids(ada)
    page = _page(of_ada, compare(project))
    assert "Compare 3 bids" in page
    for bid in bids:
        assert f'id="bid-{bid.code}"' in page
        assert f'Read the whole bid<span class="sr-only">, {bid.agency.name}' in page
    assert page.count("€70,000") == 3
    for text in ("Booking core", "12 weeks", "Card terminals", "You give us an export", "Version 1, sent"):
        assert text in page, text
    assert "3 bids name something" in page
    assert 'role="region"' in page


def test_of_an_agency_that_revised_only_the_newest_version_stands_there(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    bidding.send(first.lead, milestones=(Milestone("All of it", bidding.START, 5_000_000),))
    page = _page(of_ada, compare(project))
    assert "Version 2, sent" in page
    assert page.count("€50,000") == 2  # the price and its one milestone
    assert page.count("€70,000") == 2


@pytest.mark.parametrize(
    ("low", "high", "minor", "words"),
    [
        (6_000_000, 8_500_000, 7_000_000, "Inside your range"),
        (6_000_000, 8_500_000, 8_500_000, "Inside your range"),
        (6_000_000, 8_500_000, 9_120_000, "€6,200 above your range"),
        (6_000_000, 8_500_000, 5_800_000, "€2,000 below your range"),
        (None, 8_500_000, 9_000_000, "€5,000 above your budget"),
        (None, 8_500_000, 1, "Inside your budget"),
        (6_000_000, None, 5_000_000, "€10,000 below your budget"),
        (6_000_000, 6_000_000, 6_000_000, "Inside your budget"),
        (None, None, 1, "You stated no budget"),
    ],
)
def test_a_price_is_put_in_words_beside_the_budget(low: int | None, high: int | None, minor: int, words: str) -> None:
    price = prices.price_of(Money(minor, "EUR"), Budget(low, high, "EUR"))
    assert price.words == words
    assert (price.bar is None) is (low is None and high is None)
    assert price.is_above is ("above" in words)


def test_amounts_of_two_currencies_are_not_compared() -> None:
    price = prices.price_of(Money(7_000_000, "SEK"), Budget(6_000_000, 8_500_000, "EUR"))
    assert (price.words, price.bar) == ("Your budget is in EUR", None)


def test_an_end_after_the_day_it_is_needed_says_so(of_ada: Client, ada: User) -> None:
    project, _bids = bidding.with_bids(ada, bids=1)
    ends_on = bidding.terms().ends_on
    project.versions.update(ends_on=ends_on - timedelta(days=3))
    assert "3 days after the day you need it" in _page(of_ada, compare(project))
    project.versions.update(ends_on=ends_on)
    assert "after the day you need it" not in _page(of_ada, compare(project))


def _order(page: str, bids: list[Bid]) -> list[str]:
    return [code for code in re.findall(r'<th scope="col" id="bid-(\w+)"', page) if code in {bid.code for bid in bids}]


def test_bids_are_put_in_order_by_links(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    first, second, third = project.leads.order_by("pk")
    dear = bidding.send(first, starts_on=bidding.START)
    cheap = bidding.send(
        second,
        starts_on=bidding.START + timedelta(days=20),
        milestones=(Milestone("All", bidding.START + timedelta(days=30), 100),),
    )
    early = bidding.send(third, starts_on=bidding.START - timedelta(days=5))
    rows = [dear, cheap, early]
    assert _order(_page(of_ada, f"{compare(project)}?sort=price"), rows)[0] == cheap.code
    assert _order(_page(of_ada, f"{compare(project)}?sort=start"), rows) == [early.code, dear.code, cheap.code]
    by_fit = _order(_page(of_ada, compare(project)), rows)
    for odd in ("?sort=fit", "?sort=nonsense", "?sort=", "?sort=__class__", "?sort=price&sort=x"):
        assert _order(_page(of_ada, f"{compare(project)}{odd}"), rows) == by_fit, odd


def test_before_a_bid_arrived_the_page_names_who_is_asked(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    page = _page(of_ada, compare(project))
    assert "No bid has arrived yet" in page
    for lead in project.leads.all():
        assert lead.agency.name in page
    assert "Download" not in page


def test_a_project_that_ended_without_bids_says_so(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    project_actions.cancel(project, by=ada)
    page = _page(of_ada, compare(project))
    assert "No bid arrived" in page
    assert "Still to come" not in page


@pytest.mark.parametrize("state", ["draft", "cancelled", "expired"])
@pytest.mark.parametrize("rest", ["", "download/"])
def test_what_was_never_published_has_no_bids_to_show(of_ada: Client, ada: User, state: str, rest: str) -> None:
    project = drafts.begin(typed={}, by=ada, organisation=ada.organisations.get())
    Project.objects.filter(pk=project.pk).update(state=state)
    response = of_ada.get(f"{compare(project)}{rest}")
    assert (response.status_code, response.headers["Location"]) == (302, project.get_absolute_url())


def test_a_draft_has_no_such_page(of_ada: Client, ada: User) -> None:
    draft = Project.objects.create(organisation=ada.organisations.get(), created_by=ada)
    assert of_ada.get(compare(draft)).status_code == 302


def test_declined_bids_stand_below_and_withdrawn_ones_are_named_without_content(of_ada: Client, ada: User) -> None:
    project, (first, second, third) = bidding.with_bids(ada)
    outcomes.decline(first, by=ada, reply=outcomes.Reply("price", "Half of it <b>would</b> do."), seen_version=1)
    bidding_actions.withdraw(second, by=bidding.owner(second.agency), reason="no_capacity")
    page = _page(of_ada, compare(project))
    assert _order(page, [first, second, third]) == [third.code]
    assert "Half of it &lt;b&gt;would&lt;/b&gt; do." in page
    assert f"{second.agency.name} sent a bid and withdrew it." in page
    assert second.code not in page
    assert of_ada.get(at(second)).status_code == 404
    assert "Half of it" in _page(of_ada, at(first))


def test_an_awarded_project_shows_the_choice_and_decides_nothing_more(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    outcomes.award(first, by=ada, seen_version=1, replies=bidding.replies(first))
    page = _page(of_ada, compare(project))
    assert f"You chose {first.agency.name}." in page
    assert "Decline with a reason" not in page
    assert _order(page, [first]) == [first.code]


def test_as_many_queries_for_eight_bids_as_for_one(of_ada: Client, ada: User, query_count: Callable[..., int]) -> None:
    eight, rows = bidding.with_bids(ada, bids=8)
    assert len(rows) == 8
    for bid in rows:
        remarks.note(bid, text="Call them.", seen_version=0, by=ada)
    for_eight = query_count(lambda: of_ada.get(compare(eight)))
    for bid in rows[1:]:
        Bid.objects.filter(pk=bid.pk).update(state=BidState.WITHDRAWN)
    assert query_count(lambda: of_ada.get(compare(eight))) == for_eight
    assert for_eight <= 25


# --- who sees it -------------------------------------------------------------------------------------


def test_strangers_rivals_and_the_bidder_find_nothing(
    client: Client, ada: User, mallory: User, request: pytest.FixtureRequest
) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    rival: User = request.getfixturevalue("rival")  # after the match: an agency without a profile is not for the engine
    urls = [compare(project), f"{compare(project)}download/", at(first), at(first, "decline")]
    for person in (mallory, rival, bidding.owner(first.agency)):
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [404] * 4
        for verb in ("note", "shortlist", "decline"):
            assert client.post(at(first, verb), {"note": "x", "on": "1", "reason": "price"}).status_code == 404
    assert not Remark.objects.exists()
    first.refresh_from_db()
    assert first.state == BidState.SUBMITTED


def test_a_bid_of_another_project_of_the_same_client_is_not_found(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    other = factories.open_project(organisation=ada.organisations.get())
    for verb in ("", "note", "shortlist", "decline"):
        url = f"{compare(other)}{first.code}/{verb + '/' if verb else ''}"
        answer = of_ada.post(url, {"reason": "price"}) if verb else of_ada.get(url)
        assert answer.status_code == 404, verb
    assert of_ada.get(f"{compare(project)}nothere/").status_code == 404


def test_a_draft_that_was_never_sent_is_not_found(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    bid = bidding.begin(project.leads.first())
    assert of_ada.get(at(bid)).status_code == 404
    assert bid.code not in _page(of_ada, compare(project))


def test_a_member_reads_and_notes_and_does_not_decide(client: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    client.force_login(_member_of(ada))
    page = _page(client, compare(project))
    assert "Owners and managers decide" in page
    assert 'popovertarget="decline-' not in page
    assert client.post(at(first, "note"), {"note": "Nice team", "seen_version": "0"}).status_code == 302
    assert client.post(at(first, "shortlist"), {"on": "1"}).status_code == 302
    assert Remark.objects.get().note == "Nice team"
    answer = client.post(at(first, "decline"), {"reason": "price", "seen_version": "1"})
    assert answer.status_code == 403
    assert "Owners and managers decide" in answer.content.decode()
    assert "Owners and managers decide" in _page(client, at(first, "decline"))


def test_while_agencies_write_the_award_is_disabled_with_the_reason(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada)
    bidding.send(project.leads.first())
    page = _page(of_ada, compare(project))
    assert "2 agencies are still writing" in page
    assert "/award/?bid=" not in page


# --- one in full -------------------------------------------------------------------------------------


def test_one_bid_in_full_has_all_it_says_and_no_receipt(of_ada: Client, ada: User) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    bidding.send(first.lead)
    page = _page(of_ada, at(first))
    for text in (
        "We moved a ferry line",
        "Forty sample bookings pass.",
        "Grace Lind",
        "Card terminals",
        "sent version 2",
    ):
        assert text in page, text
    for version in first.versions.all():
        assert version.receipt not in page
    assert bidding.owner(first.agency).name not in page


# --- notes and the shortlist -------------------------------------------------------------------------


def test_a_note_is_kept_and_stands_there_again(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    answer = of_ada.post(at(first, "note"), {"note": "Ask <who> is on call", "seen_version": "0"})
    assert answer.headers["Location"] == f"{compare(project)}#bid-{first.code}"
    assert "Ask &lt;who&gt; is on call" in _page(of_ada, compare(project))


def test_with_htmx_note_and_shortlist_come_back_alone(of_ada: Client, ada: User) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    htmx = {"HX-Request": "true"}
    noted = of_ada.post(at(first, "note"), {"note": "Good", "seen_version": "0"}, headers=htmx)
    assert noted.status_code == 200
    assert "<html" not in noted.content.decode()
    assert 'name="seen_version" value="1"' in noted.content.decode()
    listed = of_ada.post(at(first, "shortlist"), {"on": "1"}, headers=htmx).content.decode()
    assert "Shortlisted" in listed
    assert "<html" not in listed
    off = of_ada.post(at(first, "shortlist"), {"on": "0"}, headers=htmx).content.decode()
    assert "Shortlisted" not in off
    assert Remark.objects.get().shortlisted_at is None


@pytest.mark.parametrize("seen", ["0", "", "abc", "-1", "1" * 40])
def test_a_note_that_a_colleague_changed_answers_409_with_both_texts(of_ada: Client, ada: User, seen: str) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    remarks.note(first, text="Theirs stands.", seen_version=0, by=_member_of(ada))
    posted = {"note": "Mine comes late.", "seen_version": seen}
    answer = of_ada.post(at(first, "note"), posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs stands." in page
    assert "Mine comes late.</textarea>" in page
    part = of_ada.post(at(first, "note"), posted, headers={"HX-Request": "true"})
    assert part.status_code == 422  # HTMX takes this one in
    assert "Theirs stands." in part.content.decode()
    whole = of_ada.post(at(first, "note"), {**posted, "from": "bid"})
    assert whole.status_code == 409
    assert "Bid of " in whole.content.decode()
    assert Remark.objects.get().note == "Theirs stands."
    again = of_ada.post(at(first, "note"), {"note": "Mine comes late.", "seen_version": "1"})
    assert again.status_code == 302
    assert Remark.objects.get().note == "Mine comes late."


def test_a_note_too_long_is_refused_and_nothing_typed_is_lost(of_ada: Client, ada: User) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    answer = of_ada.post(at(first, "note"), {"note": "x" * 5_001, "seen_version": "0"})
    assert answer.status_code == 422
    assert "Shorten this to 5000 characters" in answer.content.decode()
    assert "x" * 5_001 in answer.content.decode()


# --- declining ---------------------------------------------------------------------------------------


def test_declining_tells_the_reason_and_moves_the_bid_below(of_ada: Client, ada: User) -> None:
    project, (first, *_others) = bidding.with_bids(ada)
    assert "Thank you for your bid" in _page(of_ada, at(first, "decline"))
    answer = of_ada.post(at(first, "decline"), {"reason": "timing", "note": "Too late.", "seen_version": "1"})
    assert answer.headers["Location"] == compare(project)
    first.refresh_from_db()
    assert (first.state, first.decline_reason, first.decline_note) == (BidState.DECLINED, "timing", "Too late.")
    assert of_ada.post(at(first, "decline"), {"reason": "price", "seen_version": "1"}).status_code == 302
    first.refresh_from_db()
    assert first.decline_reason == "timing"
    assert "nothing to decline any more" in _page(of_ada, at(first, "decline"))


@pytest.mark.parametrize(
    ("posted", "says"),
    [
        ({}, "Choose the reason that comes closest."),
        ({"reason": "cancelled"}, "Choose one of the reasons listed."),
        ({"reason": "nonsense"}, "Choose one of the reasons listed."),
        ({"reason": "other"}, "Say in a few words"),
        ({"reason": "other", "note": "Thank you for your bid and for the work you put into it."}, "Say in a few words"),
        ({"reason": "price", "note": "x" * 1_001}, "Shorten this to 1000 characters"),
    ],
)
def test_a_reason_is_needed_and_other_says_which(of_ada: Client, ada: User, posted: dict[str, str], says: str) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    answer = of_ada.post(at(first, "decline"), {"seen_version": "1", **posted})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    first.refresh_from_db()
    assert first.state == BidState.SUBMITTED


@pytest.mark.parametrize("seen", ["1", "abc", "-1", str(10**30), ""])
def test_a_bid_revised_meanwhile_is_not_declined_and_the_form_stays(of_ada: Client, ada: User, seen: str) -> None:
    _project, (first, *_others) = bidding.with_bids(ada)
    bidding.send(first.lead)
    answer = of_ada.post(at(first, "decline"), {"reason": "team", "note": "As typed.", "seen_version": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "version 2" in page
    assert "As typed.</textarea>" in page
    assert 'name="seen_version" value="2"' in page
    first.refresh_from_db()
    assert first.state == BidState.SUBMITTED


def test_declining_when_the_project_is_over_answers_409(of_ada: Client, ada: User) -> None:
    project, (_first, second, _third) = bidding.with_bids(ada)
    outcomes.award(second, by=ada, seen_version=1, replies=bidding.replies(second))
    assert Project.objects.get(pk=project.pk).state == ProjectState.AWARDED
    answer = of_ada.post(at(second, "decline"), {"reason": "price", "note": "Late.", "seen_version": "1"})
    assert answer.status_code == 409
    assert "Late." in answer.content.decode()


# --- download ----------------------------------------------------------------------------------------


def test_the_download_holds_plain_amounts_and_no_formula(of_ada: Client, ada: User) -> None:
    project = bidding.project(ada, agencies=2)
    for lead in project.leads.all():
        lead.agency.name = f"=HYPERLINK({lead.agency.name})"
        lead.agency.save(update_fields=["name"])
        bidding.send(lead, team=("@SUM(A1)",), assumptions=("-2+3",), currency="JPY")
    answer = of_ada.get(f"{compare(project)}download/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bids-{project.code}.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(row["Agency"] for row in rows) == ["'=HYPERLINK(Agency 1)", "'=HYPERLINK(Agency 2)"]
    for row in rows:
        assert (row["Price"], row["Currency"], row["Milestones"]) == ("7000000", "JPY", "2")
        assert (row["Team"], row["Assumptions"], row["Left out"]) == ("'@SUM(A1)", "'-2+3", "Card terminals")
        assert (row["Start"], row["Weeks"]) == ("2027-03-01", "12")
