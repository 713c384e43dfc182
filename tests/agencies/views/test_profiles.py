"""Public profiles, finished projects and pictures: who sees what."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import Membership, Organisation, User
from agencies.actions import agencies, case_studies
from agencies.models import Agency, CaseStudy
from tests import factories
from tests.marketplace.lib.test_pictures import encoded

SignIn = Callable[[User], Client]
Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def told(paperlark: Agency, grace: User) -> CaseStudy:
    """A case study with a picture, and a logo."""
    agencies.edit(paperlark, by=grace, services={"crm": 100}, website="https://paperlark.example/", country="IE")
    agencies.change_logo(paperlark, logo=ContentFile(encoded("WEBP")), by=grace)
    story = case_studies.add(
        paperlark, by=grace, title="Seat booking", text="Forty a week\n\nto none.", amount=7_200_000
    )
    case_studies.add_picture(story, image=ContentFile(encoded("WEBP")), alt="A seat map", by=grace)
    return story


def addresses(story: CaseStudy) -> list[str]:
    agency = story.agency
    agency.refresh_from_db()
    return [
        agency.get_absolute_url(),
        f"{agency.get_absolute_url()}work/",
        f"{agency.get_absolute_url()}work/{story.code}/",
        agency.logo_url,
        story.pictures.get().url,
    ]


def test_a_draft_is_there_for_its_own_people_only(
    told: CaseStudy, grace: User, moss: User, mallory: User, rival: User, client: Client, signed_in: SignIn
) -> None:
    pages = addresses(told)
    for state, stranger in (("published", 200), ("paused", 200), ("draft", 404)):
        Agency.objects.filter(pk=told.agency_id).update(state=state)
        for page in pages:
            assert {signed_in(own).get(page).status_code for own in (grace, moss)} == {200}, page
            assert {c.get(page).status_code for c in (client, signed_in(mallory), signed_in(rival))} == {stranger}, page
    Membership.objects.filter(user=moss).delete()
    assert {signed_in(moss).get(page).status_code for page in pages} == {404}


def test_a_case_study_is_found_under_its_own_agency_only(told: CaseStudy, rival: User, client: Client) -> None:
    assert client.get(f"/agencies/merrowline/work/{told.code}/").status_code == 404
    assert client.get("/agencies/paperlark/work/none/").status_code == 404


def test_pictures_are_served_so_that_nothing_in_them_can_run(told: CaseStudy, client: Client) -> None:
    for address in addresses(told)[3:]:
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(answer.streaming_content)[:4] == b"RIFF"


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/logos/",
        "/media/other/a.webp",
        "/media/logos/../settings.webp",
        "/media/logos/none.webp",
        "/media/case-studies/%2e%2e.webp",
    ],
)
def test_nothing_else_is_served_from_media(told: CaseStudy, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_profile_says_what_there_is_and_invents_nothing(told: CaseStudy, client: Client) -> None:
    page = client.get("/agencies/paperlark/").content.decode()
    assert 'rel="ugc nofollow noopener">paperlark.example</a>' in page
    assert "CRM" in page
    assert "Takes leads" in page
    assert "A seat map" in page
    assert "eviews" not in page  # there are none yet
    Agency.objects.update(state="paused", minimum_budget=None, team_size=None)
    page = client.get("/agencies/paperlark/").content.decode()
    assert "This profile is paused." in page
    assert "not stated" in page


def test_unclaimed_profiles_say_so_and_stay_out_of_search_engines(told: CaseStudy, client: Client) -> None:
    assert 'content="noindex"' not in client.get("/agencies/paperlark/").content.decode()
    Organisation.objects.filter(agency=told.agency).update(claimed_at=None)
    page = client.get("/agencies/paperlark/").content.decode()
    assert "not claimed yet" in page
    assert 'content="noindex"' in page
    assert "Free from" not in page


def test_a_member_finds_the_way_to_edit_and_nobody_else(
    paperlark: Agency, grace: User, moss: User, rival: User, signed_in: SignIn
) -> None:
    shown = {
        u.name: "Edit profile" in signed_in(u).get("/agencies/paperlark/").content.decode()
        for u in (grace, moss, rival)
    }
    assert shown == {"Grace Lind": True, "Moss Reed": False, "Rival Moss": False}


def test_nobody_is_asked_to_hire_their_own_agency(
    paperlark: Agency, grace: User, moss: User, rival: User, signed_in: SignIn
) -> None:
    asked = {
        u.name: "Work with Paperlark" in signed_in(u).get("/agencies/paperlark/").content.decode()
        for u in (grace, moss, rival)
    }
    assert asked == {"Grace Lind": False, "Moss Reed": False, "Rival Moss": True}


@pytest.mark.parametrize(("address", "most"), [("/agencies/paperlark/", 10), ("/agencies/paperlark/work/", 10)])
def test_pages_ask_as_much_for_one_case_study_as_for_twenty(
    told: CaseStudy, grace: User, client: Client, signed_in: SignIn, query_count: Count, address: str, most: int
) -> None:
    own = signed_in(grace)
    before = [query_count(partial(c.get, address)) for c in (client, own)]
    for number in range(19):
        factories.case_study(agency=told.agency, title=f"Project {number}")
        told.agency.industries.create(industry=f"industry-{number}")
    assert [query_count(partial(c.get, address)) for c in (client, own)] == before
    assert max(before) <= most


def test_long_and_odd_texts_are_shown(paperlark: Agency, client: Client) -> None:
    Agency.objects.update(name="Щ" * 120, tagline="W" * 140, description="\u200b" + "x" * 10_000, city="")
    assert client.get("/agencies/paperlark/").status_code == 200
    assert client.get("/agencies/").status_code == 200
