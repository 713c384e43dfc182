"""Creating, changing, publishing and pausing: each change one version and one event."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.models import Membership, User
from agencies.actions import agencies
from agencies.models import Agency, AgencyEvent, ProfileVersion
from agencies.search import as_profile, profile_content
from marketplace.lib.workflow import InvalidTransition
from matching.types import Amount
from tests import factories
from tests.races import at_once

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def kinds(agency: Agency) -> list[str]:
    assert AgencyEvent.broken_links(agency) == []
    return list(agency.events.order_by("number").values_list("kind", flat=True))


@pytest.fixture
def draft(ada: User) -> Agency:
    """Ada's organisation begins a profile."""
    return agencies.create(ada.organisations.get(), by=ada, at=AT)


def test_a_profile_begins_as_a_draft_with_the_organisations_name(draft: Agency) -> None:
    assert (draft.name, draft.slug, draft.state, draft.version) == (
        "Tidewater Ferries",
        "tidewater-ferries",
        "draft",
        1,
    )
    assert draft.capacity_confirmed_at == AT
    assert kinds(draft) == ["created"]


def test_creating_twice_gives_the_same_profile(draft: Agency, ada: User) -> None:
    again = agencies.create(draft.organisation, by=ada, name="Another name")
    assert (again.pk, again.name, kinds(draft)) == (draft.pk, "Tidewater Ferries", ["created"])


@pytest.mark.parametrize(("name", "slug"), [("Пример", "agency"), ("Services", None), ("Paperlark", None)])
def test_an_address_is_free_and_never_a_page_of_ours(paperlark: Agency, name: str, slug: str | None) -> None:
    found = agencies.free_slug(name)
    assert found == slug if slug else found.startswith(f"{name.lower()}-")
    assert len(found) <= 80


def test_every_version_is_what_the_engine_reads(draft: Agency, ada: User) -> None:
    agencies.edit(
        draft,
        by=ada,
        tagline="Ferries",
        description="We know tides.",
        country="IE",
        currency="GBP",
        minimum_budget=2_000_000,
        hourly_low=5_000,
        available_on=date(2026, 6, 1),
        services={"python-back-end": 70, "devops": 30},
        industries=["transport"],
        countries=["IE", "GB"],
        languages=["en"],
    )
    profile = as_profile(ProfileVersion.objects.get(agency=draft, number=2).content)
    assert profile.key == "tidewater-ferries"
    assert profile.version == 2
    assert profile.text == "Ferries\n\nWe know tides."
    assert profile.services == {"devops": 30, "python-back-end": 70}
    assert profile.countries == ("GB", "IE")
    assert profile.minimum_budget == Amount(2_000_000, "GBP")
    assert profile.hourly_high is None
    assert not profile.accepting  # a draft takes no leads
    assert (
        profile_content(Agency.objects.get(pk=draft.pk)) == ProfileVersion.objects.get(agency=draft, number=2).content
    )


def test_a_change_that_changes_nothing_makes_no_version(draft: Agency, ada: User) -> None:
    details: agencies.Details = {"tagline": "One", "services": {"crm": 100}, "languages": ["en"]}
    assert agencies.edit(draft, by=ada, **details)
    assert not agencies.edit(draft, by=ada, **details)
    assert (draft.version, kinds(draft)) == (2, ["created", "edited"])


def test_lists_are_made_what_was_said(draft: Agency, ada: User) -> None:
    agencies.edit(draft, by=ada, languages=["en", "de"], services={"crm": 50, "devops": 50})
    agencies.edit(draft, by=ada, languages=["de", "fr"], services={"crm": 100})
    assert {row.language for row in draft.languages.all()} == {"de", "fr"}
    assert {row.service: row.focus for row in draft.services.all()} == {"crm": 100}


def test_a_field_that_is_none_of_a_profiles_is_refused(draft: Agency, ada: User) -> None:
    with pytest.raises(TypeError, match="state"):
        agencies.edit(draft, by=ada, state="published")  # type: ignore[call-arg]


def test_a_stale_version_is_refused_and_changes_nothing(draft: Agency, ada: User) -> None:
    agencies.edit(draft, by=ada, tagline="Newer")
    with pytest.raises(agencies.ProfileChanged):
        agencies.edit(draft, by=ada, seen_version=1, tagline="Older")
    assert Agency.objects.get(pk=draft.pk).tagline == "Newer"
    assert agencies.edit(draft, by=ada, seen_version=2, tagline="Newest")  # control: the current one passes


@pytest.mark.parametrize("act", ["edit", "publish", "pause", "confirm_capacity", "change_logo"])
def test_who_was_removed_while_the_page_was_open_changes_nothing(paperlark: Agency, grace: User, act: str) -> None:
    more: dict[str, Any] = {"edit": {"tagline": "x"}, "change_logo": {"logo": None}}.get(act, {})
    Membership.objects.filter(user=grace).delete()
    with pytest.raises(PermissionDenied):
        getattr(agencies, act)(paperlark, by=grace, **more)
    assert kinds(paperlark) == []


def test_publishing_needs_a_complete_profile(draft: Agency, ada: User) -> None:
    with pytest.raises(agencies.NotReady) as lacking:
        agencies.publish(draft, by=ada)
    assert len(lacking.value.missing) == 4
    agencies.edit(draft, by=ada, tagline="T", description="D", country="IE", services={"crm": 100})
    agencies.publish(draft, by=ada, at=AT)
    assert (draft.state, draft.published_at) == ("published", AT)
    assert as_profile(ProfileVersion.objects.get(agency=draft, number=draft.version).content).accepting


def test_pausing_and_resuming_keep_the_day_of_publishing(paperlark: Agency, grace: User) -> None:
    agencies.edit(paperlark, by=grace, services={"crm": 100})
    published_at = paperlark.published_at
    agencies.pause(paperlark, by=grace)
    assert not as_profile(ProfileVersion.objects.get(agency=paperlark, number=paperlark.version).content).accepting
    with pytest.raises(InvalidTransition):
        agencies.pause(paperlark, by=grace)
    agencies.publish(paperlark, by=grace)
    assert (paperlark.state, paperlark.published_at) == ("published", published_at)
    with pytest.raises(InvalidTransition):
        agencies.publish(paperlark, by=grace)
    assert kinds(paperlark) == ["edited", "paused", "published"]


def test_stating_a_capacity_confirms_it(paperlark: Agency, grace: User) -> None:
    agencies.edit(paperlark, by=grace, at=AT, capacity=3)
    assert (paperlark.capacity_confirmed_at, paperlark.version) == (AT, 0)  # the same number: nothing else changed
    later = AT.replace(month=7)
    agencies.confirm_capacity(paperlark, by=grace, at=later)
    assert paperlark.capacity_confirmed_at == later
    assert kinds(paperlark) == ["capacity_confirmed"]


def test_an_old_logo_goes_when_the_new_one_is_kept(
    paperlark: Agency, grace: User, django_capture_on_commit_callbacks: Any
) -> None:
    from tests.marketplace.lib.test_pictures import encoded

    first = ContentFile(encoded("WEBP"))
    with django_capture_on_commit_callbacks(execute=True):
        agencies.change_logo(paperlark, logo=first, by=grace)
    old = str(paperlark.logo.name)
    assert default_storage.exists(old)
    assert (paperlark.logo_width, paperlark.logo_height) == (40, 20)
    with django_capture_on_commit_callbacks(execute=True):
        agencies.change_logo(paperlark, logo=None, by=grace)
    assert not default_storage.exists(old)
    assert paperlark.logo_url == ""
    assert kinds(paperlark) == ["logo_changed", "logo_changed"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_one_saves_and_the_other_is_told() -> None:
    member = factories.member()
    agency = agencies.create(member.organisation, by=member.user)

    def save(number: int) -> bool:
        return agencies.edit(
            Agency.objects.get(pk=agency.pk), by=member.user, seen_version=1, tagline=f"Tagline {number}"
        )

    results, failures = at_once(8, save)
    assert (len(results), {type(failure) for failure in failures}) == (1, {agencies.ProfileChanged})
    # Control: without the version all of them write, and the last one wins.
    results, failures = at_once(
        8, lambda number: agencies.edit(Agency.objects.get(pk=agency.pk), by=member.user, tagline=f"Other {number}")
    )
    assert (len(results), failures) == (8, [])
    assert AgencyEvent.broken_links(agency) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_creating_at_once_makes_one_profile() -> None:
    member = factories.member()
    made, failures = at_once(8, lambda _number: agencies.create(member.organisation, by=member.user).pk)
    assert (len(set(made)), failures) == (1, [])
    assert connection.vendor == "postgresql"
