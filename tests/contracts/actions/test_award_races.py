"""Awards, withdrawals, revisions, cancellations and deadlines at the same moment, on PostgreSQL."""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from contracts.actions import contracts
from contracts.models import Contract, ContractEvent
from marketplace.lib.workflow import InvalidTransition
from projects.actions import bids, deadlines, leads, outcomes, projects, questions, remarks
from projects.matchmaking import seats
from projects.models import Bid, BidDraft, BidEvent, Deadline, DeadlineKind, Lead, Project, ProjectEvent, Question
from tests import life
from tests.projects import bidding, market
from tests.races import at_once, wait_for_connections

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("races"),  # fifty connections twice are more than a server has by default
]
ROUNDS = 20
AT_ONCE = 50
PAIR_ROUNDS = 3
ROOM = 50
"""Open leads of an agency: what one round leaves open takes no seat from the next."""
REFUSALS = (
    InvalidTransition,
    PermissionDenied,
    bids.BidsClosed,
    bids.StaleBid,
    outcomes.AlreadyAwarded,
    outcomes.BidChanged,
    outcomes.BidExpired,
    outcomes.OtherBids,
)


@pytest.fixture(autouse=True)
def a_connection_each(transactional_db: None) -> Iterator[None]:
    """Without the pool, whose eight connections would let eight at a time through, and with time for fifty in a row.

    What a request may wait for a lock is another matter: here the last of fifty waits for all the others.
    """
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    options.pop("pool", None)
    options["options"] = "-c statement_timeout=120000 -c lock_timeout=120000"
    yield
    connection.close()
    options.clear()
    options.update(before)


@pytest.fixture
def four_agencies(ada: User) -> None:
    market.agencies(4, capacity=ROOM)


@pytest.fixture
def two_agencies(ada: User) -> None:
    market.agencies(2, capacity=ROOM)


def award_all_at_once(ada: User, *, same: bool) -> tuple[Project, list[Exception]]:
    """Fifty awards of one project: of one bid, or of each of its bids in turn."""
    project, sent = bidding.with_bids(ada, bids=4)
    replies = {bid.pk: bidding.replies(bid) for bid in sent}

    def award(number: int) -> Contract:
        bid = Bid.objects.select_related("project").get(pk=sent[0 if same else number % len(sent)].pk)
        return contracts.award(bid, by=ada, seen_version=1, replies=replies[bid.pk])

    wait_for_connections(AT_ONCE)
    results, failures = at_once(AT_ONCE, award)
    assert len(results) + len(failures) == AT_ONCE
    return project, failures


@pytest.mark.usefixtures("four_agencies")
@pytest.mark.parametrize("same", [False, True])
def test_fifty_awards_at_once_give_one_contract(ada: User, same: bool):
    for _round in range(ROUNDS // 2):
        project, failures = award_all_at_once(ada, same=same)
        assert Contract.objects.filter(project=project).count() == 1
        assert project.bids.filter(state="awarded").count() == 1
        assert not project.bids.standing().exists()
        assert [repr(failure) for failure in failures if not isinstance(failure, outcomes.AlreadyAwarded)] == []
        assert same == (not failures)
        assert BidEvent.objects.filter(bid__project=project, kind="awarded").count() == 1
        assert not ProjectEvent.broken_links(project)


@pytest.mark.usefixtures("four_agencies")
def test_without_lock_and_constraints_there_are_more(ada: User, monkeypatch: pytest.MonkeyPatch):
    """The control: the same fifty awards, with what guards them taken away."""
    monkeypatch.setattr(outcomes, "lock", lambda project, at: (Project.objects.get(pk=project.pk), timezone.now()))
    monkeypatch.setattr(outcomes, "advance", _save_without_asking)
    monkeypatch.setattr(ProjectEvent, "record", lambda *_, **__: None)
    monkeypatch.setattr(BidEvent, "record", lambda *_, **__: None)
    monkeypatch.setattr(ContractEvent, "record", lambda *_, **__: None)
    before = _guards()
    with _without_constraints():
        assert _guards() != before
        project, _failures = award_all_at_once(ada, same=False)
        contracts_made = Contract.objects.filter(project=project).count()
    assert contracts_made > 1
    assert _guards() == before


@pytest.mark.usefixtures("two_agencies")
def test_the_control_puts_the_guards_back_when_it_fails(ada: User):
    _project, sent = bidding.with_bids(ada, bids=2)
    before = _guards()

    def fail_with_two_awards() -> None:
        with _without_constraints():
            Bid.objects.filter(pk__in=[bid.pk for bid in sent]).update(state="awarded", decided_at=timezone.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_with_two_awards()
    assert _guards() == before


def _save_without_asking(instance: models.Model, action: str, workflow: Any, **changes: Any) -> None:
    instance.state = workflow[action].to  # type: ignore[attr-defined]
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.save()


def _guards() -> list[tuple[str, ...]]:
    """Constraints, indexes and triggers of both tables as PostgreSQL would write them."""
    tables = "('projects_bid'::regclass, 'contracts_contract'::regclass)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN {tables} "
            f"UNION SELECT tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger "
            f"WHERE tgrelid IN {tables} AND NOT tgisinternal "
            f"UNION SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            f"WHERE indrelid IN {tables} ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


@contextmanager
def _without_constraints() -> Iterator[None]:
    """Take away what forbids a second contract or award. What broke it meanwhile goes before it is put back."""
    constraint = next(each for each in Bid._meta.constraints if each.name == "one_awarded_bid_per_project")
    columns = ("project_id", "bid_id", "version_id")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Bid, constraint)
        editor.execute("ALTER TABLE contracts_contract DISABLE TRIGGER USER")
        for column in columns:
            editor.execute(f"ALTER TABLE contracts_contract DROP CONSTRAINT contracts_contract_{column}_key")
    try:
        yield
    finally:
        connection.cursor().execute("TRUNCATE contracts_contract CASCADE")
        Bid.objects.filter(state="awarded").update(state="submitted")
        with connection.schema_editor() as editor:
            editor.add_constraint(Bid, constraint)
            editor.execute("ALTER TABLE contracts_contract ENABLE TRIGGER USER")
            for column in columns:
                editor.execute(
                    f"ALTER TABLE contracts_contract ADD CONSTRAINT contracts_contract_{column}_key UNIQUE ({column})"
                )


# --- every pair ----------------------------------------------------------------------------------------

Move = Callable[[Project, Bid, User], object]


def _award(project: Project, bid: Bid, ada: User) -> object:
    other = project.bids.exclude(pk=bid.pk).get()
    return contracts.award(
        Bid.objects.select_related("project").get(pk=bid.pk),
        by=ada,
        seen_version=1,
        replies={other.code: outcomes.Reply("price")},
    )


def _withdraw(_project: Project, bid: Bid, _ada: User) -> object:
    return bids.withdraw(Bid.objects.get(pk=bid.pk), by=bidding.owner(bid.agency), reason="no_capacity")


def _revise(_project: Project, bid: Bid, _ada: User) -> object:
    by = bidding.owner(bid.agency)
    draft = BidDraft.objects.get(bid=bid)
    draft = bids.save(bid, typed={"letter": "Revised"}, seen_version=draft.answers_version, by=by)
    return bids.submit(bid, terms=bidding.terms(weeks=20), seen_version=draft.answers_version, by=by)


def _cancel(project: Project, _bid: Bid, ada: User) -> object:
    return projects.cancel(project, by=ada)


def _deadline(project: Project, _bid: Bid, _ada: User) -> object:
    row = project.deadlines.get(kind=DeadlineKind.BIDS_CLOSE)
    return deadlines.meet(row, at=row.due_at)


MOVES: dict[str, Move] = {
    "award": _award,
    "withdraw": _withdraw,
    "revise": _revise,
    "cancel": _cancel,
    "deadline": _deadline,
}


def _try(move: Move, project: Project, bid: Bid, ada: User) -> None:
    try:
        move(project, bid, ada)
    except REFUSALS:
        return  # refused is an answer: what counts is what the database holds afterwards


def _shape(project: Project) -> tuple[object, ...]:
    """What two outcomes are compared by: states, versions, reasons and the contract; and that the logs are whole."""
    assert not ProjectEvent.broken_links(project)
    sent = project.bids.order_by("pk")
    assert not any(BidEvent.broken_links(bid) for bid in sent)
    contract = Contract.objects.filter(project=project).select_related("version").first()
    return (
        Project.objects.get(pk=project.pk).state,
        tuple(sent.values_list("state", "version", "decline_reason")),
        contract.version.number if contract else None,
        tuple(sorted(project.events.values_list("kind", flat=True))),
        tuple(project.leads.order_by("pk").values_list("state", flat=True)),
    )


@pytest.mark.usefixtures("two_agencies")
@pytest.mark.parametrize("pair", list(itertools.combinations(MOVES, 2)), ids="+".join)
def test_two_moves_at_once_end_as_some_order_would(ada: User, pair: tuple[str, str]):
    moves = [MOVES[name] for name in pair]
    serial = set()
    for order in (moves, moves[::-1]):
        project, (bid, _other) = bidding.with_bids(ada, bids=2)
        for move in order:
            _try(move, project, bid, ada)
        serial.add(_shape(project))
    for _round in range(PAIR_ROUNDS):
        project, (bid, _other) = bidding.with_bids(ada, bids=2)
        _results, failures = at_once(2, lambda number: _try(moves[number], project, bid, ada))  # noqa: B023
        assert failures == []
        assert _shape(project) in serial


# --- everything at once --------------------------------------------------------------------------------

THREADS = 16
EACH = 13
"""Operations a thread: a little over 200 in all."""
NO_DEADLOCK = (
    *REFUSALS,
    leads.AnsweredTooLate,
    leads.BidStands,
    bids.NoSeat,
    questions.QuestionsClosed,
    questions.TooManyQuestions,
    questions.AnsweredBefore,
    remarks.StaleNote,
)


def _everything(project: Project, ada: User, chance: random.Random) -> Callable[[], object]:
    """Something that somebody does to the project: often what its lead or bid allows, sometimes not."""
    lead = chance.choice(list(project.leads.select_related("agency", "project")))
    by = bidding.owner(lead.agency)
    bid = Bid.objects.select_related("project", "agency").filter(lead=lead).first()
    words = str(chance.random())
    question = Question.objects.filter(project=project).order_by("?").first()
    row = chance.choice(list(project.deadlines.select_related("project")))
    calls: list[Callable[[], object]] = [
        lambda: leads.accept(lead, by=by),
        lambda: leads.accept(lead, by=by),
        lambda: leads.decline(lead, by=by, reason="budget"),
        lambda: leads.lapse(lead, at=lead.answer_by),
        lambda: seats.fill(project),
        lambda: questions.ask(lead, text=words, by=by),
        lambda: question and questions.answer(question, text=words, by=ada),
        lambda: question and questions.remind(question, at=question.remind_at),
        lambda: bidding.send(lead),
        lambda: bidding.send(lead),
        lambda: bidding.send(lead),
    ]
    if bid is not None:
        replies = bidding.replies(bid)
        calls += [
            lambda: bids.withdraw(bid, by=by, reason="no_capacity"),
            lambda: remarks.shortlist(bid, on=True, by=ada),
            lambda: remarks.note(bid, text=words, seen_version=0, by=ada),
            lambda: outcomes.decline(bid, by=ada, reply=outcomes.Reply("price"), seen_version=bid.version),
            lambda: contracts.award(bid, by=ada, seen_version=bid.version, replies=replies),
        ]
    if chance.random() < 0.1:
        calls = [lambda: projects.cancel(project, by=ada), lambda: deadlines.meet(row, at=row.due_at)]
    return chance.choice(calls)


def test_everything_at_once_never_deadlocks_and_harms_nothing(ada: User):
    """Few projects and agencies with room for two, so that everybody wants the same rows."""
    made = [life.agency(f"Agency {number}", capacity=2) for number in range(1, 7)]
    wanted = [life.project(ada, seats=3, title=f"Booking back end {number}") for number in range(1, 5)]
    for project in wanted:
        market.match(project)
    assert Lead.objects.count() > 2 * len(made) - 3  # next to no room is left
    outcomes_of: list[str] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        for _operation in range(EACH):
            run = _everything(Project.objects.get(pk=chance.choice(wanted).pk), ada, chance)
            try:
                run()
            except NO_DEADLOCK as refused:
                outcomes_of.append(type(refused).__name__)
            else:
                outcomes_of.append("done")

    before = _deadlocks()
    _results, failures = at_once(THREADS, work)
    assert failures == []
    assert len(outcomes_of) == THREADS * EACH
    assert outcomes_of.count("done") > len(outcomes_of) / 4
    assert _deadlocks() == before
    for row in Deadline.objects.filter(kind=DeadlineKind.BIDS_CLOSE, met_at__isnull=True).select_related("project"):
        deadlines.meet(row, at=row.due_at)
    life.assert_unharmed()


def _deadlocks() -> int:
    """How many PostgreSQL has ended in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)
