"""The story of a brief: a visitor writes, signs up, confirms and publishes; a member does it signed in."""

import re

from django.test import Client

from accounts.models import User
from projects.models import BriefVersion, Project
from projects.states import ProjectState
from tests import factories
from tests.mails import sent
from tests.projects import briefs


def _confirmation_link() -> str:
    found = re.search(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", str(sent()[-1].body))
    assert found, sent()[-1].body
    return found[1]


def _write(client: Client, project: Project) -> None:
    """The steps after the first, each with the version its page carried."""
    answers = {
        "why": {"reason": "The old one falls over every June.", "audience": "Forty people at the quays."},
        "services": briefs.services(),
        "budget": briefs.budget(),
        "choosing": briefs.choosing(),
    }
    for step, typed in answers.items():
        page = client.get(f"/projects/{project.code}/edit/{step}/").content.decode()
        version = re.search(r'name="seen_version" id="seen-version" value="(\d+)"', page)
        assert version
        assert client.post(f"/projects/{project.code}/edit/{step}/", {**typed, "seen_version": version[1]}).url


def _publish(client: Client, project: Project) -> str:
    page = client.get(f"/projects/{project.code}/edit/check/").content.decode()
    assert "Before you can publish" not in page
    version = re.search(r'name="seen_version" value="(\d+)"', page)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert version
    assert token
    posted = {"seen_version": version[1], "form_token": token[1]}
    return client.post(f"/projects/{project.code}/publish/", posted).headers["Location"]


def test_a_visitor_writes_a_brief_signs_up_confirms_and_publishes(client: Client, db: None) -> None:
    briefs.fitting_agency()
    home = client.get("/").content.decode()
    assert "See who matches" in home
    words = "We run ferries between six islands. We need a new booking back end in Python."
    client.post("/projects/new/", {"brief": words, "budget": "30-60", "start": "month", "came_from": "/"})
    project = Project.objects.get()
    client.post(f"/projects/{project.code}/edit/what/", {**briefs.what(), "seen_version": 1})
    _write(client, project)
    sign_up = _publish(client, project)
    assert sign_up.startswith("/accounts/signup/?next=")
    answer = client.post(
        sign_up,
        {
            "name": "Rowan Ellery",
            "email": "rowan@ferries.example",
            "password1": factories.PASSWORD,
            "organisation": "Tidewright",
            "purpose": "post",
            "terms": "on",
            "next": f"/projects/{project.code}/edit/check/",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT
    confirmed = client.post(_confirmation_link())
    assert confirmed.headers["Location"] == f"/projects/{project.code}/edit/check/"
    rowan = User.objects.get(email="rowan@ferries.example")
    assert "Continue your draft" in client.get("/projects/").content.decode()
    assert _publish(client, project) == f"/projects/{project.code}/"
    project.refresh_from_db()
    assert (project.state, project.organisation) == (ProjectState.OPEN, rowan.organisations.get())
    assert project.came_from == "/"
    brief = BriefVersion.objects.get()
    assert (brief.text, brief.due_at is not None) == (briefs.what()["text"], True)
    assert "Matching now" in client.get(f"/projects/{project.code}/").content.decode()


def test_a_member_writes_a_brief_signed_in_and_publishes_it_once(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.post("/projects/new/", briefs.what())
    project = Project.objects.get()
    assert project.organisation == ada.organisations.get()
    _write(client, project)
    assert _publish(client, project) == _publish_again(client, project) == f"/projects/{project.code}/"
    assert BriefVersion.objects.count() == 1
    assert project.title in client.get("/projects/").content.decode()


def _publish_again(client: Client, project: Project) -> str:
    return client.post(f"/projects/{project.code}/publish/", {"seen_version": 5}).headers["Location"]
