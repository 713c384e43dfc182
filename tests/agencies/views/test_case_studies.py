"""One's own finished projects and their pictures at /settings/agency/work/."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.form_tokens import FIELD
from accounts.models import Membership, User
from agencies.actions import agencies, case_studies
from agencies.forms import pictures
from agencies.models import Agency, CaseStudy, CaseStudyPicture
from tests import factories
from tests.marketplace.lib.test_pictures import encoded

NEW = "/settings/agency/work/new/"
STORY = {
    "title": "Seat booking",
    "text": "Forty a week to none.",
    "client": "",
    "industry": "transport",
    "services": ["python-back-end"],
    "finished_on": "2025-03-01",
    "amount": "72k",
    "currency": "EUR",
}


@pytest.fixture
def own(grace: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(grace)


@pytest.fixture
def story(paperlark: Agency, grace: User) -> CaseStudy:
    return case_studies.add(paperlark, by=grace, title="Seat booking", currency="EUR")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(story: CaseStudy, more: str = "") -> str:
    return f"/settings/agency/work/{story.code}/{more}"


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", encoded("PNG"), content_type="image/png")


def test_a_double_click_adds_one_case_study(own: Client, paperlark: Agency) -> None:
    form = STORY | {FIELD: str(uuid.uuid4())}
    first, second = own.post(NEW, form), own.post(NEW, form)
    added = CaseStudy.objects.get()
    assert first.url == second.url == page_of(added)
    assert (added.amount, added.services, str(added.finished_on)) == (7_200_000, ["python-back-end"], "2025-03-01")
    own.post(NEW, STORY | {FIELD: str(uuid.uuid4())})  # control: another form adds another
    assert CaseStudy.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " \u200b", "Enter a title for this project."),
        ("title", "x" * 201, "Shorten this to 200 characters. It has 201."),
        ("text", "x" * 100_000, "Shorten this to 5000 characters. It has 100000."),
        ("industry", "nothing", "Choose an industry from the list."),
        ("services", ["nothing"], "Choose services from the list."),
        ("finished_on", "2999-01-01", "This day has not come yet."),
        ("finished_on", "0001-01-01", "Check the year."),
        ("finished_on", "31.02.2020", "Enter a day that exists"),
        ("amount", "lots", "Enter an amount in figures"),
        ("currency", "DOGE", "Choose a currency from the list."),
    ],
)
def test_bad_input_gets_a_sentence(own: Client, paperlark: Agency, field: str, value: Any, sentence: str) -> None:
    answer = own.post(NEW, STORY | {field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not CaseStudy.objects.exists()


def test_editing_saves_and_a_stale_tab_is_told(own: Client, story: CaseStudy, grace: User) -> None:
    assert own.post(page_of(story), STORY | {"title": "Cabins", "version": "1"}).url == "/settings/agency/work/"
    agencies.edit(story.agency, by=grace, tagline="Newer")
    answer = own.post(page_of(story), STORY | {"title": "Mine", "version": "2"})
    assert answer.status_code == 409
    assert 'value="Mine"' in text(answer)
    assert "Cabins" in text(answer)
    story.refresh_from_db()
    assert story.title == "Cabins"


def test_foreign_case_studies_are_not_there(own: Client, story: CaseStudy, rival: User) -> None:
    foreign = factories.case_study(agency=Agency.objects.get(slug="merrowline"), title="Theirs")
    for more in ("", "delete/"):
        assert own.get(page_of(foreign, more)).status_code == 404
        assert own.post(page_of(foreign, more), STORY).status_code == 404
    assert own.post(page_of(foreign, "pictures/"), {"image": picture(), "alt": "x"}).status_code == 404
    shown = CaseStudyPicture(case_study=foreign, alt="x")
    shown.image.save("a.webp", SimpleUploadedFile("a.webp", encoded("WEBP")))
    assert own.post(page_of(story, f"pictures/{shown.key}/delete/")).status_code == 404
    assert own.post(page_of(foreign, f"pictures/{shown.key}/delete/")).status_code == 404
    assert CaseStudyPicture.objects.filter(pk=shown.pk).exists()


def test_deleting_asks_first(own: Client, story: CaseStudy) -> None:
    assert "Delete “Seat booking”?" in text(own.get(page_of(story, "delete/")))
    assert CaseStudy.objects.exists()
    assert own.post(page_of(story, "delete/")).url == "/settings/agency/work/"
    assert not CaseStudy.objects.exists()
    assert own.post(page_of(story, "delete/")).status_code == 404


def test_a_picture_needs_words_and_is_added_once(own: Client, story: CaseStudy) -> None:
    address = page_of(story, "pictures/")
    answer = own.post(address, {"image": picture(), "alt": " "})
    assert answer.status_code == 422
    assert "Say in a few words what the picture shows." in text(answer)
    token = str(uuid.uuid4())
    for _ in range(2):
        assert own.post(address, {"image": picture(), "alt": "A seat map", FIELD: token}).url == page_of(story)
    shown = CaseStudyPicture.objects.get()
    assert (shown.width, shown.height) == (40, 20)
    assert 'alt="A seat map"' in text(own.get(page_of(story)))
    assert own.post(page_of(story, f"pictures/{shown.key}/delete/")).url == page_of(story)
    assert not CaseStudyPicture.objects.exists()


@pytest.mark.parametrize("content", [b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"])
def test_what_is_no_picture_is_refused(own: Client, story: CaseStudy, content: bytes) -> None:
    answer = own.post(page_of(story, "pictures/"), {"image": SimpleUploadedFile("a.png", content), "alt": "x"})
    assert answer.status_code == 422
    assert not CaseStudyPicture.objects.exists()


def test_a_full_profile_says_so(own: Client, story: CaseStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_studies, "MOST_CASE_STUDIES", 1)
    answer = own.post(NEW, STORY)
    assert (answer.status_code, "Delete one first." in text(answer)) == (422, True)


def test_an_empty_list_says_what_to_do(own: Client, paperlark: Agency) -> None:
    assert "Add the first one" in text(own.get("/settings/agency/work/"))


def test_pictures_of_one_person_have_a_limit_and_its_sentence_stands_beside_the_field(
    own: Client, story: CaseStudy, moss: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PICTURES_AN_HOUR", 2)
    sent = {"image": SimpleUploadedFile("a.png", b"no picture"), "alt": "A seat map"}
    assert "You sent more" not in text(own.post(page_of(story, "pictures/"), sent))  # what is refused counts too
    assert own.post("/settings/agency/logo/", {"logo": picture()}).status_code == 302  # and so does a logo
    answer = own.post(page_of(story, "pictures/"), {"image": picture(), "alt": "A seat map"})
    assert answer.status_code == 422
    beside = text(answer).partition('id="id_image_error"')[2].partition("</div>")[0]
    assert "You sent more than 2 pictures within an hour." in beside
    assert 'value="A seat map"' in text(answer)
    assert not CaseStudyPicture.objects.exists()
    assert "You sent more" in text(own.post("/settings/agency/logo/", {"logo": picture()}))
    # control: somebody else of the same agency has a count of their own, and so has the next hour
    Membership.objects.filter(user=moss).update(role="manager")
    theirs = signed_in(moss).post(page_of(story, "pictures/"), {"image": picture(), "alt": "A seat map"})
    assert theirs.url == page_of(story)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert own.post(page_of(story, "pictures/"), {"image": picture(), "alt": "Later"}).url == page_of(story)
