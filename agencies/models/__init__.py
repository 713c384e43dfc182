"""Agencies, what they offer, what they did, and every version of their profile."""

from agencies.models.agencies import Agency, AgencyCountry, AgencyIndustry, AgencyLanguage, AgencyService
from agencies.models.case_studies import CaseStudy, CaseStudyPicture
from agencies.models.directory import DirectoryEdition
from agencies.models.history import AgencyEvent
from agencies.models.profile_versions import ProfileVersion
from agencies.models.verification import VerificationStep

__all__ = [
    "Agency",
    "AgencyCountry",
    "AgencyEvent",
    "AgencyIndustry",
    "AgencyLanguage",
    "AgencyService",
    "CaseStudy",
    "CaseStudyPicture",
    "DirectoryEdition",
    "ProfileVersion",
    "VerificationStep",
]
