"""Skills: what the texts show, which services are offered, how much of the work they are."""

import numpy as np

from matching.index import SERVICE_COLUMN, Mask
from matching.phrases import shown
from matching.postings import Floats
from matching.quotes import as_written, quotes
from matching.reading import Reading
from matching.rules.rule import HALF, Said, ScoredRule, listed
from matching.sentences import gettext_noop as _
from matching.types import Evidence

MOST_WORDS = 3
"""Phrases and words that one sentence names."""
FOCUSED = 50.0
"""Percent of an agency's work in the services asked for from which it counts as fully focused on them."""


def always(reading: Reading) -> bool:
    """Whether the brief has words at all."""
    return bool(reading.tokens)


def _text(reading: Reading) -> Floats:
    return reading.text_shares


def _stated(reading: Reading) -> float:
    return reading.text_stated


def _say_text(reading: Reading, row: int, share: float) -> Said:
    best = shown(reading, row)
    if best is None:
        return _say_little(reading, row, share)
    profile, document = reading.columns.profiles[row], best.document
    study = next((study for study in profile.case_studies if study.key == document.key), None)
    text = profile.text if study is None else f"{study.title}\n{study.text}"
    quoted = quotes(text, (each.words for each in best.shared))
    evidence = tuple(
        Evidence(
            term=as_written(reading.document, each.spans, quoted.get(each.words, "")),
            brief_spans=each.spans,
            source="profile" if study is None else "case_study",
            source_key=document.key,
            quote=quoted.get(each.words),
        )
        for each in best.shared
    )
    words = {"all": [{"word": found.term} for found in evidence[:MOST_WORDS]]}
    if study is None:
        return Said("text_profile", {"words": words}, evidence)
    params = {"title": study.title, "words": words}
    if study.finished_on is None:
        return Said("text_case_study", params, evidence)
    return Said("text_case_study_dated", {**params, "year": study.finished_on.year}, evidence)


def _say_little(reading: Reading, row: int, share: float) -> Said:
    """What is shared by texts that show nothing together: single words, everyday words, nothing."""
    documents = [document.counts for _, document in reading.documents_of(row)]
    single = [term for term in reading.telling if any(term in counts for counts in documents)][:MOST_WORDS]
    if not single:
        return Said("text_everyday" if share > 0.0 else "text_nothing", gap=True)
    written = [as_written(reading.document, reading.spans[term]) for term in single]
    return Said("text_single_words", {"words": {"all": [{"word": word} for word in written]}}, gap=True)


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


def _named(reading: Reading, services: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Services that are offered, each with the brief's words for it."""
    found = []
    for slug in services:
        spans = reading.service_words.get(slug, ())
        found.append(Evidence(as_written(reading.document, spans) if spans else slug, spans, "service", slug))
    return tuple(found)


def _coverage(reading: Reading) -> Floats:
    return _by_text_instead(reading, reading.columns.offers[:, _columns(reading)].mean(axis=1))


def _say_coverage(reading: Reading, row: int, share: float) -> Said:
    offered = reading.columns.profiles[row].services
    if not offered:
        return Said("services_not_stated")
    wanted = reading.services
    have = tuple(slug for slug in wanted if slug in offered)
    lacking = tuple(slug for slug in wanted if slug not in offered)
    evidence = _named(reading, have)
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
    evidence = _named(reading, tuple(have))
    return Said("focus", params, evidence) if share >= HALF else Said("focus_small", params, evidence, gap=True)


RULES = (
    ScoredRule(
        "text",
        "skills",
        26.0,
        _(
            "The brief's words are looked up in the agency's profile and in each of its case studies; rare words "
            "count more, and several fitting case studies count more than one. The fewer words a brief has, the "
            "fewer of these points can be reached."
        ),
        always,
        _text,
        _say_text,
        _stated,
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
