"""What the database refuses, each constraint once, and what rows say of themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from agencies.models import (
    Agency,
    AgencyCountry,
    AgencyEvent,
    AgencyIndustry,
    AgencyLanguage,
    AgencyService,
    CaseStudy,
    CaseStudyPicture,
    ProfileVersion,
)
from tests import factories


def refused(name: str, make: Any) -> None:
    with pytest.raises(IntegrityError) as problem, transaction.atomic():
        make()
    assert name in str(problem.value) or "UNIQUE" in str(problem.value)  # SQLite names no unique constraint


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("agency_state_is_known", {"state": "asleep"}),
        ("hourly_band_is_in_order", {"hourly_low": 2, "hourly_high": 1}),
        ("hourly_rate_is_not_negative", {"hourly_low": -1}),
        ("hourly_rate_is_not_negative", {"hourly_high": -1}),
        ("minimum_budget_is_not_negative", {"minimum_budget": -1}),
        ("team_has_somebody", {"team_size": 0}),
        ("capacity_is_believable", {"capacity": 51}),
        ("agency_has_a_name", {"name": ""}),
        ("shown_profile_was_published", {"published_at": None}),
    ],
)
def test_the_database_refuses_an_impossible_agency(paperlark: Agency, constraint: str, changes: dict[str, Any]) -> None:
    refused(constraint, lambda: Agency.objects.filter(pk=paperlark.pk).update(**changes))


def test_an_organisation_has_one_agency_and_an_address_names_one(paperlark: Agency, rival: User) -> None:
    refused(
        "organisation", lambda: Agency.objects.filter(slug="merrowline").update(organisation=paperlark.organisation)
    )
    refused("slug", lambda: Agency.objects.filter(slug="merrowline").update(slug="paperlark"))


@pytest.mark.parametrize(
    ("model", "field", "value", "constraint"),
    [
        (AgencyService, "service", "devops", "one_row_per_agency_and_service"),
        (AgencyIndustry, "industry", "health", "one_row_per_agency_and_industry"),
        (AgencyCountry, "country", "IE", "one_row_per_agency_and_country"),
        (AgencyLanguage, "language", "de", "one_row_per_agency_and_language"),
    ],
)
def test_a_list_names_a_thing_once(paperlark: Agency, model: Any, field: str, value: str, constraint: str) -> None:
    values = {field: value, "agency": paperlark, **({"focus": 5} if model is AgencyService else {})}
    model.objects.create(**values)
    refused(constraint, lambda: model.objects.create(**values))


@pytest.mark.parametrize("focus", [0, 101])
def test_a_share_is_a_percentage(paperlark: Agency, focus: int) -> None:
    refused("focus_is_a_percentage", lambda: AgencyService.objects.create(agency=paperlark, service="crm", focus=focus))


@pytest.mark.parametrize(
    ("constraint", "story"),
    [("size_is_not_negative", {"amount": -1}), ("case_study_has_a_title", {"title": ""})],
)
def test_the_database_refuses_an_impossible_case_study(
    paperlark: Agency, constraint: str, story: dict[str, Any]
) -> None:
    refused(constraint, lambda: factories.case_study(agency=paperlark, **story))


def test_an_id_of_the_source_names_one_case_study(paperlark: Agency) -> None:
    factories.case_study(agency=paperlark, external_id="1")
    refused("one_case_study_per_external_id", lambda: factories.case_study(agency=paperlark, external_id="1"))
    factories.case_study(agency=paperlark)
    factories.case_study(agency=paperlark)  # without an id there may be many


def test_a_picture_says_what_it_shows_and_its_file_is_its_own(paperlark: Agency) -> None:
    case_study = factories.case_study(agency=paperlark)

    def show(name: str, alt: str) -> None:
        # In one go: saving through the model would open the file to measure it.
        CaseStudyPicture.objects.bulk_create([CaseStudyPicture(case_study=case_study, alt=alt)])
        CaseStudyPicture.objects.filter(image="").update(image=name)

    refused("picture_says_what_it_shows", lambda: show("case-studies/a.webp", ""))
    show("case-studies/a.webp", "A map")
    refused("one_row_per_picture_file", lambda: show("case-studies/a.webp", "A map"))


def test_versions_and_events_are_numbered_once(paperlark: Agency) -> None:
    now = timezone.now()
    ProfileVersion.objects.create(agency=paperlark, number=1, content={}, created_at=now)
    refused(
        "profile_versions_are_numbered",
        lambda: ProfileVersion.objects.create(agency=paperlark, number=1, content={}, created_at=now),
    )
    AgencyEvent.objects.create(agency=paperlark, number=1, kind="a", at=now, hash="x")
    refused(
        "agency_events_are_numbered",
        lambda: AgencyEvent.objects.create(agency=paperlark, number=1, kind="b", at=now, hash="y"),
    )


def test_capacity_counts_in_full_only_while_it_is_confirmed(paperlark: Agency, settings: Any) -> None:
    now = timezone.now()
    paperlark.capacity, paperlark.capacity_confirmed_at = 4, now - timedelta(days=29)
    assert paperlark.capacity_on(now) == 4
    paperlark.capacity_confirmed_at = now - timedelta(days=settings.CAPACITY_CONFIRM_DAYS, seconds=1)
    assert paperlark.capacity_on(now) == 1
    paperlark.capacity_confirmed_at = None
    assert paperlark.capacity_on(now) == 1


def test_strangers_see_published_and_paused_profiles_only(paperlark: Agency, mallory: User, grace: User) -> None:
    case_study = factories.case_study(agency=paperlark)
    for state, seen in (("published", True), ("paused", True), ("draft", False)):
        Agency.objects.filter(pk=paperlark.pk).update(state=state)
        assert Agency.objects.visible_to(mallory).filter(pk=paperlark.pk).exists() is seen
        assert CaseStudy.objects.visible_to(mallory).filter(pk=case_study.pk).exists() is seen
        assert Agency.objects.visible_to(grace).filter(pk=paperlark.pk).exists()


def test_a_profile_says_where_it_is_and_a_case_study_what_it_was(paperlark: Agency) -> None:
    assert paperlark.place == "Ireland"
    paperlark.city, paperlark.website = "Galway", "https://paperlark.example/"
    assert (paperlark.place, paperlark.website_shown) == ("Galway, Ireland", "paperlark.example")
    case_study = factories.case_study(
        agency=paperlark,
        amount=7_200_000,
        finished_on=timezone.now().date().replace(2025),
        client="Hollin",
        services=["crm", "gone"],
    )
    assert case_study.summary == "2025 · €72,000 · Hollin"
    assert case_study.service_names == ["CRM"]
