"""What the demo's agencies ask and offer, and how their clients choose. Made by the same actions as real bids."""

import tomllib
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from contracts.actions import contracts
from marketplace.lib.fields import typed as as_typed
from matching import taxonomy
from projects import envelopes
from projects.actions import bids, deadlines, outcomes, questions, remarks
from projects.forms import bids as bid_forms
from projects.models import Bid, BidVersion, BriefVersion, Deadline, Lead, Project

PRICES = (0.94, 0.82, 1.07, 0.99, 0.88, 1.16, 0.91)
"""Prices of the bids a project gets, as parts of the top of its budget."""


@lru_cache(maxsize=1)
def texts() -> dict[str, Any]:
    """The file of sentences."""
    with (Path(__file__).parent / "bids.toml").open("rb") as file:
        return tomllib.load(file)


def answers(lead: Lead, number: int) -> dict[str, Any]:
    """What this agency types into the form; `number` decides which sentences and which price."""
    brief, pool = lead.brief, texts()
    style = _style(brief)
    starts_on = (brief.starts_on or timezone.localdate() + timedelta(days=30)) + timedelta(days=7 * (number % 3))
    weeks = _weeks(brief, number)
    total = round((brief.budget_high or 0) * PRICES[number % len(PRICES)] / 10_000) * 10_000
    return {
        "letter": _letter(lead, number, style),
        "starts_on": starts_on.isoformat(),
        "weeks": str(weeks),
        "team": "\n".join(pool["people"][(number * 3 + each) % len(pool["people"])] for each in range(2 + number % 3)),
        "assumptions": "\n".join(style["assumptions"][: 1 + number % 2]),
        "exclusions": "\n".join(style["exclusions"][: 1 + (number + 1) % 2]),
        "stands_until": (timezone.localdate() + timedelta(days=45)).isoformat(),
        "milestones": _milestones(style["milestones"], starts_on=starts_on, weeks=weeks, total=total, brief=brief),
    }


def _style(brief: BriefVersion) -> dict[str, Any]:
    """How agencies speak of this kind of work: by the category of the first service asked for."""
    category = taxonomy.service(brief.services[0]).category if brief.services else None
    styles: dict[str, Any] = texts()["category"]
    return styles.get(category or "") or styles["web-development"]


def _milestones(
    rows: list[list[Any]], *, starts_on: Any, weeks: int, total: int, brief: BriefVersion
) -> list[dict[str, str]]:
    """Shares of the whole, in amounts a person would write; what rounding leaves goes to the last."""
    made, spent, done = [], 0, 0
    for position, (title, share, accepted_when) in enumerate(rows, start=1):
        done += share
        amount = round(total * share / 100 / 10_000) * 10_000 if position < len(rows) else total - spent
        spent += amount
        due_on = starts_on + timedelta(days=max(1, weeks * 7 * done // 100))
        made.append(
            {
                "title": title,
                "due_on": due_on.isoformat(),
                "amount": as_typed(amount, brief.currency),
                "accepted_when": accepted_when,
            }
        )
    return made


def _weeks(brief: BriefVersion, number: int) -> int:
    if brief.starts_on is None or brief.ends_on is None:
        return 8 + number % 5
    whole = (brief.ends_on - brief.starts_on).days // 7
    return max(3, min(52, whole - number % 4))


def _letter(lead: Lead, number: int, style: dict[str, Any]) -> str:
    pool = texts()
    case = lead.agency.case_studies.order_by("-finished_on", "pk").first()
    nearest = f"Our “{case.title}” is the nearest to it that we have done." if case else "It would be our first of it."
    opening = pool["openings"][number % len(pool["openings"])]
    ending = pool["endings"][number % len(pool["endings"])]
    return f"{opening} {nearest}\n\n{style['plan']} {ending}"


def send(lead: Lead, number: int, *, by: User, at: datetime) -> Bid:
    """The agency writes its bid at one go and sends it."""
    bid = bids.begin(lead, by=by, at=at)
    saved = bids.save(bid, typed=answers(lead, number), seen_version=0, by=by, at=at)
    read = bid_forms.read(saved.answers, brief=lead.brief, closes_at=lead.project.bids_close_at)
    if read.terms is None:
        wrong = [form.errors.as_text() for form in read.forms if form.errors]
        raise ValueError(f"The bid of {lead.agency.name} for {lead.brief.title}: {wrong}")
    bids.submit(bid, terms=read.terms, seen_version=saved.answers_version, by=by, at=at)
    return bid


def draft(lead: Lead, number: int, *, by: User, at: datetime) -> Bid:
    """The agency has begun and not finished: the last milestone has no date yet."""
    begun = bids.begin(lead, by=by, at=at)
    typed = answers(lead, number)
    typed["milestones"][-1]["due_on"] = ""
    bids.save(begun, typed=typed, seen_version=0, by=by, at=at)
    return begun


def ask(lead: Lead, *, by: User, at: datetime) -> None:
    """The question that this kind of work raises, once a project; none when the time for it is over."""
    question = _style(lead.brief)["question"]
    if questions.may_be_asked(lead.project, at) and not lead.project.questions.filter(text=question).exists():
        questions.ask(lead, text=question, by=by, at=at)


def answer(lead: Lead, *, by: User, at: datetime) -> None:
    """The client answers what this agency asked."""
    for question in lead.project.questions.waiting().filter(lead=lead):
        questions.answer(question, text=_style(lead.brief)["answer"], by=by, at=at)


def meet_deadlines(project: Project, *, now: datetime) -> None:
    """What beat would have done by now, each at its own time."""
    for deadline in Deadline.objects.due(now).filter(project=project):
        deadlines.meet(deadline, at=deadline.due_at)


def award(project: Project, *, by: User, favourite: str, at: datetime) -> None:
    """Choose the favourite's bid if it sent one, else the best fit, and answer the others."""
    standing = list(Bid.objects.standing().filter(project=project).for_comparison())
    if not standing:
        return
    chosen = next((bid for bid in standing if bid.agency.name == favourite), standing[0])
    prices = _prices(standing, by=by, at=at)
    others = [bid for bid in standing if bid.pk != chosen.pk]
    replies = {bid.code: _reply(index, dearer=prices[bid.pk] > prices[chosen.pk]) for index, bid in enumerate(others)}
    contracts.award(chosen, by=by, seen_version=chosen.version, replies=replies, at=at)


def _prices(standing: list[Bid], *, by: User, at: datetime) -> dict[int, int]:
    """What each bid costs, read as the client reads it."""
    versions = BidVersion.objects.filter(bid__in=standing, number=F("bid__version"))
    wanted = list(versions.select_related("bid__agency", "bid__project"))
    read = envelopes.read_all(wanted, reader=by, purpose=envelopes.Purpose.COMPARE, at=at)
    return {version.bid_id: read[version.pk].total for version in wanted}


def _reply(number: int, *, dearer: bool) -> outcomes.Reply:
    """A reason in turn; nobody is told of the price who asked for less than the one that was chosen."""
    pool = [reply for reply in texts()["replies"] if dearer or reply["reason"] != "price"]
    return outcomes.Reply(**pool[number % len(pool)])


def look_over(project: Project, *, by: User, at: datetime) -> None:
    """The client has begun to choose: two on the shortlist, a note on the first."""
    standing = list(Bid.objects.standing().filter(project=project).for_comparison())
    for bid in standing[:2]:
        remarks.shortlist(bid, on=True, by=by, at=at)
    if standing:
        remarks.note(standing[0], text="Ask who is on call in the first month.", seen_version=0, by=by)
