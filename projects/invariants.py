"""What must hold of projects, runs of the engine, leads and bids, whatever happened."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from marketplace.lib import clock
from marketplace.lib.invariants import ALARM, batches, invariant
from notifications.models import Notification
from projects import envelopes
from projects.models import (
    Bid,
    BidEvent,
    BidVersion,
    BriefVersion,
    Deadline,
    DeadlineKind,
    Lead,
    MatchRun,
    Project,
    ProjectEvent,
)
from projects.models.leads import OPEN, OPEN_STATES
from projects.states import BidState, LeadState, ProjectState

STATE_AFTER = {
    "begun": ProjectState.DRAFT,
    "imported": ProjectState.OPEN,
    "published": ProjectState.OPEN,
    "cancelled": ProjectState.CANCELLED,
    "expired": ProjectState.EXPIRED,
    "bids_closed": ProjectState.DECIDING,
    "ended_without_bids": ProjectState.EXPIRED,
    "ended_undecided": ProjectState.EXPIRED,
    "awarded": ProjectState.AWARDED,
}
LEAD_AFTER = {**{state: state for state in LeadState.values}, "missed": "lapsed", "bid_withdrawn": "declined"}
CLOSED = [ProjectState.DRAFT, ProjectState.CANCELLED, ProjectState.EXPIRED]


@invariant
def projects_are_what_their_history_says() -> Iterator[str]:
    for keys in batches(Project.objects.all()):
        told: dict[int, str] = {}
        events = ProjectEvent.objects.filter(project__in=keys, kind__in=STATE_AFTER).order_by("project_id", "number")
        for project, kind in events.values_list("project", "kind"):
            if kind != "imported" or project not in told:  # imported again, its state stays as it is
                told[project] = STATE_AFTER[kind]
        for pk, code, state in Project.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "code", "state"):
            if told.get(pk) != state:
                yield f"Project {code} is {state}, and its history says {told.get(pk, 'nothing')}."


@invariant
def leads_are_what_their_history_says() -> Iterator[str]:
    for keys in batches(Project.objects.all()):
        events = ProjectEvent.objects.filter(project__in=keys, kind__in=LEAD_AFTER)
        told = {
            data["lead"]: LEAD_AFTER[kind]
            for data, kind in events.order_by("project_id", "number").values_list("data", "kind")
        }
        leads = dict(Lead.objects.filter(project__in=keys).order_by("pk").values_list("code", "state"))
        for code in sorted(leads.keys() | told.keys()):
            if leads.get(code) != told.get(code):
                is_now, was = leads.get(code, "not there"), told.get(code, "nothing")
                yield f"Lead {code} is {is_now}, and the history of its project says {was}."


@invariant
def versions_of_a_brief_have_no_gaps() -> Iterator[str]:
    counted = Project.objects.annotate(kept=Count("versions"), last=Coalesce(Max("versions__number"), 0))
    gaps = counted.exclude(version=F("last"), kept=F("last")).order_by("pk")
    for code, version, kept, last in gaps.values_list("code", "version", "kept", "last").iterator():
        yield f"Project {code} is at brief {version}; {kept} are kept, the last of them {last}."


@invariant
def what_is_posted_is_matched_or_waits_for_it() -> Iterator[str]:
    """Waiting too long is what `jobs_that_are_due_are_worked_at` sees; given up is for staff to replay."""
    current = BriefVersion.objects.filter(project__state=ProjectState.OPEN, number=F("project__version"))
    unmatched = current.filter(runs__isnull=True).select_related("project").order_by("pk")
    for brief in unmatched.filter(done_at__isnull=False).iterator():
        yield f"Brief {brief.number} of project {brief.project.code} is done, and there is no run of it."
    # What was imported waits until somebody asks for it to be matched.
    for brief in unmatched.filter(done_at__isnull=True, due_at__isnull=True, project__source="").iterator():
        yield f"Brief {brief.number} of project {brief.project.code} is posted and not due to be matched."
    for run in MatchRun.objects.filter(brief__done_at__isnull=True).select_related("brief__project").iterator():
        yield f"Brief {run.brief.number} of project {run.brief.project.code} has a run and is not done."


@invariant
def runs_count_what_they_kept() -> Iterator[str]:
    """Ranks and the order of seats go 1, 2, 3, …; nobody fits who is not eligible, or eligible who was not read."""
    counted = MatchRun.objects.annotate(
        kept=Count("matches"),
        last=Coalesce(Max("matches__rank"), 0),
        seated=Count("matches__seat_order", distinct=True),
        last_seat=Coalesce(Max("matches__seat_order"), 0),
        in_turn=Count("matches", filter=Q(matches__seat_order__isnull=False)),
    )
    odd = counted.exclude(
        kept=F("last"),
        seated=F("last_seat"),
        in_turn=F("last_seat"),
        kept__lte=F("eligible"),
        fitting__lte=F("eligible"),
        eligible__lte=F("considered"),
    )
    columns = ("pk", "considered", "eligible", "fitting", "kept", "last", "in_turn", "last_seat")
    for pk, considered, eligible, fitting, kept, last, in_turn, last_seat in odd.order_by("pk").values_list(*columns):
        yield (
            f"Run {pk} read {considered} agencies, of which {eligible} were eligible and {fitting} fit; "
            f"{kept} are kept up to rank {last}, {in_turn} of them up to seat {last_seat}."
        )


@invariant
def no_project_has_more_open_leads_than_seats() -> Iterator[str]:
    taken = Count("leads", filter=Q(leads__state__in=OPEN_STATES))
    full = Project.objects.annotate(taken=taken).filter(taken__gt=F("seats")).order_by("pk")
    for code, seats, count in full.values_list("code", "seats", "taken").iterator():
        yield f"Project {code} has {seats} seats and {count} open leads."


@invariant
def leads_come_from_the_run_of_their_brief() -> Iterator[str]:
    strays = Lead.objects.exclude(
        project=F("brief__project"),
        brief=F("match__run__brief"),
        agency=F("match__agency"),
        seat_kind=F("match__seat_kind"),
        match__seat_order__isnull=False,
    )
    for code in strays.order_by("pk").values_list("code", flat=True).iterator():
        yield f"Lead {code} is not what the match says that it came from."


@invariant
def no_lead_is_open_for_a_project_that_is_closed() -> Iterator[str]:
    left = Lead.objects.filter(OPEN, project__state__in=CLOSED).order_by("pk")
    for code, state in left.values_list("code", "project__state").iterator():
        yield f"Lead {code} is open, and its project is {state}."


@invariant
def closed_leads_say_when() -> Iterator[str]:
    """A seat with a bid stays taken when bids close: it is closed and accepted."""
    is_open = Q(state__in=OPEN_STATES)
    early = is_open & Q(closed_at__isnull=False) & ~Q(bid__version__gt=0)
    odd = Lead.objects.filter(early | ~is_open & Q(closed_at__isnull=True))
    for code, state in odd.order_by("pk").values_list("code", "state").iterator():
        yield f"Lead {code} is {state} and {'was closed' if state in OPEN_STATES else 'does not say when'}."


@invariant
def leads_that_nobody_answers_are_let_go() -> Iterator[str]:
    late = Lead.objects.filter(state=LeadState.OFFERED, answer_by__lte=clock.now() - ALARM).order_by("pk")
    for code, answer_by in late.values_list("code", "answer_by").iterator():
        yield f"Lead {code} was to be answered by {answer_by:%Y-%m-%d %H:%M} UTC and is still offered."


@invariant
def everybody_who_is_asked_is_told() -> Iterator[str]:
    """Each person who acted for the agency when it was asked, and may sign in, has the message."""
    told = Notification.objects.filter(kind="lead_offered", event=Concat(Value("lead:"), OuterRef("code")))
    untold = _people(Lead.objects.all(), "agency__organisation", since="offered_at", told=told)
    for code, person in untold.order_by("pk", "person").values_list("code", "person").iterator():
        yield f"Person {person} was not told of lead {code}."


@invariant
def every_client_is_told_that_the_brief_was_matched() -> Iterator[str]:
    name = Concat(
        Value("brief:"), OuterRef("brief__project__code"), Value(":"), Cast(OuterRef("brief__number"), CharField())
    )
    told = Notification.objects.filter(kind="brief_matched", event=name)
    runs = MatchRun.objects.filter(offers_leads=True)
    untold = _people(runs, "brief__project__organisation", since="created_at", told=told)
    for pk, person in untold.order_by("pk", "person").values_list("pk", "person").iterator():
        yield f"Person {person} was not told of run {pk}."


# --- bids ----------------------------------------------------------------------------------------------

BID_AFTER = {
    "begun": BidState.DRAFT,
    "submitted": BidState.SUBMITTED,
    "revised": BidState.SUBMITTED,
    "withdrawn": BidState.WITHDRAWN,
    "declined": BidState.DECLINED,
    "awarded": BidState.AWARDED,
    "lapsed": BidState.LAPSED,
}


@invariant
def bids_are_what_their_history_says() -> Iterator[str]:
    for keys in batches(Bid.objects.all()):
        events = BidEvent.objects.filter(bid__in=keys, kind__in=BID_AFTER).order_by("bid_id", "number")
        told = {bid: BID_AFTER[kind] for bid, kind in events.values_list("bid", "kind")}
        for pk, code, state in Bid.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "code", "state"):
            if told.get(pk) != state:
                yield f"Bid {code} is {state}, and its history says {told.get(pk, 'nothing')}."


@invariant
def versions_of_a_bid_have_no_gaps_and_came_in_time() -> Iterator[str]:
    counted = Bid.objects.annotate(kept=Count("versions"), last=Coalesce(Max("versions__number"), 0))
    for code, version, kept in (
        counted.exclude(version=F("last"), kept=F("last")).order_by("pk").values_list("code", "version", "kept")
    ):
        yield f"Bid {code} is at version {version}; {kept} are kept."
    late = BidVersion.objects.filter(sent_at__gte=F("bid__project__bids_close_at")).order_by("pk")
    for code, number in late.values_list("bid__code", "number").iterator():
        yield f"Version {number} of bid {code} was sent after bids had closed."


@invariant
def receipts_are_the_hash_of_what_is_kept() -> Iterator[str]:
    for keys in batches(BidVersion.objects.all()):
        for version in envelopes.broken(BidVersion.objects.filter(pk__in=keys).select_related("bid").order_by("pk")):
            yield f"Version {version.number} of bid {version.bid.code} is not what its receipt says."


@invariant
def bids_stand_only_for_projects_that_choose() -> Iterator[str]:
    choosing = [ProjectState.OPEN, ProjectState.DECIDING]
    left = Bid.objects.filter(state=BidState.SUBMITTED).exclude(project__state__in=choosing)
    unsent = Bid.objects.filter(state=BidState.DRAFT).exclude(project__state=ProjectState.OPEN)
    for code, state, project in (left | unsent).order_by("pk").values_list("code", "state", "project__state"):
        yield f"Bid {code} is {state}, and its project is {project}."


@invariant
def a_project_is_awarded_with_exactly_one_bid() -> Iterator[str]:
    chosen = Count("bids", filter=Q(bids__state=BidState.AWARDED))
    is_awarded = Q(state=ProjectState.AWARDED)
    odd = Project.objects.annotate(chosen=chosen).filter(is_awarded & ~Q(chosen=1) | ~is_awarded & Q(chosen__gt=0))
    for code, state, count in odd.order_by("pk").values_list("code", "state", "chosen").iterator():
        yield f"Project {code} is {state}, and {count} of its bids are awarded."


@invariant
def every_bid_that_ended_was_answered() -> Iterator[str]:
    """Nobody who sent a bid is left without a word."""
    ended = {BidState.DECLINED: "bid_declined", BidState.LAPSED: "bid_lapsed"}
    for state, kind in ended.items():
        told = Notification.objects.filter(kind=kind, event=Concat(Value("bid:"), OuterRef("code")))
        sent = Bid.objects.filter(state=state, version__gt=0)
        untold = _people(sent, "agency__organisation", since="decided_at", told=told)
        for code, person in untold.order_by("pk", "person").values_list("code", "person").iterator():
            yield f"Person {person} was not told that bid {code} is {state}."


@invariant
def deadlines_are_there_and_met() -> Iterator[str]:
    late = Deadline.objects.filter(met_at__isnull=True, due_at__lte=clock.now() - ALARM).select_related("project")
    for deadline in late.order_by("pk").iterator():
        yield f"Deadline {deadline.kind} of project {deadline.project.code} is over and was not met."
    closes = Deadline.objects.filter(project=OuterRef("pk"), kind=DeadlineKind.BIDS_CLOSE)
    ended = Project.objects.filter(state=ProjectState.OPEN, bids_close_at__isnull=False).filter(~Exists(closes))
    for code in ended.order_by("pk").values_list("code", flat=True).iterator():
        yield f"Project {code} closes its bids one day, and no deadline will do it."


def _people(rows: "QuerySet[Any]", organisation: str, *, since: str, told: "QuerySet[Notification]") -> "QuerySet[Any]":
    """A row per person of the organisation who has no such notification."""
    joined = rows.filter(
        **{
            f"{organisation}__memberships__joined_at__lte": F(since),
            f"{organisation}__memberships__user__is_active": True,
            f"{organisation}__memberships__user__suspended_at__isnull": True,
        }
    )
    with_person = joined.annotate(person=F(f"{organisation}__memberships__user"))
    return with_person.filter(~Exists(told.filter(recipient=OuterRef("person"))))
