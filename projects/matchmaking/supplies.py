"""What the panel beside the wizard shows: who could do this so far, what narrows it, what is still unclear."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext as _, gettext_lazy

from agencies.filters import SIZES
from marketplace.lib import places
from matching import clarity, supply as engine
from matching.index import AgencyIndex
from matching.types import Brief, Match, Profile, Reason
from projects.matchmaking import briefs, indexes, sentences

LETTERS = "ABC"
UNTITLED = {
    "text_case_study": gettext_lazy("A case study of theirs speaks of %(words)s, as your brief does."),
    "text_case_study_dated": gettext_lazy("A case study of theirs speaks of %(words)s, as your brief does."),
    "industry_shown": gettext_lazy("They show a project in your industry, %(industry)s."),
}
"""Instead of sentences that quote a case study's title, by which anybody could find out whose it is."""
LEAVES_OUT = {
    "services": gettext_lazy("The services you ask for leave out %(agencies)s."),
    "minimum_budget": gettext_lazy("Your budget leaves out %(agencies)s."),
    "availability": gettext_lazy("Your dates leave out %(agencies)s."),
    "country_served": gettext_lazy("Where the agency may be leaves out %(agencies)s."),
    "common_language": gettext_lazy("The languages you ask for leave out %(agencies)s."),
}


CONDITIONS = {
    "accepting": gettext_lazy("Taking leads"),
    "services": gettext_lazy("Services"),
    "minimum_budget": gettext_lazy("Budget"),
    "availability": gettext_lazy("Dates"),
    "country_served": gettext_lazy("Place"),
    "common_language": gettext_lazy("Languages"),
    "score": gettext_lazy("Fits well enough"),
}


@dataclass(frozen=True, slots=True)
class BestMatch:
    """One of the best agencies without its name: a letter, a word about it, score, parts of the fit glyph, why.

    Reasons and gap are safe HTML with the evidence in bold.
    """

    letter: str
    about: str
    score: float
    parts: Mapping[str, float | None]
    reasons: list[SafeString]
    gap: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """How many agencies are left after one more condition; the value of a small number is hidden as 0."""

    label: str
    value: int
    text: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What is known of a brief while it is written.

    `count` is None while there is nothing to read or where the number is smaller than the smallest group we
    show; `count_text` says either in words. `total` are all agencies read, `bars` how many each condition
    leaves, `narrowing` sentences ("A budget of up to €20,000 adds 14
    agencies."), `best` at most three matches, `clarity` 0..10 in halves, `unclear` questions whose answers are
    missing, the weightiest first.
    """

    count: int | None = None
    count_text: str = ""
    total: int = 0
    bars: list[Bar] = field(default_factory=list)
    narrowing: list[str] = field(default_factory=list)
    best: list[BestMatch] = field(default_factory=list)
    clarity: float = 0.0
    unclear: list[str] = field(default_factory=list)


def supply(answers: Mapping[str, Any]) -> Supply:
    """The supply for what was typed so far. Reads the database, writes nothing, never raises for odd answers.

    `answers` are named like the fields of `BriefVersion` (title, text, reason, audience, must_haves, services,
    industry, budget_kind, budget_low, budget_high, currency, starts_on, ends_on, country, place, languages,
    choosing), amounts in minor units, dates as dates or ISO text. Whatever is missing, empty or of the wrong
    kind counts as not stated.
    """
    brief = briefs.from_answers(answers)
    clear = clarity.assess(brief, _answers_by_aspect(answers))
    unclear = [gettext(question.text) for question in clear.questions]
    if not (brief.title or brief.text or brief.services):
        return Supply(count_text=_("Nothing to match yet"), clarity=clear.score, unclear=unclear)
    with indexes.HEEDING.refreshed() as index:
        found = supply_of(index, brief)
        profiles = [index.profile(match.key) for match in found.best]
    enough = found.fitting >= settings.SMALLEST_GROUP_SHOWN
    return Supply(
        count=found.fitting if enough else None,
        count_text=sentences.agencies(found.fitting),
        total=found.total,
        bars=[_bar(step) for step in found.steps],
        narrowing=narrowing_of(found),
        best=[_anonymous(*row) for row in zip(LETTERS, found.best, profiles, strict=False)] if enough else [],
        clarity=clear.score,
        unclear=unclear,
    )


def supply_of(index: AgencyIndex, brief: Brief) -> engine.Supply:
    """The engine's exact counts for a brief: not to be shown as they are."""
    return engine.supply(index, brief, least_score=settings.LEAST_SCORE, shown=len(LETTERS))


def narrowing_of(found: engine.Supply) -> list[str]:
    """What would bring more agencies, most first, then which condition leaves out most."""
    wider = sorted(found.wider, key=lambda change: -change.adds)
    said = [
        sentences.of_code(change.code, {**change.params, "agencies": sentences.agencies(change.adds)}, "client")
        for change in wider
    ]
    before, dropped = found.total, {}
    for step in found.steps:
        dropped[step.rule] = before - step.remaining
        before = step.remaining
    told = [rule for rule in dropped if rule in LEAVES_OUT and dropped[rule] >= settings.SMALLEST_GROUP_SHOWN]
    if told:
        most = max(told, key=lambda rule: dropped[rule])
        said.append(LEAVES_OUT[most] % {"agencies": sentences.agencies(dropped[most])})
    return said


def _bar(step: engine.Step) -> Bar:
    shown = step.remaining if step.remaining >= settings.SMALLEST_GROUP_SHOWN else 0
    text = str(shown) if shown else _("fewer than %(least)d") % {"least": settings.SMALLEST_GROUP_SHOWN}
    return Bar(str(CONDITIONS[step.rule]), shown, text)


def _anonymous(letter: str, match: Match, profile: Profile) -> BestMatch:
    return BestMatch(
        letter=letter,
        about=", ".join(_about(profile)),
        score=match.score,
        parts=match.parts,
        reasons=[_untitled(reason) for reason in match.best_reasons()],
        gap=_untitled(match.gap) if match.gap else None,
    )


def _about(profile: Profile) -> Iterator[str]:
    """In bands: an exact number of people would name the agency to anybody who looks it up in the directory."""
    if profile.team_size:
        bands = (label for label, least, most in SIZES.values() if least <= profile.team_size <= most)
        yield str(next(bands)) if profile.team_size == 1 else _("%(people)s people") % {"people": next(bands)}
    if profile.country:
        yield places.country_name(profile.country)


def _untitled(reason: Reason) -> SafeString:
    return sentences.html_of(reason, "client", instead=UNTITLED.get(reason.code))


def _answers_by_aspect(answers: Mapping[str, Any]) -> dict[clarity.Aspect, str]:
    """The fields that answer one of the things a clear brief states."""
    asked: dict[clarity.Aspect, str] = {
        "problem": "reason",
        "users": "audience",
        "must_haves": "must_haves",
        "decision": "choosing",
    }
    return {aspect: typed for aspect, name in asked.items() if isinstance(typed := answers.get(name), str)}
