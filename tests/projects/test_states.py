"""What becomes of a project, a lead and a bid in each state with each action: whole tables, not only what is usual.

A cell is the state that follows; `=` is allowed and changes nothing, `-` is refused, `.` can't be asked.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from contracts.actions import contracts
from projects.actions import bids, deadlines, drafts, leads, outcomes, projects, questions
from projects.models import Bid, BidDraft, DeadlineKind, Lead, Project
from projects.states import BidState, LeadState, ProjectState
from tests import factories
from tests.projects import bidding, briefs
from tests.projects.test_state_machine import REFUSED

pytestmark = pytest.mark.django_db

PROJECTS = """
                publish  cancel     expire   award    close     give_up
    draft       open     cancelled  expired  .        =         =
    held        =        cancelled  =        .        =         =
    open        =        cancelled  =        awarded  deciding  =
    deciding    =        cancelled  =        awarded  =         expired
    awarded     =        -          =        =        =         =
    cancelled   =        =          =        -        =         =
    expired     =        -          =        -        =         =
"""

LEADS = """
                accept    decline   lapse   begin  ask  cancel     close
    offered     accepted  declined  lapsed  -      =    withdrawn  lapsed
    accepted    =         declined  =       =      =    withdrawn  lapsed
    with_a_bid  =         -         =       =      =    withdrawn  =
    declined    -         =         =       -      -    =          =
    lapsed      -         -         =       -      -    =          =
    withdrawn   -         -         =       -      -    =          =
"""

BIDS = """
                 begin  save  submit     withdraw   give_back  decline   award    cancel    close   give_up
    draft        =      =     submitted  withdrawn  withdrawn  -         -        lapsed    lapsed  =
    submitted    =      =     =          withdrawn  -          declined  awarded  declined  =       =
    weighed      =      -     -          withdrawn  -          declined  awarded  declined  =       lapsed
    awarded      =      -     -          -          -          -         =        -         =       =
    declined     =      -     -          -          -          =         -        =         =       =
    called_off   =      -     -          -          -          =         -        =         =       =
    withdrawn    =      -     -          =          =          -         -        =         =       =
    thrown_away  =      -     -          =          =          -         -        =         =       =
    lapsed       =      -     -          -          -          -         -        -         =       =
    unsent       =      -     -          -          -          -         -        -         =       =
"""

Act = Callable[[], object]


def rows(table: str) -> list[tuple[str, dict[str, str]]]:
    head, *body = [line.split() for line in table.strip().splitlines()]
    return [(state, dict(zip(head, cells, strict=True))) for state, *cells in body]


def cell(act: Act, state: Callable[[], str]) -> str:
    """What the action does, undone afterwards."""
    before = state()
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
        except (*REFUSED, projects.NotPublishable):
            said = "-"
        else:
            after = state()
            said = "=" if after == before else after
        transaction.set_rollback(True)
    return said


def assert_as_in(expected: dict[str, str], acts: dict[str, Act], state: Callable[[], str]) -> None:
    assert {name: cell(act, state) for name, act in acts.items() if expected[name] != "."} == {
        name: said for name, said in expected.items() if said != "."
    }


def meet(project: Project, kind: str) -> bool:
    row = project.deadlines.filter(kind=kind).first()
    return row is not None and deadlines.meet(row, at=row.due_at)


# --- projects ------------------------------------------------------------------------------------------


def project_in(state: str, ada: User) -> Project:
    house = ada.organisations.get()
    if state == ProjectState.DRAFT:
        return briefs.draft(house, by=ada)
    if state == ProjectState.HELD:  # no action leads there yet
        made = factories.open_project(organisation=house)
        Project.objects.filter(pk=made.pk).update(state=state)
        return Project.objects.get(pk=made.pk)
    made, (bid,) = bidding.with_bids(ada, bids=1)
    if state in {ProjectState.DECIDING, ProjectState.EXPIRED}:
        meet(made, DeadlineKind.BIDS_CLOSE)
    if state == ProjectState.EXPIRED:
        meet(made, DeadlineKind.GIVE_UP)
    if state == ProjectState.AWARDED:
        contracts.award(bid, by=ada, seen_version=1, replies={})
    if state == ProjectState.CANCELLED:
        projects.cancel(made, by=ada)
    return Project.objects.get(pk=made.pk)


@pytest.mark.parametrize(("state", "expected"), rows(PROJECTS))
def test_projects_go_where_the_table_says(ada: User, state: str, expected: dict[str, str]) -> None:
    project = project_in(state, ada)
    assert project.state == state
    brief = briefs.briefs.read(briefs.all_answers()).brief()

    def publish() -> Project:
        seen = project.answers_version
        return projects.publish(project, brief=brief, bid_days=7, seats=5, seen_version=seen, by=ada)

    def award() -> object:
        return contracts.award(project.bids.select_related("project").get(), by=ada, seen_version=1, replies={})

    acts: dict[str, Act] = {
        "publish": publish,
        "cancel": lambda: projects.cancel(project, by=ada),
        "expire": lambda: drafts.expire_idle(at=project.created_at + timedelta(days=1000)),
        "award": award,
        "close": lambda: meet(project, DeadlineKind.BIDS_CLOSE),
        "give_up": lambda: meet(project, DeadlineKind.GIVE_UP),
    }
    assert_as_in(expected, acts, lambda: Project.objects.get(pk=project.pk).state)


# --- leads ---------------------------------------------------------------------------------------------


def lead_in(state: str, ada: User) -> Lead:
    project = bidding.project(ada, agencies=1)
    lead = project.leads.get()
    by = bidding.owner(lead.agency)
    if state in {LeadState.OFFERED, LeadState.LAPSED}:
        Lead.objects.filter(pk=lead.pk).update(state=LeadState.OFFERED, answered_at=None, answered_by=None)
        lead.refresh_from_db()
    if state == LeadState.LAPSED:
        leads.lapse(lead, at=lead.answer_by)
    if state == LeadState.DECLINED:
        leads.decline(lead, by=by, reason="budget")
    if state == LeadState.WITHDRAWN:
        projects.cancel(project, by=ada)
    if state == "with_a_bid":
        bidding.send(lead)
    return Lead.objects.select_related("agency", "project").get(pk=lead.pk)


@pytest.mark.parametrize(("state", "expected"), rows(LEADS))
def test_leads_go_where_the_table_says(ada: User, state: str, expected: dict[str, str]) -> None:
    lead = lead_in(state, ada)
    assert lead.state == ("accepted" if state == "with_a_bid" else state)
    by = bidding.owner(lead.agency)
    acts: dict[str, Act] = {
        "accept": lambda: leads.accept(lead, by=by),
        "decline": lambda: leads.decline(lead, by=by, reason="budget"),
        "lapse": lambda: leads.lapse(lead, at=lead.answer_by),
        "begin": lambda: bids.begin(lead, by=by),
        "ask": lambda: questions.ask(lead, text="Why?", by=by),
        "cancel": lambda: projects.cancel(lead.project, by=ada),
        "close": lambda: meet(lead.project, DeadlineKind.BIDS_CLOSE),
    }
    assert_as_in(expected, acts, lambda: Lead.objects.get(pk=lead.pk).state)


# --- bids ----------------------------------------------------------------------------------------------


def bid_in(state: str, ada: User) -> Bid:
    lead = bidding.project(ada, agencies=1).leads.get()
    by = bidding.owner(lead.agency)
    unsent = state in {"draft", "thrown_away", "unsent"}
    bid = bidding.begin(lead) if unsent else bidding.send(lead)
    if state in {"weighed", "lapsed", "unsent"}:
        meet(bid.project, DeadlineKind.BIDS_CLOSE)
    if state == "lapsed":
        meet(bid.project, DeadlineKind.GIVE_UP)
    if state == "awarded":
        contracts.award(bid, by=ada, seen_version=1, replies={})
    if state == "declined":
        outcomes.decline(bid, by=ada, reply=outcomes.Reply("price"), seen_version=1)
    if state == "called_off":
        projects.cancel(bid.project, by=ada)
    if state in {"withdrawn", "thrown_away"}:
        bids.withdraw(bid, by=by, reason="no_capacity")
    return Bid.objects.select_related("project", "agency", "lead").get(pk=bid.pk)


SEEN_AS = {"weighed": "submitted", "called_off": "declined", "thrown_away": "withdrawn", "unsent": "lapsed"}


@pytest.mark.parametrize(("state", "expected"), rows(BIDS))
def test_bids_go_where_the_table_says(ada: User, state: str, expected: dict[str, str]) -> None:
    bid = bid_in(state, ada)
    assert bid.state == SEEN_AS.get(state, state)
    assert bid.state in BidState.values
    by = bidding.owner(bid.agency)
    at = bid.project.bids_close_at if bid.project.state == ProjectState.DECIDING else None
    saved = BidDraft.objects.get(bid=bid).answers_version

    def save() -> BidDraft:
        return bids.save(bid, typed={"letter": "Another"}, seen_version=saved, by=by, at=at)

    def submit() -> object:
        """What was saved since, where saving is still possible: else as if it had been."""
        BidDraft.objects.filter(bid=bid).update(answers_version=saved + 1)
        return bids.submit(bid, terms=bidding.terms(), seen_version=saved + 1, by=by, at=at)

    acts: dict[str, Act] = {
        "begin": lambda: bids.begin(bid.lead, by=by, at=at),
        "save": save,
        "submit": submit,
        "withdraw": lambda: bids.withdraw(bid, by=by, reason="no_capacity"),
        "give_back": lambda: leads.decline(bid.lead, by=by, reason="budget"),
        "decline": lambda: outcomes.decline(bid, by=ada, reply=outcomes.Reply("price"), seen_version=bid.version),
        "award": lambda: contracts.award(bid, by=ada, seen_version=bid.version, replies={}),
        "cancel": lambda: projects.cancel(bid.project, by=ada),
        "close": lambda: meet(bid.project, DeadlineKind.BIDS_CLOSE),
        "give_up": lambda: meet(bid.project, DeadlineKind.GIVE_UP),
    }
    assert_as_in(expected, acts, lambda: Bid.objects.get(pk=bid.pk).state)


def test_the_tables_name_every_state() -> None:
    named = {name: [state for state, _ in rows(table)] for name, table in (("p", PROJECTS), ("l", LEADS), ("b", BIDS))}
    assert set(named["p"]) == set(ProjectState.values)
    assert set(named["l"]) == {*LeadState.values, "with_a_bid"}
    assert set(named["b"]) == {*BidState.values, *SEEN_AS}
