"""What goes into the engine and what comes out: plain frozen records that survive a round trip through JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from matching.codec import Record
from matching.rates import in_euros, is_known

Group = Literal["skills", "industry", "budget", "timing", "place"]
GROUPS: Final[tuple[Group, ...]] = ("skills", "industry", "budget", "timing", "place")
"""The five parts of the fit glyph, in the order in which they are drawn."""

Place = Literal["anywhere", "near_time", "country"]
BudgetKind = Literal["range", "fixed", "open"]
EvidenceSource = Literal["case_study", "profile", "service", "industry"]
Params = Mapping[str, Any]
"""Values a sentence names: ints, strings, or one-key objects that say how to show them: {"money": [2000000,
"EUR"]}, {"date": "2026-06-01"}, {"service": "python-back-end"}, {"industry": "health"}, {"country": "GB"},
{"language": "en"}, {"percent": 62}, {"all": [...]} for a list of such values."""


@dataclass(frozen=True, slots=True)
class Amount(Record):
    """A sum of money: whole minor units (cents, yen) of an ISO 4217 currency in `matching.rates`.

    Raises ValueError for a negative amount and for a currency that can't be compared with others.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.minor < 0:
            raise ValueError("An amount can't be negative.")
        if not is_known(self.currency):
            raise ValueError(f"No exchange rate is known for {self.currency!r}.")

    @property
    def euros(self) -> float:
        """The amount in euros at the reference rate."""
        return in_euros(self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class CaseStudy(Record):
    """One project an agency shows. `key` is unique within its agency; `finished_on` None means undated, which
    is always read."""

    key: str
    title: str
    text: str = ""
    services: tuple[str, ...] = ()
    industry: str | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class Profile(Record):
    """One agency as the engine sees it. None and empty mean "not stated", which never excludes.

    `key` is the agency's public id; `text` its tagline and description; `services` maps a service's slug to
    the percentage of its work (0 where the split isn't stated); `countries` are those it says it serves, ISO
    3166 alpha-2; `languages` ISO 639-1; `team_size` people; `hourly_low` and `hourly_high` its band for one
    hour; `minimum_budget` the smallest project it takes; `capacity` the open leads it wants at once;
    `accepting` False while it is paused or takes no leads.
    """

    key: str
    version: int = 1
    text: str = ""
    services: Mapping[str, int] = field(default_factory=dict)
    industries: tuple[str, ...] = ()
    country: str | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    team_size: int | None = None
    hourly_low: Amount | None = None
    hourly_high: Amount | None = None
    minimum_budget: Amount | None = None
    available_on: date | None = None
    case_studies: tuple[CaseStudy, ...] = ()
    capacity: int = 3
    accepting: bool = True


@dataclass(frozen=True, slots=True)
class Brief(Record):
    """One project as the engine sees it. None and empty mean "not stated": the part is left out and the rest
    rescaled.

    `country` is the client's; `place` says whether the agency may be anywhere, should be within a few hours
    of the client's time or must serve the client's country; `team_size_low` and `team_size_high` are people;
    case studies dated on or after `published_on` are not read, so that an old project is matched as it would
    have been then.
    """

    key: str
    version: int = 1
    title: str = ""
    text: str = ""
    services: tuple[str, ...] = ()
    industry: str | None = None
    budget_low: Amount | None = None
    budget_high: Amount | None = None
    budget_kind: BudgetKind = "open"
    starts_on: date | None = None
    ends_on: date | None = None
    country: str | None = None
    place: Place = "anywhere"
    languages: tuple[str, ...] = ()
    team_size_low: int | None = None
    team_size_high: int | None = None
    published_on: date | None = None

    @property
    def document(self) -> str:
        """The text that is read: title, an empty line, text. Evidence spans count its characters."""
        return f"{self.title}\n\n{self.text}"

    @property
    def highest_budget(self) -> Amount | None:
        """The most the client says it would pay, or None when the budget is open or not stated."""
        return None if self.budget_kind == "open" else self.budget_high or self.budget_low

    @property
    def lowest_budget(self) -> Amount | None:
        """The least the client says it would pay, or None when the budget is open or not stated."""
        return None if self.budget_kind == "open" else self.budget_low or self.budget_high


@dataclass(frozen=True, slots=True)
class Load(Record):
    """How busy an agency is and wants to be: the open leads it wants at once, those open now, leads of the
    last 30 days (its exposure), the day it joined. A capacity of 0 keeps its place in the ranking and never
    gets a seat.
    """

    key: str
    capacity: int
    open_leads: int = 0
    leads_30d: int = 0
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """Where brief and agency meet: a term, where it stands in `Brief.document` (start, end), and what of the
    agency's speaks of it."""

    term: str
    brief_spans: tuple[tuple[int, int], ...]
    source: EvidenceSource
    source_key: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Reason(Record):
    """What one scored rule says of one match: `points` of the `weight` attainable points, that is `share`
    (0..1) of them.

    `code` and `params` name its sentence (`matching.sentences`); `gap` marks a shortfall.
    """

    rule: str
    group: Group
    code: str
    params: Params
    share: float
    weight: float
    points: float
    evidence: tuple[Evidence, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Lift(Record):
    """The smallest change that would lift an exclusion, as a sentence's code and its values."""

    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Exclusion(Record):
    """Why a hard rule leaves an agency out, and what would have changed that."""

    rule: str
    code: str
    params: Params
    lift: Lift | None = None


@dataclass(frozen=True, slots=True)
class Match(Record):
    """One eligible agency: `score` 0..100 is the sum of its reasons' points; `parts` the share of each group,
    None where not stated.

    `gap` is the one shortfall worth telling, if there is one; it carries no points of its own.
    """

    key: str
    profile_version: int
    score: float
    reasons: tuple[Reason, ...]
    gap: Reason | None
    parts: Mapping[str, float | None]

    def best_reasons(self, count: int = 3) -> tuple[Reason, ...]:
        """The reasons that speak for this agency, what proves most first: a case study, the industry, the share of
        its work, budget, timing, place.

        What it doesn't state speaks for nothing. How much of the work the services are says that they are offered;
        two reasons about the budget are given only where others are lacking, and that an agency works in the usual
        language only where nearly all others are.
        """
        good = [each for each in self.reasons if each.code in _TELLING and not each.gap and each.points > 0]
        codes = {each.code for each in good}
        told = [each for each in good if not (each.code == "services_all" and "focus" in codes)]
        told.sort(key=lambda each: (each.code == "minimum_within" and "rate_fits" in codes, _TELLING.index(each.code)))
        usual = [each for each in told if each.params.get("languages") == {"all": [{"language": USUAL_LANGUAGE}]}]
        others = [each for each in told if each not in usual]
        return tuple((others if len(others) > 1 else others + usual)[:count])


_TELLING: Final = (
    "text_case_study_dated",
    "text_case_study",
    "industry_shown",
    "industry_known",
    "focus",
    "services_all",
    "text_profile",
    "industry_stated",
    "rate_fits",
    "minimum_within",
    "start_fits",
    "languages_all",
    "country_same",
    "country_near",
    "country_served",
    "team_fits",
)
"""Codes of reasons that speak for an agency, in the order in which they are given."""
USUAL_LANGUAGE: Final = "en"
"""What every brief asks for unless its client chooses otherwise."""


@dataclass(frozen=True, slots=True)
class RankResult(Record):
    """What the engine said of one version of a brief and every agency in the index.

    `matches` are the best, full, best first. `rest_keys` and `rest_scores` go on with the eligible agencies
    after them, in the same order. `exclusions` holds all others by key. `seed` breaks ties, `weights` are
    those that were used.
    """

    brief_key: str
    brief_version: int
    engine_version: str
    seed: str
    weights: Mapping[str, float]
    matches: tuple[Match, ...]
    rest_keys: tuple[str, ...]
    rest_scores: tuple[float, ...]
    exclusions: Mapping[str, Exclusion]

    def scores(self) -> dict[str, float]:
        """Score of every eligible agency by key, best first."""
        return {match.key: match.score for match in self.matches} | dict(
            zip(self.rest_keys, self.rest_scores, strict=True)
        )

    def codes(self) -> dict[str, str]:
        """One reason code for each agency without a full row: its exclusion's, or `ranked_lower`. In the
        order of the keys."""
        codes = dict.fromkeys(self.rest_keys, "ranked_lower")
        codes.update((key, exclusion.code) for key, exclusion in self.exclusions.items())
        return dict(sorted(codes.items()))
