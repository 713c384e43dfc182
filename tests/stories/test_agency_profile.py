"""An agency writes its profile and is found: from signing in to the card in the directory."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.models import Agency, AgencyEvent, ProfileVersion
from agencies.search import as_profile
from tests import factories
from tests.marketplace.lib.test_pictures import encoded


@pytest.mark.django_db
def test_an_agency_writes_its_profile_and_is_found() -> None:
    member = factories.member(name="Grace Lind", email="grace@agency.example", organisation="Paperlark")
    grace, visitor = Client(), Client()
    grace.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    # She begins with a name; nobody else sees it, and it can't be published yet.
    assert grace.get("/settings/agency/", follow=True).redirect_chain[-1][0] == "/settings/agency/new/"
    grace.post("/settings/agency/new/", {"name": "Paperlark", "tagline": "", "country": "EE"})
    assert visitor.get("/agencies/paperlark/").status_code == 404
    assert "At least one service" in grace.get("/settings/agency/").content.decode()

    # Short forms, each by itself.
    profile = {
        "name": "Paperlark",
        "tagline": "Seats and tickets",
        "description": "We keep ferries full.",
        "country": "EE",
    }
    assert grace.post("/settings/agency/profile/", profile | {"city": "Tallinn", "version": "1"}).status_code == 302
    chosen = grace.post("/settings/agency/services/", {"services": ["python-back-end", "devops"]})
    assert grace.get(chosen.url).status_code == 200
    refused = grace.post(chosen.url, {"share-python-back-end": "80", "share-devops": "30"})
    assert "The shares sum to 110%" in refused.content.decode()
    grace.post(chosen.url, {"share-python-back-end": "80", "share-devops": "20"})
    grace.post("/settings/agency/reach/", {"industries": ["transport"], "languages": ["en", "et"]})
    terms = {"currency": "EUR", "minimum_budget": "20k", "hourly_low": "80", "capacity": "3", "accepting_leads": "on"}
    grace.post("/settings/agency/terms/", terms)
    story = grace.post(
        "/settings/agency/work/new/", {"title": "Archipelago lottery", "currency": "EUR", "finished_on": "2025-01-01"}
    )
    picture = SimpleUploadedFile("map.png", encoded("PNG"))
    grace.post(f"{story.url}pictures/", {"image": picture, "alt": "A seat map"})

    # Published, it is found by words it never wrote, under the facets that fit, and by a word of its case study.
    grace.post("/settings/agency/publish/")
    for query in ("q=djnago", "q=lottery", "q=Papelark", "service=devops&country=EE&budget=20000&accepting=1"):
        assert "Seats and tickets" in visitor.get(f"/agencies/?{query}").content.decode(), query
    assert "Seats and tickets" not in visitor.get("/agencies/?budget=10000").content.decode()
    page = visitor.get("/agencies/paperlark/").content.decode()
    for words in ("Tallinn, Estonia", "€20,000", "80%", "Archipelago lottery", "A seat map", "English and Estonian"):
        assert words in page

    # The engine reads the same.
    agency = Agency.objects.get()
    read = as_profile(ProfileVersion.objects.get(agency=agency, number=agency.version).content)
    assert (read.services, read.accepting, read.capacity) == ({"python-back-end": 80, "devops": 20}, True, 3)
    assert [case_study.title for case_study in read.case_studies] == ["Archipelago lottery"]
    assert agency.versions.count() == agency.version == 8
    assert AgencyEvent.broken_links(agency) == []

    # Paused, it stays readable and says so; it takes no leads.
    grace.post("/settings/agency/pause/")
    assert "This profile is paused." in visitor.get("/agencies/paperlark/").content.decode()
    assert "Seats and tickets" not in visitor.get("/agencies/?accepting=1").content.decode()
