"""A brief as the engine reads it: from a published version, or from what somebody is typing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from matching import taxonomy
from matching.taxonomy import UnknownSlugError
from matching.types import Amount, Brief, BudgetKind, Place
from projects.models import BriefVersion

READ = ("text", "reason", "audience", "must_haves")
"""The fields that make the engine's text, in the order in which it reads them. How the client will choose is for
people to read: it says nothing of what is needed."""
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of a brief and where its text begins in the engine's document."""

    field: str
    text: str
    start: int


def from_version(version: BriefVersion) -> Brief:
    """The engine's view of a published version. Needs `version.project`."""
    passages = passages_of(version)
    return Brief(
        key=version.project.code,
        version=version.number,
        title=version.title,
        text=BETWEEN.join(passage.text for passage in passages[1:]),
        services=_known(version.services, taxonomy.service),
        industry=next(iter(_known([version.industry], taxonomy.industry)), None),
        budget_low=_amount(version.budget_low, version.currency),
        budget_high=_amount(version.budget_high, version.currency),
        budget_kind=version.budget_kind,  # type: ignore[arg-type]  # a choice of the same three
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        country=version.country or None,
        place=version.place,  # type: ignore[arg-type]  # a choice of the same three
        languages=tuple(version.languages),
        published_on=version.dated_on,
    )


def passages_of(version: BriefVersion) -> list[Passage]:
    """Title first, then every field that was filled in, each with its place in `Brief.document`."""
    found = [Passage("title", version.title, 0)]
    start = len(version.title) + len(BETWEEN)
    for field in READ:
        text = getattr(version, field)
        if text:
            found.append(Passage(field, text, start))
            start += len(text) + len(BETWEEN)
    return found


def from_answers(answers: Mapping[str, Any]) -> Brief:
    """The engine's view of a brief being written: whatever is missing or odd counts as not stated."""
    low, high = (_amount(answers.get(name), answers.get("currency")) for name in ("budget_low", "budget_high"))
    if low and high and low.minor > high.minor:
        low = None
    starts_on, ends_on = _day(answers.get("starts_on")), _day(answers.get("ends_on"))
    if starts_on and ends_on and starts_on > ends_on:
        ends_on = None
    return Brief(
        key="draft",
        title=_text(answers.get("title")),
        text=BETWEEN.join(text for field in READ if (text := _text(answers.get(field)))),
        services=_known(_texts(answers.get("services")), taxonomy.service),
        industry=next(iter(_known([_text(answers.get("industry"))], taxonomy.industry)), None),
        budget_low=low,
        budget_high=high,
        budget_kind=_one_of(answers.get("budget_kind"), get_args(BudgetKind), "open"),
        starts_on=starts_on,
        ends_on=ends_on,
        country=_text(answers.get("country")) or None,
        place=_one_of(answers.get("place"), get_args(Place), "anywhere"),
        languages=tuple(_texts(answers.get("languages"))),
    )


def _known(slugs: Iterable[str], lookup: Callable[[str], Any]) -> tuple[str, ...]:
    """The slugs that the taxonomy knows today; one that was taken out of it is no longer asked for."""
    found = []
    for slug in dict.fromkeys(slugs):
        try:
            found.append(lookup(slug).slug)
        except UnknownSlugError:
            continue
    return tuple(found)


def _amount(minor: object, currency: object) -> Amount | None:
    """None for nothing, for no number, and for a currency without a rate: it can't be compared."""
    if not isinstance(minor, int) or isinstance(minor, bool) or minor <= 0:
        return None
    try:
        return Amount(minor, _text(currency) or "EUR")
    except ValueError:
        return None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [text for item in value if (text := _text(item))] if isinstance(value, list | tuple) else []


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        return None


def _one_of(value: object, choices: tuple[Any, ...], default: str) -> Any:
    return value if value in choices else default
