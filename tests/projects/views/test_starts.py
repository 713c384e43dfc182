"""Links that open the wizard half written, and the credit that the page they stand on gets."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from marketplace.lib import starts
from marketplace.lib.origins import Origin
from projects.models import Project
from projects.views import keys
from tests.projects import briefs

NEW = "/projects/new/"
ORIGIN = Origin("/blog/python/", page=7, block="0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa", variant="b")
LINK = starts.url(service="python-back-end", budget="30-60", preset="python-back-end", origin=ORIGIN)
HIDDEN = re.compile(r'<input type="hidden" name="(came_from|service|budget|preset|form_token)" value="([^"]*)"')


def _posted(client: Client, link: str = LINK, **changes: Any) -> Project:
    """Open a link and press the button with what stands in the form's hidden fields."""
    hidden = dict(HIDDEN.findall(client.get(link).content.decode().replace("&amp;", "&")))
    client.post(NEW, {**hidden, **briefs.what(), **changes})
    return Project.objects.latest("pk")


def test_a_link_opens_the_wizard_half_written_and_writes_nothing(client: Client, db: None) -> None:
    page = client.get(LINK).content.decode()
    assert "[number of users]" in page
    assert "This brief is half written." in page
    assert 'value="Python back end for [your product]"' in page
    assert not Project.objects.exists()
    assert keys.COOKIE not in client.cookies


def test_service_and_budget_stand_in_their_steps(client: Client, db: None) -> None:
    project = _posted(client)
    assert project.answers["services"] == ["python-back-end"]
    services = client.get(reverse("projects:edit", args=[project.code, "services"])).content.decode()
    assert re.search(r'value="python-back-end"[^>]* (?:checked|selected)', services)
    budget = client.get(reverse("projects:edit", args=[project.code, "budget"])).content.decode()
    assert 'value="30,000"' in budget
    assert 'value="60,000"' in budget
    assert "is-wrong" not in budget


def test_the_members_country_is_still_suggested_beside_a_given_budget(ada: User, client: Client) -> None:
    client.force_login(ada)
    country = ada.organisations.get().country
    assert country
    project = _posted(client)
    page = client.get(reverse("projects:edit", args=[project.code, "budget"])).content.decode()
    assert f'value="{country}" selected' in page


def test_the_draft_keeps_page_block_and_variant(client: Client, db: None) -> None:
    assert _posted(client).came_from == str(ORIGIN)
    assert Origin.parse(Project.objects.get().came_from) == ORIGIN


@pytest.mark.parametrize(
    "query",
    [
        "service=&budget=&preset=&from=",
        "service=unknown&budget=999&preset=none&from=nowhere",
        "service=python-back-end%00&budget[]=1&preset=%FF%FE",
        "service=" + "x" * 5000,
        "from=//evil.example/&preset=<script>alert(1)</script>",
        "from=javascript:alert(1)",
        "from=/%5Cevil.example/",
    ],
)
def test_unknown_values_count_as_none(client: Client, db: None, query: str) -> None:
    project = _posted(client, f"{NEW}?{query}")
    assert project.came_from == ""
    assert "services" not in project.answers
    assert "budget_high" not in project.answers
    assert "<script>alert" not in client.get(f"{NEW}?{query}").content.decode()


def test_forged_hidden_fields_are_read_as_strictly(client: Client, db: None) -> None:
    client.post(NEW, briefs.what(came_from="/blog/?page=7&block=<b>", service="' OR 1=1", budget="free", preset="x"))
    project = Project.objects.get()
    assert project.came_from == "/blog/"
    assert set(project.answers) == {"title", "text"}


def test_what_was_typed_wins_over_the_half_written_text(client: Client, db: None) -> None:
    assert _posted(client, text="Our own words about ferries and islands.").answers["text"].startswith("Our own words")


def test_a_refused_first_step_keeps_where_it_came_from(client: Client, db: None) -> None:
    sent = {"came_from": str(ORIGIN), "service": "python-back-end", "budget": "30-60", "preset": "python-back-end"}
    answer = client.post(NEW, briefs.what(text="x" * 300_000, **sent))
    assert answer.status_code == 422
    kept = dict(HIDDEN.findall(answer.content.decode().replace("&amp;", "&")))
    assert {name: kept[name] for name in sent} == sent


def test_the_panel_counts_for_the_service_of_the_link(client: Client, db: None) -> None:
    answer = client.post("/projects/new/panel/", briefs.what(service="python-back-end", budget="30-60"))
    assert answer.status_code == 200


def test_steps_sign_up_and_adoption_change_nothing_about_the_credit(client: Client, ada: User) -> None:
    project = _posted(client)
    client.post(reverse("projects:edit", args=[project.code, "why"]), {"reason": "Now.", "seen_version": 1})
    client.force_login(ada)
    client.post(reverse("projects:adopt", args=[project.code]))
    project.refresh_from_db()
    assert project.organisation == ada.organisations.get()
    assert project.came_from == str(ORIGIN)


def test_what_a_signed_out_person_typed_leaves_the_credit_of_their_draft(client: Client, ada: User) -> None:
    client.force_login(ada)
    mine = _posted(client)
    client.logout()
    client.post(reverse("projects:edit", args=[mine.code, "why"]), {"reason": "Typed in vain?"})
    client.force_login(ada)
    client.post(reverse("projects:adopt", args=[Project.objects.latest("pk").code]))
    mine.refresh_from_db()
    assert mine.answers["reason"] == "Typed in vain?"
    assert mine.came_from == str(ORIGIN)


def test_blanks_that_still_stand_are_named_before_publishing(ada: User, client: Client) -> None:
    client.force_login(ada)
    text = "We need a back end for [number of users] people who book ferries between the islands."
    project = briefs.draft(ada.organisations.get(), text=text)
    page = client.get(reverse("projects:edit_check", args=[project.code])).content.decode()
    assert "Some blanks still stand in your brief." in page
    whole = briefs.draft(ada.organisations.get())
    page = client.get(reverse("projects:edit_check", args=[whole.code])).content.decode()
    assert "Some blanks" not in page


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_tracked_begins_a_brief_that_says_nothing_of_its_page(
    client: Client, db: None, header: str
) -> None:
    client.post(NEW, briefs.what(came_from=str(ORIGIN), service="python-back-end"), headers={header: "1"})
    project = Project.objects.get()
    assert project.came_from == ""
    assert project.answers["services"] == ["python-back-end"]
