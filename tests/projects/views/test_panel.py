"""The panel beside the wizard: counts without names, for everybody, so often and no more."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from projects.models import Project
from projects.views import panel
from tests.projects import briefs

NEW = "/projects/new/panel/"


@pytest.fixture
def market(db: None) -> list[str]:
    names = ["Saltgrove", "Kvistwerk", "Ferrovale", "Quillon"]
    for name in names:
        briefs.fitting_agency(name)
    return names


def test_a_visitor_sees_how_many_and_why_but_never_who(client: Client, market: list[str]) -> None:
    page = client.post(
        NEW, briefs.what(text="A booking back end in Python for ferries between islands")
    ).content.decode()
    assert "of 4 agencies" in page
    assert "Agency A" in page
    assert not [name for name in market if name in page or name.lower() in page]


def test_fewer_than_three_are_not_counted(client: Client, db: None) -> None:
    briefs.fitting_agency("Saltgrove")
    page = client.post(NEW, briefs.what()).content.decode()
    assert "Fewer than 3 agencies" in page
    assert "Agency A" not in page


def test_the_box_on_the_home_page_gets_a_glance(client: Client, market: list[str]) -> None:
    page = client.post(NEW, {"brief": "A booking back end in Python for ferries between islands"}).content.decode()
    assert "match so far" in page
    assert "Agency A" not in page


def test_the_panel_reads_what_is_typed_and_saves_nothing(ada: User, client: Client, market: list[str]) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    path = reverse("projects:panel", args=[project.code, "budget"])
    assert "of 4 agencies" in client.post(path, briefs.budget(budget_high="90k")).content.decode()
    before = project.answers
    project.refresh_from_db()
    assert (project.answers, project.answers_version) == (before, 1)


def test_half_typed_answers_do_not_stop_the_panel(client: Client, market: list[str]) -> None:
    assert client.post(NEW, {"title": "N", "text": ""}).status_code == 200
    assert client.post(NEW, {}).status_code == 200
    assert client.post(NEW, {"text": "w" * 300_000}).status_code == 200
    assert client.post(NEW, {"brief": "w" * 300_000}).status_code == 422


def test_nothing_is_begun_by_looking(client: Client, market: list[str]) -> None:
    client.post(NEW, briefs.what())
    assert not Project.objects.exists()


def test_one_address_looks_only_so_often(client: Client, db: None) -> None:
    codes = [client.post(NEW, {}).status_code for _ in range(panel.LOOKS_A_MINUTE + 1)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {200}
