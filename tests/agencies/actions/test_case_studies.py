"""Finished projects and their pictures: each change one version of the profile."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from agencies.actions import case_studies
from agencies.actions.agencies import ProfileChanged
from agencies.models import Agency, AgencyEvent, CaseStudy, ProfileVersion
from agencies.search import as_profile
from tests.marketplace.lib.test_pictures import encoded


def engine_reads(agency: Agency) -> list[str]:
    agency.refresh_from_db()
    profile = as_profile(ProfileVersion.objects.get(agency=agency, number=agency.version).content)
    return [case_study.title for case_study in profile.case_studies]


def test_a_case_study_is_read_by_the_engine_from_the_next_version(paperlark: Agency, grace: User) -> None:
    story = case_studies.add(paperlark, by=grace, title="Seat booking", client="Secret Client", services=["crm"])
    assert paperlark.version == 1
    assert engine_reads(paperlark) == ["Seat booking"]
    assert "Secret Client" not in str(ProfileVersion.objects.get(agency=paperlark).content)  # incumbency isn't fit
    assert case_studies.edit(story, by=grace, title="Cabin booking", services=("crm",))
    assert not case_studies.edit(story, by=grace, title="Cabin booking")
    assert (story.title, story.services, engine_reads(paperlark)) == ("Cabin booking", ["crm"], ["Cabin booking"])
    case_studies.delete(story, by=grace)
    assert engine_reads(paperlark) == []
    assert [event.kind for event in paperlark.events.order_by("number")] == [
        "case_study_added",
        "case_study_edited",
        "case_study_deleted",
    ]
    assert AgencyEvent.broken_links(paperlark) == []


def test_a_stale_edit_is_refused(paperlark: Agency, grace: User) -> None:
    story = case_studies.add(paperlark, by=grace, title="One")
    case_studies.edit(story, by=grace, title="Two", seen_version=1)
    with pytest.raises(ProfileChanged):
        case_studies.edit(story, by=grace, title="Three", seen_version=1)


def test_strangers_and_members_change_nothing(paperlark: Agency, grace: User, mallory: User, moss: User) -> None:
    story = case_studies.add(paperlark, by=grace, title="One")
    picture = case_studies.add_picture(story, image=ContentFile(encoded("WEBP")), alt="A map", by=grace)
    acts: list[Any] = [
        lambda by: case_studies.add(paperlark, by=by, title="x"),
        lambda by: case_studies.edit(story, by=by, title="x"),
        lambda by: case_studies.delete(story, by=by),
        lambda by: case_studies.add_picture(story, image=ContentFile(b""), alt="x", by=by),
        lambda by: case_studies.delete_picture(picture, by=by),
    ]
    for act in acts:
        for person in (mallory, moss):
            with pytest.raises(PermissionDenied):
                act(person)
    assert CaseStudy.objects.get().title == "One"


def test_files_go_with_their_pictures(paperlark: Agency, grace: User, django_capture_on_commit_callbacks: Any) -> None:
    story = case_studies.add(paperlark, by=grace, title="One")
    first, second = (
        case_studies.add_picture(story, image=ContentFile(encoded("WEBP")), alt="A map", by=grace) for _ in range(2)
    )
    names = [str(first.image.name), str(second.image.name)]
    assert (first.width, first.height) == (40, 20)
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        case_studies.delete_picture(first, by=grace)
    assert [default_storage.exists(name) for name in names] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        case_studies.delete(story, by=grace)
    assert not default_storage.exists(names[1])


def test_a_profile_and_a_case_study_can_be_full(
    paperlark: Agency, grace: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_studies, "MOST_CASE_STUDIES", 1)
    monkeypatch.setattr(case_studies, "MOST_PICTURES", 0)
    story = case_studies.add(paperlark, by=grace, title="One")
    with pytest.raises(case_studies.TooMany, match="up to 1 case studies"):
        case_studies.add(paperlark, by=grace, title="Two")
    with pytest.raises(case_studies.TooMany, match="up to 0 pictures"):
        case_studies.add_picture(story, image=ContentFile(b""), alt="x", by=grace)
