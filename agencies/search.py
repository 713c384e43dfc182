"""What of an agency others read: the profile as the matching engine sees it."""

from collections.abc import Mapping
from typing import Any

from agencies.models import Agency, CaseStudy
from agencies.states import AgencyState
from matching import types


def profile_content(agency: Agency) -> dict[str, Any]:
    """The JSON that a ProfileVersion keeps: `matching.types.Profile` of the rows as they are now.

    Five queries, none when services, industries, countries, languages and case studies are prefetched.
    """
    return types.Profile(
        key=agency.slug,
        version=agency.version,
        text="\n\n".join(part for part in (agency.tagline, agency.description) if part),
        services={row.service: row.focus for row in sorted(agency.services.all(), key=lambda row: row.service)},
        industries=tuple(sorted(row.industry for row in agency.industries.all())),
        country=agency.country or None,
        countries=tuple(sorted(row.country for row in agency.countries.all())),
        languages=tuple(sorted(row.language for row in agency.languages.all())),
        team_size=agency.team_size,
        hourly_low=_amount(agency.hourly_low, agency.currency),
        hourly_high=_amount(agency.hourly_high, agency.currency),
        minimum_budget=_amount(agency.minimum_budget, agency.currency),
        available_on=agency.available_on,
        case_studies=tuple(_case_study(row) for row in sorted(agency.case_studies.all(), key=lambda row: row.code)),
        capacity=agency.capacity,
        accepting=agency.state == AgencyState.PUBLISHED and agency.accepting_leads,
    ).to_json()


def as_profile(content: Mapping[str, Any]) -> types.Profile:
    """The profile that `profile_content` wrote. Raises ValueError when a field is missing or unknown."""
    return types.Profile.from_json(content)


def _amount(minor: int | None, currency: str) -> types.Amount | None:
    return None if minor is None else types.Amount(minor, currency)


def _case_study(row: CaseStudy) -> types.CaseStudy:
    # The client's name is left out on purpose: having worked for somebody before isn't fit.
    return types.CaseStudy(
        key=row.code,
        title=row.title,
        text=row.text,
        services=tuple(row.services),
        industry=row.industry or None,
        finished_on=row.finished_on,
    )
