"""Industry: whether the agency knows the client's world."""

import numpy as np

from matching.index import INDUSTRY_COLUMN
from matching.phrases import shown
from matching.postings import Floats
from matching.reading import Reading
from matching.rules.rule import Said, ScoredRule
from matching.sentences import gettext_noop as _
from matching.types import Evidence

STATED_INDUSTRY = 0.8
"""Share of the industry points for naming the industry without a case study in it."""


def _names_industry(reading: Reading) -> bool:
    return reading.brief.industry is not None


def _industry(reading: Reading) -> Floats:
    column = INDUSTRY_COLUMN[reading.brief.industry or ""]
    columns = reading.columns
    stated = columns.industries[:, column]
    shown = reading.readable & (columns.document_industry == column)
    proven = np.bincount(columns.owner[shown], minlength=columns.size) > 0
    tagged = reading.readable & (columns.document_industry >= 0)
    silent = ~columns.industries.any(axis=1) & (np.bincount(columns.owner[tagged], minlength=columns.size) == 0)
    shares = np.where(proven, 1.0, np.where(stated, STATED_INDUSTRY, 0.0))
    return np.where(silent, np.nan, shares)


def _say_industry(reading: Reading, row: int, share: float) -> Said:
    wanted = reading.brief.industry
    named = {"industry": {"industry": wanted}}
    if np.isnan(share):
        return Said("industry_not_stated", named)
    profile, spans = reading.columns.profiles[row], reading.industry_words
    keys = {document.key for number, document in reading.documents_of(row) if document.industry == wanted}
    studies = [study for study in profile.case_studies if study.key in keys]
    told = shown(reading, row)
    other = next((study for study in studies if told is None or study.key != told.document.key), None)
    if other is not None:
        evidence = (Evidence(wanted or "", spans, "case_study", other.key, other.title),)
        return Said("industry_shown", {**named, "title": other.title}, evidence)
    if studies:  # the text's reason quotes it: nothing is quoted twice
        return Said("industry_known", named, (Evidence(wanted or "", spans, "case_study", studies[0].key),))
    if wanted in profile.industries:
        return Said("industry_stated", named, (Evidence(wanted or "", spans, "industry", wanted),))
    return Said("industry_other", named, gap=True)


RULES = (
    ScoredRule(
        "industry",
        "industry",
        12.0,
        _("Whether a case study comes from the client's industry, or at least the profile names it."),
        _names_industry,
        _industry,
        _say_industry,
    ),
)
