"""A run is kept whole, once per version, and says the same when computed again."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from marketplace.lib import jobs
from matching.index import AgencyIndex
from matching.ranking import rank
from matching.types import Brief, Profile
from notifications.models import Notification
from projects import periodic, tasks
from projects.actions import leads
from projects.matchmaking import runs
from projects.matchmaking.standing import Standing
from projects.models import BriefVersion, Lead, Match, MatchRun, ProjectEvent
from tests import factories
from tests.projects import market

pytestmark = pytest.mark.django_db


def test_a_run_keeps_scores_that_are_the_sum_of_their_parts(ada: User) -> None:
    market.agencies(3)
    run = market.match(market.project(ada))
    assert run.considered == run.eligible == run.matches.count() == 3
    for match in run.matches.all():
        reasons = runs.match_of(match).reasons
        assert float(match.score) == pytest.approx(sum(reason.points for reason in reasons), abs=0.01)
        assert reasons


def test_matching_tells_the_client_and_the_history(ada: User) -> None:
    market.agencies(2)
    project = market.matched(ada)
    told = Notification.objects.get(recipient=ada, kind="brief_matched")
    assert told.facts["asked"] == 2
    kinds = list(project.events.order_by("number").values_list("kind", flat=True))
    assert kinds == ["matched", "offered", "offered"]
    assert ProjectEvent.broken_links(project) == []


def test_matching_twice_changes_nothing(ada: User) -> None:
    market.agencies(2)
    project = market.matched(ada)
    market.match(project)
    assert (MatchRun.objects.count(), Lead.objects.count(), Notification.objects.count()) == (1, 2, 3)


def test_the_database_refuses_a_second_run_of_a_version(ada: User) -> None:
    run = market.match(market.project(ada))
    run.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save(force_insert=True)


def test_the_database_refuses_impossible_matches(ada: User) -> None:
    market.agencies(2)
    first, second = market.match(market.project(ada)).matches.order_by("rank")
    for changes in ({"score": 101}, {"rank": first.rank}, {"agency": first.agency}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.filter(pk=second.pk).update(**changes)


# --- the last version wins ----------------------------------------------------------------------------


def _claimed(project: object) -> BriefVersion:
    version = jobs.claim(BriefVersion, project.versions.get(number=1).pk)  # type: ignore[attr-defined]
    assert version is not None
    return version


def test_a_brief_edited_while_it_is_matched_leaves_no_run_and_no_notice(ada: User) -> None:
    market.agencies(2)
    project = market.project(ada)
    version = _claimed(project)
    outcome = runs.compute(version)
    market.edit(project, title="Another brief")
    with transaction.atomic():
        assert runs.store(version, outcome) is None
    assert not MatchRun.objects.exists()
    assert not Notification.objects.exists()
    assert BriefVersion.objects.get(pk=version.pk).job_state == "done"
    assert market.match(project).brief.title == "Another brief"
    assert Notification.objects.filter(kind="brief_matched").count() == 1


def test_control_without_the_edit_the_same_outcome_is_kept(ada: User) -> None:
    market.agencies(2)
    version = _claimed(market.project(ada))
    with transaction.atomic():
        assert runs.store(version, runs.compute(version)) is not None


def test_a_project_called_off_while_it_is_matched_asks_nobody(ada: User) -> None:
    market.agencies(2)
    project = market.project(ada)
    version = _claimed(project)
    outcome = runs.compute(version)
    project.state = "cancelled"
    project.save()
    with transaction.atomic():
        assert runs.store(version, outcome) is None
    assert not Lead.objects.exists()


def test_a_worker_that_lost_its_lease_keeps_nothing(ada: User) -> None:
    version = _claimed(market.project(ada))
    outcome = runs.compute(version)
    BriefVersion.objects.filter(pk=version.pk).update(lease_token=None, lease_until=None)
    with pytest.raises(runs.LeaseLost), transaction.atomic():
        runs.store(version, outcome)
    assert not MatchRun.objects.exists()


def test_a_brief_that_breaks_the_engine_is_given_up_and_the_others_go_on(ada: User) -> None:
    market.agencies(2)
    poison = market.project(ada, languages=7)
    good = market.project(ada)
    for _ in range(BriefVersion.MOST_ATTEMPTS):
        BriefVersion.objects.filter(done_at=None, dead_at=None).update(due_at=factories.timezone.now())
        for pk in BriefVersion.objects.values_list("pk", flat=True):
            tasks.match_brief(pk)
    dead, done = poison.versions.get(), good.versions.get()
    assert (dead.job_state, done.job_state) == ("dead", "done")
    assert "TypeError" in dead.failure
    periodic.sweep_matching()
    assert poison.versions.get().attempts == BriefVersion.MOST_ATTEMPTS


# --- computed again -----------------------------------------------------------------------------------


def test_a_replay_says_the_same_after_the_profiles_were_edited(ada: User) -> None:
    agencies = market.agencies(3)
    run = market.match(market.project(ada))
    agencies[0].description = "We only make films now."
    agencies[0].save()
    factories.profile_version(agencies[0])
    agencies[1].state = "paused"
    agencies[1].save()
    lead = Lead.objects.order_by("pk")[0]
    leads.decline(lead, by=market.owner_of(lead.agency), reason="budget")
    assert runs.replay(MatchRun.objects.get(pk=run.pk)) == []


@pytest.mark.parametrize(
    "tamper",
    [
        lambda run: run.matches.filter(rank=1).update(score=1),
        lambda run: run.matches.filter(rank=2).update(seat_order=9),
        lambda run: run.matches.filter(rank=3).update(probability=0.5),
        lambda run: MatchRun.objects.filter(pk=run.pk).update(others=runs.packed({"ranked_lower": [99]})),
        lambda run: MatchRun.objects.filter(pk=run.pk).update(fitting=77),
        lambda run: MatchRun.objects.filter(pk=run.pk).update(weights={**run.weights, "text": 1.0}),
        lambda run: run.brief.__class__.objects.filter(pk=run.brief_id).update(text="Something else entirely."),
    ],
)
def test_a_replay_finds_what_was_changed(ada: User, tamper: object) -> None:
    market.agencies(4)
    run = market.match(market.project(ada))
    tamper(run)  # type: ignore[operator]
    assert runs.replay(MatchRun.objects.select_related("brief__project").get(pk=run.pk))


def test_the_seed_is_the_projects_own_and_another_for_each_version(ada: User) -> None:
    project = market.project(ada)
    first = runs.seed_of(project.versions.get())
    assert runs.seed_of(project.versions.get()) == first
    market.edit(project)
    assert runs.seed_of(project.versions.get(number=2)) != first
    assert 0 <= first < 2**63


def test_an_agency_drawn_from_behind_the_rows_kept_has_a_row_too() -> None:
    text = "Booking back ends in Python for ferries."
    index = AgencyIndex.from_profiles(
        Profile(key=str(number), text=text, services={"python-back-end": 100}) for number in range(1, 231)
    )
    brief = Brief(key="far", title="Booking back end in Python", text=text, services=("python-back-end",))
    # Everybody but the last of the ranking was asked a lot lately, so the draw can only take that one.
    last = rank(index, brief, seed=5, keep=1).rest_keys[-1]
    standings = [
        Standing(int(key), 1, True, 3, 0, 0 if key == last else 9, date(2020, 1, 1)) for key in index.columns.keys
    ]
    outcome = runs._outcome(
        index,
        brief,
        standings=standings,
        seed=5,
        seats=5,
        least_score=10,
        lottery_from=4,
        offers_leads=True,
        on=date(2026, 1, 1),
    )
    assert outcome.plan.seats[-1].key == last
    assert last in {match.key for _, match in outcome.rows}


# --- who is read --------------------------------------------------------------------------------------


def test_a_paused_agency_is_left_out_with_its_reason(ada: User) -> None:
    one, two = market.agencies(2)
    one.state = "paused"
    one.save()
    run = market.match(market.project(ada))
    assert runs.unpacked(run.others) == {"not_accepting": [one.pk]}
    assert [match.agency for match in run.matches.all()] == [two]


def test_a_match_without_offers_reads_paused_agencies_as_well_and_asks_nobody(ada: User) -> None:
    one, _two = market.agencies(2)
    one.accepting_leads = False
    one.save()
    project = market.project(ada, offers_leads=False)
    run = market.match(project)
    assert run.matches.count() == 2
    assert not Lead.objects.exists()
    assert not Notification.objects.exists()
    assert runs.replay(run) == []


def test_nobody_to_ask_is_told_with_what_narrows_most(ada: User) -> None:
    for number in range(4):
        market.agency(f"Dear {number}", minimum_budget=5_000_000)
    market.matched(ada, budget_kind="range", budget_low=100_000, budget_high=2_000_000)
    told = Notification.objects.get(recipient=ada, kind="brief_matched")
    assert told.facts["asked"] == 0
    assert "A budget of up to €60,000 adds 4 agencies." in told.facts["narrows"]


def test_case_studies_from_the_day_of_the_brief_on_are_not_read(ada: User) -> None:
    made = market.agency("Later", description="We do things.", services={})
    factories.case_study(agency=made, title="Booking back end for ferries", finished_on=date(2017, 3, 1))
    factories.profile_version(made)
    before = market.match(market.project(ada, dated_on=date(2017, 3, 1)))
    after = market.match(market.project(ada, dated_on=date(2017, 3, 2)))
    assert before.matches.get().score < after.matches.get().score
