"""Reports of the back office on what editors should look at next."""

from blog.reports.descriptions import MissingDescriptions
from blog.reports.guides import StaleGuides, ThinGuides
from blog.reports.links import BrokenLinks
from blog.reports.pictures import PicturesWithoutText
from blog.reports.report import Report

REPORTS: tuple[type[Report], ...] = (
    StaleGuides,
    ThinGuides,
    BrokenLinks,
    MissingDescriptions,
    PicturesWithoutText,
)

__all__ = ["REPORTS", "Report"]
