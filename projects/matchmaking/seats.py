"""Giving a project's free seats away: in the order of its run, to agencies with room, each asked once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from agencies.models import Agency
from agencies.states import AgencyState
from marketplace.lib import clock, money
from projects import notifications
from projects.matchmaking import runs, sentences
from projects.matchmaking.standing import UNCONFIRMED_CAPACITY, of_agencies
from projects.models import Lead, Match, MatchRun, Project, ProjectEvent
from projects.models.leads import OPEN
from projects.states import ProjectState

EXCERPT = 280
"""Characters of the brief quoted when an agency is asked."""


def fill(project: Project, *, at: datetime | None = None) -> list[Lead]:
    """Ask agencies until every seat is taken or nobody is left to ask. Returns the new leads.

    Doing it twice, or twice at once, never asks anybody twice and never gives more seats than there are: the
    project's row is locked, then those of the agencies to be asked, in the order of their keys, and their
    open leads are counted under the lock. `at` is the database's time once the project is locked.
    """
    offered: list[Lead] = []
    while True:
        asked, again = one_pass(project, at=at)
        offered += asked
        if not again:
            return offered


@transaction.atomic
def one_pass(project: Project, *, at: datetime | None = None) -> tuple[list[Lead], bool]:
    """Lock and ask whoever seems to have room. True for another pass, when somebody's room was gone by then.

    No transaction makes two passes: locks on agencies are always taken in one order, so nobody deadlocks.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    at = at or clock.now()
    run = runs.latest_run(project)
    if run is None or not may_ask(project, run, at):
        return [], False
    free = project.seats - project.leads.filter(OPEN).count()
    if free <= 0:
        return [], False
    waiting = list(in_turn(run))
    roomy = with_room([match.agency_id for match in waiting], at)
    chosen = [match for match in waiting if match.agency_id in roomy][:free]
    agencies = lock_agencies([match.agency_id for match in chosen])
    still_roomy = with_room(agencies, at)
    offered = [
        _offer(project, run, match, agencies[match.agency_id], at) for match in chosen if match.agency_id in still_roomy
    ]
    return offered, len(offered) < len(chosen)


def may_ask(project: Project, run: MatchRun, at: datetime) -> bool:
    """Whether the project asks agencies at all at the moment."""
    if project.state != ProjectState.OPEN or not (project.offers_leads and run.offers_leads):
        return False
    return project.bids_close_at is None or project.bids_close_at > at


def in_turn(run: MatchRun) -> QuerySet[Match]:
    """Those of the run who may get a seat and were not asked yet, whoever comes next first."""
    asked = Lead.objects.filter(project=run.brief.project_id, agency=OuterRef("agency"))
    return run.matches.filter(~Exists(asked), seat_order__isnull=False).order_by("seat_order", "pk")


def with_room(agencies: Iterable[int], at: datetime) -> set[int]:
    """Which of these take leads and have fewer open ones than they want at once."""
    standings = of_agencies(at, only=agencies)
    return {each.agency for each in standings if each.taking and each.open_leads < each.capacity}


def lock_agencies(keys: Iterable[int]) -> dict[int, Agency]:
    """The agencies, locked in the order of their keys until the transaction ends.

    The lock spares keys: when matches are committed the database checks that their agencies exist, all of them,
    and two commits that each lock what the other checks would wait for ever.
    """
    rows = Agency.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return {agency.pk: agency for agency in rows}


def _offer(project: Project, run: MatchRun, match: Match, agency: Agency, at: datetime) -> Lead:
    closes_at = project.bids_close_at or at + timedelta(hours=settings.LEAD_ANSWER_HOURS)
    lead = Lead.objects.create(
        project=project,
        agency=agency,
        brief=run.brief,
        match=match,
        seat_kind=match.seat_kind,
        offered_at=at,
        answer_by=min(at + timedelta(hours=settings.LEAD_ANSWER_HOURS), closes_at),
    )
    ProjectEvent.record(
        project,
        "offered",
        by=None,
        at=at,
        lead=lead.code,
        agency=agency.pk,
        score=str(match.score),
        seat=match.seat_kind,
        probability=match.probability,
    )
    notifications.lead_offered(lead, facts=_facts(lead), at=at)
    return lead


def _facts(lead: Lead) -> dict[str, Any]:
    """What the agency is told of the lead. Of the others only how many seats there are besides its own."""
    match, brief = runs.match_of(lead.match), lead.brief
    return {
        "score": int(match.score),  # as the fit glyph shows it, never rounded up into the next word
        "excerpt": excerpt(brief.text),
        "reasons": sentences.reasons_of(match, "agency"),
        "gap": sentences.gap_of(match, "agency"),
        "budget": money.show_range(brief.budget_low, brief.budget_high, brief.currency),
        "others": lead.project.seats - 1,
        "seats": lead.project.seats,
        "capacity": lead.agency.capacity,
        "bids_close_at": lead.project.bids_close_at,
        "answer_by_at": lead.answer_by,
    }


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text in one line, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


# --- what the clock looks for --------------------------------------------------------------------------


def unfilled(at: datetime, *, limit: int = 200) -> list[int]:
    """Keys of open projects with a free seat and somebody with room who was not asked yet."""
    fresh = Q(agency__capacity_confirmed_at__gt=at - timedelta(days=settings.CAPACITY_CONFIRM_DAYS))
    capacity = Case(
        When(fresh, then=F("agency__capacity")),
        default=Least(F("agency__capacity"), Value(UNCONFIRMED_CAPACITY)),
        output_field=IntegerField(),
    )
    askable = Match.objects.filter(
        ~Exists(Lead.objects.filter(project=OuterRef("run__brief__project"), agency=OuterRef("agency"))),
        run__brief__project=OuterRef("pk"),
        run__brief__number=OuterRef("version"),
        run__offers_leads=True,
        seat_order__isnull=False,
        agency__state=AgencyState.PUBLISHED,
        agency__accepting_leads=True,
    ).annotate(busy=_open_leads(agency=OuterRef("agency")), wants=capacity)
    projects = Project.objects.filter(
        Q(bids_close_at__isnull=True) | Q(bids_close_at__gt=at), state=ProjectState.OPEN, offers_leads=True
    ).annotate(taken=_open_leads(project=OuterRef("pk")))
    found = projects.filter(Exists(askable.filter(busy__lt=F("wants"))), taken__lt=F("seats"))
    return list(found.order_by("published_at", "pk").values_list("pk", flat=True)[:limit])


def _open_leads(**whose: Any) -> Coalesce:
    """How many open leads an outer row has."""
    (name,) = whose
    counted = Lead.objects.filter(OPEN, **whose).order_by().values(name).annotate(leads=Count("pk"))
    return Coalesce(Subquery(counted.values("leads")), 0)
