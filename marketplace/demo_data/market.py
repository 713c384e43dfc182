"""The demo's market: agencies with their people, projects with their history up to now."""

import heapq
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.actions import organisations
from accounts.models import Organisation, Role, User
from accounts.models.organisations import Purpose
from agencies.actions import agencies, case_studies
from agencies.models import Agency
from blog.actions import guides
from marketplace.demo_data import bidding
from marketplace.demo_data.people import Everybody
from marketplace.lib import jobs, money
from projects.actions import drafts, leads, projects
from projects.forms import briefs
from projects.matchmaking import matches
from projects.models import BriefVersion, DeclineReason, Lead, Project
from projects.states import LeadState, ProjectState

FOLDER = Path(__file__).parent
DEMO_AGENCY = "Paperlark"
CLIENT_WITH_A_COLLEAGUE = "Tidewright Ferries"
ANSWERS = ("accept", "decline", "accept", "wait", "lapse", "accept", "decline", "accept")
EAGER = ("accept", "accept", "accept", "decline", "accept")
"""For projects whose bids are closed by now: there is something to compare."""
CALLED_OFF_AFTER = timedelta(days=4)
EARLIEST, LATEST = 8, 18
"""Hours between which the demo's people work, in UTC."""
NOTES = {
    DeclineReason.NO_CAPACITY: "Our two people for this are booked until the end of next month.",
    DeclineReason.BUDGET: "For the scope you describe we would need about half as much again.",
    DeclineReason.NOT_OUR_WORK: "We could do it, but others do it every week.",
    DeclineReason.UNCLEAR: "We could not tell who runs it afterwards, and that changes our answer.",
}


def rows(name: str) -> list[dict[str, Any]]:
    """The entries of agencies.toml or projects.toml."""
    with (FOLDER / name).open("rb") as file:
        return next(value for value in tomllib.load(file).values())


def minor(amount: float, currency: str) -> int:
    return round(amount * 10 ** money.precision(currency))


def load_agencies(everybody: Everybody, *, at: datetime) -> None:
    """Sixty published agencies, each with an owner who can sign in as its short name."""
    for row in rows("agencies.toml"):
        began = at - timedelta(days=20 if row.get("new") else 200)
        owner = _owner(everybody, row["name"])
        membership = organisations.found(
            row["name"], by=owner, purpose=Purpose.ANSWER, country=row["country"], at=began
        )
        currency = row.get("currency", "EUR")
        agency = agencies.create(
            membership.organisation,
            by=owner,
            at=began,
            name=row["name"],
            tagline=row["tagline"],
            description=row["about"],
            country=row["country"],
            city=row["city"],
            founded=row["founded"],
            team_size=row["people"],
            currency=currency,
            hourly_low=minor(row["rate"][0], currency),
            hourly_high=minor(row["rate"][1], currency),
            minimum_budget=minor(row["smallest"], currency),
            available_on=(at + timedelta(days=row["free_in"])).date(),
            capacity=row["capacity"],
            services=row["services"],
            industries=row["industries"],
            countries=row["serves"],
            languages=row["languages"],
        )
        for story in row["cases"]:
            case_studies.add(
                agency,
                by=owner,
                at=began,
                title=story["title"],
                text=story["text"],
                industry=story["industry"],
                services=story["services"],
                finished_on=(at - timedelta(days=30 * story["ago"])).date(),
            )
        agencies.publish(agency, by=owner, at=began)
        agency.refresh_from_db()
        agencies.confirm_capacity(agency, by=owner, at=at - timedelta(days=3))


def sign_in_of(agency: str) -> str:
    """The sign-in of the agency's owner: its name in plain letters, but for the one that is printed."""
    if agency == DEMO_AGENCY:
        return "agency"
    return "".join(letter for letter in agency.lower() if letter.isascii() and letter.isalnum())


def _owner(everybody: Everybody, agency: str) -> User:
    sign_in = sign_in_of(agency)
    return everybody.by_sign_in.get(sign_in) or everybody.add(sign_in, f"{agency} team")


def load_projects(everybody: Everybody, *, at: datetime) -> None:
    """Forty projects, oldest first: written, published, matched and answered when their age says."""
    clients = _Clients(everybody)
    for row in sorted(rows("projects.toml"), key=lambda row: -row["age"]):
        by = everybody.by_sign_in[row["by"]]
        client = clients.of(row, at=at)
        began = at - timedelta(days=row["age"], hours=3)
        draft = drafts.begin(
            typed=answers(row, at=at), by=by, organisation=client, came_from=origin(row.get("came_from", "")), at=began
        )
        if row["state"] == "expired":
            drafts.expire_idle(at=at)
        if row["state"] in {"open", "deciding", "awarded", "cancelled"}:
            over = at if row["state"] != "cancelled" else began + CALLED_OFF_AFTER
            eager = row["state"] in {"deciding", "awarded"}
            _publish(draft, by=by, at=began + timedelta(minutes=40), now=over, eager=eager)
            if row["state"] == "cancelled":
                projects.cancel(draft, by=by, at=over)
            _decide(draft, row, by=by, now=at)


def origin(told: str) -> str:
    """Where a brief came from: "guide call variant" of projects.toml as the line that its link would have carried."""
    return str(guides.call_origin(*told.split()) or "") if told else ""


class _Clients:
    """Each client organisation, founded when its first project begins."""

    def __init__(self, everybody: Everybody) -> None:
        self.everybody = everybody
        self.known: dict[str, Organisation] = {}

    def of(self, row: dict[str, Any], *, at: datetime) -> Organisation:
        name = row["client"]
        if name not in self.known:
            by = self.everybody.by_sign_in[row["by"]]
            began = at - timedelta(days=120)
            organisation = organisations.found(name, by=by, country=row["country"], at=began).organisation
            if name == CLIENT_WITH_A_COLLEAGUE:
                organisation.memberships.create(user=self.everybody.by_sign_in["colleague"], role=Role.MEMBER)
            self.known[name] = organisation
        return self.known[name]


def answers(row: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """The wizard's answers as this client would have typed them."""
    kind, *amounts = row["budget"].split(" ")
    budget = {"budget_kind": kind}
    if kind != "open":
        *figures, budget["currency"] = amounts
        budget["budget_high"] = figures[-1]
        if kind == "range":
            budget["budget_low"] = figures[0]
    days = {
        field: (at + timedelta(days=row[key])).date().isoformat()
        for field, key in (("starts_on", "starts_in"), ("ends_on", "ends_in"))
        if key in row
    }
    plain = (
        "title",
        "text",
        "reason",
        "audience",
        "must_haves",
        "services",
        "industry",
        "place",
        "languages",
        "choosing",
    )
    bid_days = "7" if row["state"] in {"deciding", "awarded"} else str(min(21, max(7, row["age"] + 6)))
    typed = {name: row[name] for name in (*plain, "choosing") if row[name]}
    return {**typed, **budget, **days, "country": row["country"], "bid_days": bid_days, "seats": "5"}


def _publish(project: Project, *, by: User, at: datetime, now: datetime, eager: bool) -> None:
    reading = briefs.read(project.answers)
    if reading.first_wrong:
        raise ValueError(f"{project.title}: {reading.forms[reading.first_wrong].errors.as_text()}")
    published = projects.publish(
        project,
        brief=reading.brief(),
        bid_days=reading.bid_days,
        seats=reading.seats,
        seen_version=project.answers_version,
        by=by,
        at=at,
    )
    version = jobs.claim(BriefVersion, published.versions.get().pk)
    if version is None:
        raise ValueError(f"{project.title}: somebody else is matching it.")
    matches.match(version, at=at + timedelta(seconds=40))
    _answer_in_order(published, by=by, now=now, pattern=EAGER if eager else ANSWERS)


def _decide(project: Project, row: dict[str, Any], *, by: User, now: datetime) -> None:
    """What the clock and the client have done with the bids by now."""
    bidding.meet_deadlines(project, now=now)
    project.refresh_from_db()
    if project.state != ProjectState.DECIDING or project.bids_close_at is None:
        return
    if row["state"] == "awarded":
        bidding.award(
            project, by=by, favourite=row.get("favourite", ""), at=project.bids_close_at + timedelta(days=2, hours=3)
        )
    else:
        bidding.look_over(project, by=by, at=now - timedelta(hours=5))


@dataclass(frozen=True, slots=True, order=True)
class _Answer:
    """What an agency will do, and when. In the order of time, because each decline asks the next agency."""

    at: datetime
    lead: str
    act: Callable[[], object] = field(compare=False)


def _answer_in_order(project: Project, *, by: User, now: datetime, pattern: Sequence[str]) -> None:
    """Answer the project's leads as busy agencies would, ask and bid, but never after `now` or the end of the bids.

    What still runs stays open.
    """
    end = min(now, project.bids_close_at or now)
    waiting: list[_Answer] = []
    known: set[str] = set()
    while True:
        for lead in project.leads.filter(state=LeadState.OFFERED).select_related("agency", "brief").order_by("pk"):
            if lead.code not in known:
                known.add(lead.code)
                number = len(project.title) + len(known)
                lead.project = project
                what = pattern[number % len(pattern)]
                if pattern is EAGER and lead.agency.name == DEMO_AGENCY:
                    what = "accept"
                answer = _answer(lead, number, what, now=now)
                if answer is not None and answer.at < end:
                    heapq.heappush(waiting, answer)
                    for more in _considering(lead, number, accepted_at=answer.at, client=by):
                        if more.at < end:
                            heapq.heappush(waiting, more)
        if not waiting:
            return
        heapq.heappop(waiting).act()


def _answer(lead: Lead, number: int, what: str, *, now: datetime) -> _Answer | None:
    """`number` decides how fast, so that every demo is the same."""
    at = _by_day(lead.offered_at + timedelta(hours=3 + 7 * (number % 5), minutes=11 * (number % 6)))
    running = lead.answer_by > now
    if running and (what == "wait" or lead.agency.name == DEMO_AGENCY):
        return None
    owner = _owner_of(lead.agency_id)
    if what == "accept" or (lead.agency.name == DEMO_AGENCY and what != "decline"):
        return _Answer(at, lead.code, lambda: leads.accept(lead, by=owner, at=at))
    if what == "decline":
        reason = list(NOTES)[number % len(NOTES)]
        return _Answer(at, lead.code, lambda: leads.decline(lead, by=owner, reason=reason, note=NOTES[reason], at=at))
    return _Answer(lead.answer_by, lead.code, lambda: leads.lapse(lead, at=lead.answer_by))


def _considering(lead: Lead, number: int, *, accepted_at: datetime, client: User) -> Iterator[_Answer]:
    """What an agency does once it has the seat: now and then a question, then a bid, or the beginning of one."""
    owner = _owner_of(lead.agency_id)

    def planned(at: datetime, mark: str, act: Callable[[datetime], object]) -> _Answer:
        def do() -> None:
            if Lead.objects.filter(pk=lead.pk, state=LeadState.ACCEPTED).exists():
                act(at)

        return _Answer(at, f"{lead.code}{mark}", do)

    if number % 3 == 0:
        asked_at = _by_day(accepted_at + timedelta(hours=4))
        yield planned(asked_at, "1", lambda at: bidding.ask(lead, by=owner, at=at))
        yield planned(_by_day(asked_at + timedelta(hours=7)), "2", lambda at: bidding.answer(lead, by=client, at=at))
    sent_at = _by_day(accepted_at + timedelta(hours=20 + 9 * (number % 4), minutes=7 * (number % 8)))
    unfinished = number % 5 == 4 and lead.agency.name != DEMO_AGENCY
    write = bidding.draft if unfinished else bidding.send
    yield planned(sent_at, "3", lambda at: write(lead, number, by=owner, at=at))


def _by_day(moment: datetime) -> datetime:
    """The moment, or the next morning for what would fall into the night."""
    if moment.hour < EARLIEST:
        return moment.replace(hour=EARLIEST)
    return moment if moment.hour < LATEST else (moment + timedelta(days=1)).replace(hour=EARLIEST)


def _owner_of(agency: int) -> User:
    organisation = Agency.objects.select_related("organisation").get(pk=agency).organisation
    return organisation.memberships.select_related("user").get(role=Role.OWNER).user
