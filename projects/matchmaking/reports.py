"""How good the matches of all open projects are, by measures that anybody can compute again."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

from matching.evidence import evidenced, text_shares
from matching.index import AgencyIndex
from matching.types import Brief
from projects.matchmaking import briefs, indexes, runs
from projects.models import BriefVersion, MatchRun, Project
from projects.states import ProjectState

PAIRS = 1_000
"""Random pairs of an agency and a project whose median text share has to be exceeded."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Report:
    """`projects` are open ones, `matched` those with an eligible agency whose texts share an uncommon word with
    the brief and score above the median random pair; `shuffled_matched` the same with the titles dealt out
    anew. `matches` are the full rows kept, `exclusions` how often each hard rule left an agency out."""

    projects: int
    matched: int
    matches: int
    seconds: float
    exclusions: Mapping[str, int]
    shuffled_matched: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def open_projects() -> Iterable[Project]:
    return Project.objects.filter(state=ProjectState.OPEN).order_by("pk")


def measure(*, seconds: float, seed: int) -> Report:
    """Read the runs of all open projects and judge them. `seed` draws the random pairs and deals the titles."""
    chance = random.Random(seed)  # noqa: S311 -- a sample that can be drawn again, no secret
    matched = shuffled = matches = 0
    exclusions: Counter[str] = Counter()
    with indexes.REGARDLESS.refreshed() as index:
        usual = _usual_share(index, chance)
        titles = _titles()
        chance.shuffle(titles)
        for number, (brief, run, kept) in enumerate(_matched_briefs()):
            codes = runs.unpacked(run.others)
            excluded = {str(agency) for code, keys in codes.items() if code != "ranked_lower" for agency in keys}
            exclusions.update({code: len(keys) for code, keys in codes.items() if code != "ranked_lower"})
            matches += kept
            matched += _speaks(index, brief, excluded, usual)
            shuffled += _speaks(index, replace(brief, title=titles[number]), excluded, usual)
    return Report(
        projects=Project.objects.filter(state=ProjectState.OPEN).count(),
        matched=matched,
        matches=matches,
        seconds=round(seconds, 1),
        exclusions=dict(sorted(exclusions.items())),
        shuffled_matched=shuffled,
    )


def _speaks(index: AgencyIndex, brief: Brief, excluded: set[str], usual: float) -> bool:
    return any(key not in excluded for key in evidenced(index, brief, above=usual))


def _usual_share(index: AgencyIndex, chance: random.Random) -> float:
    """The median text share of random pairs of an agency and a matched project."""
    keys = list(_versions().values_list("pk", flat=True))
    if not keys or not len(index):
        return 0.0
    drawn = Counter(chance.choice(keys) for _ in range(PAIRS))
    rows = range(len(index))
    shares: list[float] = []
    for version in _versions().filter(pk__in=drawn).select_related("project"):
        all_shares = text_shares(index, briefs.from_version(version))
        shares += [float(all_shares[chance.choice(rows)]) for _ in range(drawn[version.pk])]
    return median(shares)


def _versions() -> Any:
    """The current brief versions of open projects that were matched, in the order of their keys."""
    return BriefVersion.objects.matched_and_current().order_by("pk")


def _titles() -> list[str]:
    return list(_versions().values_list("title", flat=True))


def _matched_briefs() -> Iterator[tuple[Brief, MatchRun, int]]:
    """Brief, run and number of full rows, in the order of `_titles`."""
    rows = MatchRun.objects.filter(brief__in=_versions().values("pk")).with_counts().order_by("brief")
    for run in rows.select_related("brief__project").iterator(chunk_size=BATCH):
        yield briefs.from_version(run.brief), run, run.kept  # type: ignore[attr-defined]  # annotated
