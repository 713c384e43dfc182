"""Skills: what the texts show, which services are offered, how much of the work they are."""

import numpy as np

from matching.index import SERVICE_COLUMN, Mask
from matching.postings import Floats
from matching.quotes import quotes
from matching.reading import Reading
from matching.rules.rule import HALF, Said, ScoredRule, listed
from matching.sentences import gettext_noop as _
from matching.types import Evidence

MOST_TERMS = 5
"""Terms named as evidence of one reason."""
FOCUSED = 50.0
"""Percent of an agency's work in the services asked for from which it counts as fully focused on them."""


def always(reading: Reading) -> bool:
    """Whether the brief has words at all."""
    return bool(reading.tokens)


def _text(reading: Reading) -> Floats:
    return reading.text_shares


def _say_text(reading: Reading, row: int, share: float) -> Said:
    best = reading.best_document(row)
    shown = reading.shared_terms(best[1])[:MOST_TERMS] if best else []
    if best is None or not shown:
        return Said("text_nothing", gap=True)
    profile, document = reading.columns.profiles[row], best[1]
    study = next((study for study in profile.case_studies if study.key == document.key), None)
    text = profile.text if study is None else f"{study.title}\n{study.text}"
    quoted = quotes(text, shown)
    evidence = tuple(
        Evidence(
            term=reading.as_written(term),
            brief_spans=reading.spans[term],
            source="profile" if study is None else "case_study",
            source_key=document.key,
            quote=quoted.get(term),
        )
        for term in shown
    )
    words = {"all": [{"word": found.term} for found in evidence[:3]]}
    if study is None:
        return Said("text_profile", {"words": words}, evidence)
    params = {"title": study.title, "words": words}
    if study.finished_on is None:
        return Said("text_case_study", params, evidence)
    return Said("text_case_study_dated", {**params, "year": study.finished_on.year}, evidence)


def _columns(reading: Reading) -> list[int]:
    return [SERVICE_COLUMN[slug] for slug in reading.services]


def _names_services(reading: Reading) -> bool:
    return bool(reading.services)


def _states_no_services(reading: Reading) -> Mask:
    return ~np.asarray(reading.columns.offers.any(axis=1), dtype=np.bool_)


def _by_text_instead(reading: Reading, shares: Floats) -> Floats:
    """An agency that names no services is judged by its texts alone; where there is no text either, nothing
    can be said."""
    instead = reading.text_shares if always(reading) else np.full(reading.columns.size, np.nan)
    return np.where(_states_no_services(reading), instead, shares)


def _coverage(reading: Reading) -> Floats:
    return _by_text_instead(reading, reading.columns.offers[:, _columns(reading)].mean(axis=1))


def _say_coverage(reading: Reading, row: int, share: float) -> Said:
    offered = reading.columns.profiles[row].services
    if not offered:
        return Said("services_not_stated")
    wanted = reading.services
    have = tuple(slug for slug in wanted if slug in offered)
    lacking = tuple(slug for slug in wanted if slug not in offered)
    evidence = tuple(Evidence(slug, (), "service", slug) for slug in have)
    if lacking:
        params = {"services": listed("service", have), "lacking": listed("service", lacking)}
        return Said("services_some", params, evidence, gap=True)
    return Said("services_all", {"services": listed("service", have)}, evidence)


def _focus(reading: Reading) -> Floats:
    work = reading.columns.focus
    percent = work[:, _columns(reading)].sum(axis=1)
    shares = np.where(work.sum(axis=1) > 0, np.minimum(1.0, percent / FOCUSED), np.nan)
    return _by_text_instead(reading, shares)


def _say_focus(reading: Reading, row: int, share: float) -> Said:
    offered = reading.columns.profiles[row].services
    if not sum(offered.values()):
        return Said("focus_not_stated")
    have = sorted((slug for slug in reading.services if slug in offered), key=lambda slug: -offered[slug])
    percent = sum(offered[slug] for slug in have)
    params = {"percent": {"percent": percent}, "services": listed("service", tuple(have))}
    return Said("focus", params, gap=share < HALF)


RULES = (
    ScoredRule(
        "text",
        "skills",
        26.0,
        _(
            "The brief's words are looked up in the agency's profile and in each of its case studies; rare words "
            "count more, and several fitting case studies count more than one."
        ),
        always,
        _text,
        _say_text,
    ),
    ScoredRule(
        "coverage",
        "skills",
        14.0,
        _("How many of the services asked for the agency offers. One that names none is judged by its texts."),
        _names_services,
        _coverage,
        _say_coverage,
    ),
    ScoredRule(
        "focus",
        "skills",
        10.0,
        _("How much of the agency's work lies in the services asked for; half of it is enough for all the points."),
        _names_services,
        _focus,
        _say_focus,
    ),
)
