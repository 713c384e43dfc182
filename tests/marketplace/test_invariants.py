"""Every promise is broken by raw SQL, behind the code's back, and its question says so."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from agencies.actions import case_studies
from agencies.states import AGENCY
from contracts.actions import contracts
from marketplace.lib import invariants
from projects import invariants as of_projects, tasks
from projects.actions import deadlines, drafts, leads, projects
from projects.matchmaking import runs
from projects.models import DeadlineKind, Lead, Project
from projects.states import BID, PROJECT
from tests import life
from tests.projects import bidding, briefs, market


@pytest.fixture
def market_in_life(ada: User) -> list[Project]:
    """Three projects: matched and answered, called off, a draft. Agencies, one with a picture of its work."""
    made = [life.agency(f"Agency {number}") for number in range(1, 7)]
    answered, called_off = (life.project(ada, title=f"Booking back end {number}") for number in (1, 2))
    for project in (answered, called_off):
        tasks.match_brief(project.versions.get().pk)
    accepted, declined = Lead.objects.filter(project=answered).select_related("agency").order_by("pk")[:2]
    leads.accept(accepted, by=market.owner_of(accepted.agency))
    leads.decline(declined, by=market.owner_of(declined.agency), reason="budget")
    projects.cancel(called_off, by=ada)
    draft = briefs.draft(ada.organisations.get(), by=ada)
    owner = market.owner_of(made[0])
    story = case_studies.add(made[0], by=owner, title="Seat booking", text="Seats.", services=["python-back-end"])
    case_studies.add_picture(story, image=ContentFile(_webp(), "seats.webp"), alt="Seats", by=owner)
    return [answered, called_off, draft]


@pytest.fixture
def bids_in_life(market_in_life: list[Project], ada: User) -> list[Project]:
    """Beside the others three with two bids and a draft each: awarded, given up, open."""
    made = [_with_bids(ada, title=f"Harbour screens {number}") for number in range(3)]
    awarded, given_up, _open = made
    for project in (awarded, given_up):
        _meet(project, DeadlineKind.BIDS_CLOSE)
    chosen = awarded.bids.standing().order_by("pk")[0]
    contracts.award(chosen, by=ada, seen_version=1, replies=bidding.replies(chosen))
    _meet(given_up, DeadlineKind.GIVE_UP)
    return made


def _with_bids(client: User, *, title: str) -> Project:
    project = life.project(client, title=title, seats=3)
    tasks.match_brief(project.versions.get().pk)
    first, second, third = project.leads.select_related("agency").order_by("pk")
    for lead in (first, second, third):
        leads.accept(lead, by=market.owner_of(lead.agency))
    for lead in (first, second):
        bidding.send(lead)
    bidding.begin(third)
    return project


def _meet(project: Project, kind: str) -> None:
    row = project.deadlines.get(kind=kind)
    assert deadlines.meet(row, at=row.due_at)


def _webp() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP")
    return out.getvalue()


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def _unguard(*tables: str) -> None:
    """Lift the triggers of these tables for the transaction, as somebody with the database's password might."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")


ONE_LEAD = "(SELECT MIN(id) FROM projects_lead WHERE state = 'offered')"
OPEN = "(SELECT MIN(id) FROM projects_project WHERE state = 'open')"
ONE_RUN = "(SELECT MIN(id) FROM projects_matchrun)"
EVENT = "project_id, number, kind, at, data, previous_hash, hash"
LONG_AGO = "'2020-01-01 00:00:00+00:00'"
BROKEN = {
    "accounts.an_organisation_with_people_has_an_owner": ["UPDATE accounts_membership SET role = 'member'"],
    "accounts.a_spent_form_says_where_it_led": [
        f"INSERT INTO accounts_spenttoken VALUES ('0123456789abcdef0123456789abcdef', '', {LONG_AGO})"
    ],
    "agencies.agencies_are_what_their_history_says": ["UPDATE agencies_agency SET state = 'paused'"],
    "agencies.every_version_of_a_profile_is_kept": ["DELETE FROM agencies_profileversion WHERE number = 1"],
    "agencies.shares_of_services_make_a_whole": ["UPDATE agencies_agencyservice SET focus = 90"],
    "contracts.both_sides_are_told_of_their_contract": [
        "DELETE FROM notifications_delivery",
        "DELETE FROM notifications_notification WHERE kind = 'contract_made'",
    ],
    "contracts.every_award_is_a_contract_on_the_version_that_was_seen": [
        "UPDATE projects_bid SET state = 'declined', decline_reason = 'price' WHERE state = 'awarded'"
    ],
    "marketplace.jobs_are_done_pending_or_dead_with_a_reason": [
        f"UPDATE notifications_delivery SET dead_at = {LONG_AGO}"
    ],
    "marketplace.jobs_that_are_due_are_worked_at": [f"UPDATE notifications_delivery SET due_at = {LONG_AGO}"],
    "marketplace.histories_are_unbroken": [
        f"INSERT INTO projects_projectevent ({EVENT}) VALUES ({OPEN}, 99, 'praised', {LONG_AGO}, '{{}}', '', '')"
    ],
    "marketplace.every_file_has_its_row_and_every_row_its_file": [
        "UPDATE agencies_casestudypicture SET image = 'case-studies/gone.webp'"
    ],
    "notifications.every_notification_is_on_its_way": ["DELETE FROM notifications_delivery"],
    "notifications.a_delivery_that_is_done_says_how_it_ended": [
        f"UPDATE notifications_delivery SET done_at = {LONG_AGO}"
    ],
    "projects.a_project_is_awarded_with_exactly_one_bid": [
        "UPDATE projects_project SET state = 'deciding' WHERE state = 'awarded'"
    ],
    "projects.bids_are_what_their_history_says": [
        f"UPDATE projects_bid SET state = 'lapsed', decided_at = {LONG_AGO} WHERE state = 'draft'"
    ],
    "projects.bids_stand_only_for_projects_that_choose": [
        "UPDATE projects_project SET state = 'expired' WHERE state = 'open'"
    ],
    "projects.deadlines_are_there_and_met": [
        f"UPDATE projects_deadline SET due_at = {LONG_AGO} WHERE kind = 'decide_0'"
    ],
    "projects.every_bid_that_ended_was_answered": [
        "DELETE FROM notifications_delivery",
        "DELETE FROM notifications_notification WHERE kind = 'bid_declined'",
    ],
    "projects.receipts_are_the_hash_of_what_is_kept": ["UPDATE projects_bidcontent SET total = total + 1"],
    "projects.versions_of_a_bid_have_no_gaps_and_came_in_time": [
        "UPDATE projects_bid SET version = 2 WHERE state = 'submitted'"
    ],
    "projects.projects_are_what_their_history_says": [
        "UPDATE projects_project SET state = 'expired' WHERE state = 'draft'"
    ],
    "projects.leads_are_what_their_history_says": [
        f"UPDATE projects_lead SET state = 'lapsed', closed_at = {LONG_AGO} WHERE id = {ONE_LEAD}"
    ],
    "projects.versions_of_a_brief_have_no_gaps": ["UPDATE projects_project SET version = 2 WHERE state = 'open'"],
    "projects.runs_count_what_they_kept": [
        f"UPDATE projects_match SET rank = 77 WHERE rank = 2 AND run_id = {ONE_RUN}"
    ],
    "projects.no_project_has_more_open_leads_than_seats": [f"UPDATE projects_project SET seats = 3 WHERE id = {OPEN}"],
    "projects.leads_come_from_the_run_of_their_brief": ["UPDATE projects_lead SET seat_kind = 'draw'"],
    "projects.no_lead_is_open_for_a_project_that_is_closed": [
        "UPDATE projects_project SET state = 'cancelled' WHERE state = 'open'"
    ],
    "projects.closed_leads_say_when": ["UPDATE projects_lead SET closed_at = NULL WHERE state = 'withdrawn'"],
    "projects.leads_that_nobody_answers_are_let_go": [f"UPDATE projects_lead SET answer_by = {LONG_AGO}"],
    "projects.what_is_posted_is_matched_or_waits_for_it": [
        "UPDATE projects_briefversion SET done_at = NULL, due_at = NULL"
    ],
    "projects.everybody_who_is_asked_is_told": [
        "DELETE FROM notifications_delivery",
        "DELETE FROM notifications_notification WHERE kind = 'lead_offered'",
    ],
    "projects.every_client_is_told_that_the_brief_was_matched": [
        "DELETE FROM notifications_delivery",
        "DELETE FROM notifications_notification WHERE kind = 'brief_matched'",
    ],
}
ONLY_ON_POSTGRESQL = {"notifications.everybody_is_told_once"}


GUARDED = ("projects_bidcontent", "projects_bidversion", "contracts_contract", "projects_bid")
"""Tables whose triggers stand before a question that has to be asked all the same."""


def test_what_actions_made_breaks_nothing(bids_in_life: list[Project]) -> None:
    life.assert_unharmed()


def test_every_broken_promise_is_found(bids_in_life: list[Project]) -> None:
    unnoticed = []
    for promise, statements in BROKEN.items():
        with transaction.atomic():
            _unguard(*GUARDED)
            _execute(*statements)
            if promise not in life.broken():
                unnoticed.append(promise)
            transaction.set_rollback(True)
    assert unnoticed == []
    life.assert_unharmed()


OTHER_WAYS = {
    "a version that came late": (
        f"UPDATE projects_project SET bids_close_at = {LONG_AGO} WHERE state = 'open'",
        "projects.versions_of_a_bid_have_no_gaps_and_came_in_time",
    ),
    "a version that is gone": (
        "DELETE FROM projects_bidcontent",
        "projects.receipts_are_the_hash_of_what_is_kept",
    ),
    "a price of another currency": (
        "UPDATE projects_bidcontent SET currency = 'USD'",
        "projects.receipts_are_the_hash_of_what_is_kept",
    ),
    "a draft of a project that is over": (
        "UPDATE projects_bid SET state = 'draft' WHERE state = 'lapsed' AND version = 0",
        "projects.bids_stand_only_for_projects_that_choose",
    ),
    "a second award": (
        (
            "UPDATE projects_bid SET state = 'awarded' WHERE state = 'lapsed' AND id = "
            "(SELECT MIN(id) FROM projects_bid WHERE state = 'lapsed' AND version > 0)"
        ),
        "projects.a_project_is_awarded_with_exactly_one_bid",
    ),
    "a bid that lapsed without a word": (
        "DELETE FROM notifications_notification WHERE kind = 'bid_lapsed'",
        "projects.every_bid_that_ended_was_answered",
    ),
    "no deadline for what is open": (
        "DELETE FROM projects_deadline WHERE kind = 'bids_close'",
        "projects.deadlines_are_there_and_met",
    ),
    "an award without a contract": (
        "DELETE FROM contracts_contract",
        "contracts.every_award_is_a_contract_on_the_version_that_was_seen",
    ),
    "a contract on somebody else's version": (
        (
            "UPDATE contracts_contract SET version_id = "
            "(SELECT MAX(v.id) FROM projects_bidversion v WHERE v.bid_id <> contracts_contract.bid_id)"
        ),
        "contracts.every_award_is_a_contract_on_the_version_that_was_seen",
    ),
    "a winner who was not told": (
        "DELETE FROM notifications_notification WHERE kind = 'bid_awarded'",
        "contracts.both_sides_are_told_of_their_contract",
    ),
}


def test_each_other_way_a_bid_can_be_wrong_is_found(bids_in_life: list[Project]) -> None:
    unnoticed = []
    for way, (statement, promise) in OTHER_WAYS.items():
        with transaction.atomic():
            _unguard(*GUARDED, "contracts_contractevent")
            _execute("DELETE FROM notifications_delivery", "DELETE FROM contracts_contractevent", statement)
            if promise not in life.broken():
                unnoticed.append(way)
            transaction.set_rollback(True)
    assert unnoticed == []
    life.assert_unharmed()


@pytest.mark.postgres
def test_somebody_told_twice_is_found_where_the_constraint_is_missing(market_in_life: list[Project]) -> None:
    columns = "recipient_id, kind, event, facts, path, created_at"
    _execute(
        "ALTER TABLE notifications_notification DROP CONSTRAINT told_once_per_person_and_event",
        f"INSERT INTO notifications_notification (code, {columns}) "
        f"SELECT 'twice', {columns} FROM notifications_notification LIMIT 1",
    )
    assert "notifications.everybody_is_told_once" in life.broken()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_briefversion SET dead_at = due_at, done_at = due_at, failure = 'no'",
        "UPDATE projects_briefversion SET dead_at = due_at, lease_until = due_at, failure = 'no'",
        "UPDATE projects_briefversion SET attempts = 6",
    ],
)
def test_each_way_a_job_can_be_wrong_is_found(ada: User, statement: str) -> None:
    life.project(ada)
    _execute(statement)
    assert "marketplace.jobs_are_done_pending_or_dead_with_a_reason" in life.broken()


def test_a_job_given_up_with_its_reason_breaks_nothing(ada: User) -> None:
    life.project(ada)
    _execute(f"UPDATE projects_briefversion SET dead_at = {LONG_AGO}, failure = 'It breaks the engine.'")
    life.assert_unharmed()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_briefversion SET due_at = NULL",
        f"UPDATE projects_briefversion SET done_at = {LONG_AGO}",
    ],
)
def test_a_brief_that_nobody_would_ever_match_is_found(ada: User, statement: str) -> None:
    life.project(ada)
    life.assert_unharmed()
    _execute(statement)
    assert list(life.broken()) == ["projects.what_is_posted_is_matched_or_waits_for_it"]


def test_a_file_that_no_row_names_is_found_once_it_is_old(market_in_life: list[Project]) -> None:
    name = default_storage.save("case-studies/nobodys.webp", ContentFile(b"x"))
    life.assert_unharmed()
    old = time.time() - 3600
    os.utime(Path(default_storage.path(name)), (old, old))
    assert list(life.broken()) == ["marketplace.every_file_has_its_row_and_every_row_its_file"]


def test_every_question_has_a_row_that_breaks_it() -> None:
    assert set(invariants.everything()) == BROKEN.keys() | ONLY_ON_POSTGRESQL


def test_every_move_of_a_project_bid_or_agency_has_its_event() -> None:
    from agencies import invariants as of_agencies

    assert {move.to for move in PROJECT.values()} <= set(of_projects.STATE_AFTER.values())
    assert {move.to for move in BID.values()} <= set(of_projects.BID_AFTER.values())
    assert {move.to for move in AGENCY.values()} <= set(of_agencies.STATE_AFTER.values())


# --- what is taken over, expired, edited ---------------------------------------------------------------


def test_an_expired_draft_breaks_nothing(ada: User) -> None:
    draft = briefs.draft(ada.organisations.get(), by=ada)
    drafts.expire_idle(at=draft.expires_at)
    assert Project.objects.get().state == "expired"
    life.assert_unharmed()


# --- the command ---------------------------------------------------------------------------------------


def _say(**options: object) -> str:
    out = StringIO()
    call_command("verify_invariants", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_it_says_that_all_hold() -> None:
    assert _say() == f"All {len(invariants.everything())} promises hold.\n"


@pytest.mark.django_db
def test_it_names_each_promise_when_asked() -> None:
    assert "projects.closed_leads_say_when: holds" in _say(verbosity=2)


def test_it_lists_what_is_broken_and_fails(ada: User) -> None:
    life.project(ada)
    _execute("UPDATE projects_project SET state = 'cancelled'")
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 of \d+ promises are broken"):
        call_command("verify_invariants", stdout=out)
    assert "projects.projects_are_what_their_history_says: broken" in out.getvalue()
    assert f"Project {Project.objects.get().code} is cancelled, and its history says open." in out.getvalue()


def test_a_long_list_is_cut(ada: User) -> None:
    for number in range(22):
        briefs.draft(ada.organisations.get(), by=ada, title=f"Draft number {number}")
    _execute("UPDATE projects_project SET state = 'cancelled'")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_invariants", stdout=out)
    assert "  and 2 more" in out.getvalue()


def test_a_question_that_fails_stops_no_other(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    life.project(ada)
    monkeypatch.setattr("projects.invariants.STATE_AFTER", None)
    assert list(life.broken()) == ["projects.projects_are_what_their_history_says"]
    assert "could not be checked: TypeError" in str(life.broken())


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_keeps_it_from_writing() -> None:
    with pytest.raises(DatabaseError), invariants.reading():
        Project.objects.create()
    Project.objects.create()  # and lets others write again


def test_keys_come_in_batches(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants, "BATCH", 2)
    made = [briefs.draft(ada.organisations.get(), by=ada).pk for _ in range(5)]
    assert list(invariants.batches(Project.objects.all())) == [made[:2], made[2:4], made[4:]]


def test_the_history_says_what_became_of_a_run(market_in_life: list[Project]) -> None:
    """A run's own numbers are those that the history kept of it."""
    run = runs.latest_run(market_in_life[0])
    assert run is not None
    said = market_in_life[0].events.get(kind="matched").data
    assert (said["considered"], said["eligible"], said["fitting"]) == (run.considered, run.eligible, run.fitting)
