"""The wizard's pages: for visitors and members, with old tabs, odd input and other people's codes."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from accounts.models import User
from projects.actions import drafts
from projects.forms.steps import STEPS
from projects.models import BriefVersion, Project
from projects.states import ProjectState
from projects.views import keys, wizard
from tests.projects import briefs

NEW = "/projects/new/"
HTMX = {"HX-Request": "true"}


def _edit(project: Project, step: str = "what") -> str:
    return reverse("projects:edit", args=[project.code, step])


def _begun(client: Client, **changes: Any) -> Project:
    client.post(NEW, briefs.what(**changes))
    return Project.objects.latest("pk")


def test_get_writes_nothing(client: Client, db: None) -> None:
    assert client.get(NEW).status_code == 200
    assert client.get(f"{NEW}?service=python-back-end").status_code == 200
    assert not Project.objects.exists()
    assert keys.COOKIE not in client.cookies


def test_a_visitors_first_post_begins_a_draft_and_gives_a_key(client: Client, db: None) -> None:
    answer = client.post(NEW, briefs.what(came_from="/blog/python/"))
    project = Project.objects.get()
    assert answer.headers["Location"] == _edit(project, "why")
    assert project.came_from == "/blog/python/"
    cookie = client.cookies[keys.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert project.draft_key_hash
    assert project.draft_key_hash not in cookie.value


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_foreign_place_of_origin_is_not_kept(client: Client, db: None, path: str) -> None:
    client.post(NEW, briefs.what(came_from=path))
    assert Project.objects.get().came_from == ""


def test_a_first_post_with_mistakes_is_kept_and_leads_to_them(client: Client, db: None) -> None:
    answer = client.post(NEW, briefs.what(title="", text="Website"), follow=True)
    assert Project.objects.get().answers["text"] == "Website"
    assert "Enter a name for the project" in answer.content.decode()


def test_the_same_form_posted_twice_begins_one_draft(client: Client, db: None) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(NEW).content.decode())
    assert token
    answers = [client.post(NEW, briefs.what(form_token=token[1])) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Project.objects.count() == 1


def test_the_box_on_the_home_page_begins_a_draft(client: Client, db: None) -> None:
    words = "We run ferries between six islands. The booking system is old."
    answer = client.post(NEW, {"brief": words, "budget": "30-60", "start": "month"})
    project = Project.objects.get()
    assert answer.headers["Location"] == _edit(project)
    assert (project.title, project.answers["text"]) == ("We run ferries between six islands", words)
    assert project.answers["budget_high"] == "60,000"
    page = client.get(answer.headers["Location"]).content.decode()
    assert words in page
    assert "error-summary" not in page


def test_a_second_draft_of_a_browser_hangs_on_the_same_key(client: Client, db: None) -> None:
    first, second = _begun(client), _begun(client, title="Another")
    assert first.draft_key_hash == second.draft_key_hash
    assert client.get(_edit(first)).status_code == 200


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_page_that_shows_what_was_typed(ada: User, client: Client, step: str) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    page = client.get(_edit(project, step)).content.decode()
    shown = {"what": "New booking back end", "why": "every June", "services": "python-back-end", "budget": "85k"}
    assert shown.get(step, "Plain code") in page
    assert page.count("<h1") == 1
    assert f'value="{project.answers_version}"' in page


def test_saving_leads_on_step_by_step_to_the_check_page(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    for step, then in zip(STEPS, [*list(STEPS)[1:], "check"], strict=True):
        project.refresh_from_db()
        known = briefs.all_answers()
        posted = {name: known[name] for name in STEPS[step].base_fields}
        answer = client.post(_edit(project, step), {**posted, "seen_version": project.answers_version})
        assert answer.headers["Location"].endswith(f"/edit/{then}/"), step
    assert "Before you can publish" not in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("go", "then"), [("back", "what"), ("update", "why"), ("later", "/projects/"), ("nonsense", "services")]
)
def test_each_button_saves_and_leads_where_it_says(ada: User, client: Client, go: str, then: str) -> None:
    client.force_login(ada)
    project = _begun(client)
    answer = client.post(_edit(project, "why"), {"reason": "Now.", "seen_version": 1, "go": go})
    assert then in answer.headers["Location"]
    project.refresh_from_db()
    assert project.answers["reason"] == "Now."


def test_wrong_answers_are_saved_and_named_beside_their_fields(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    answer = client.post(_edit(project, "budget"), briefs.budget(starts_on="2027-02-31", seen_version=1))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter a day that exists" in page
    assert 'aria-invalid="true"' in page
    project.refresh_from_db()
    assert project.answers["starts_on"] == "2027-02-31"


def test_a_brief_of_a_hundred_thousand_characters_is_kept_and_answered_with_a_sentence(
    ada: User, client: Client
) -> None:
    client.force_login(ada)
    project = _begun(client)
    words = "word " * 20_000
    answer = client.post(_edit(project), briefs.what(text=words, seen_version=1))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Shorten this to 20000 characters" in page
    assert words in page
    project.refresh_from_db()
    assert project.answers["text"] == words


def test_what_nobody_can_have_written_is_shown_again_but_not_kept(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    words = "w" * 200_001
    for path in (_edit(project), NEW):
        answer = client.post(path, briefs.what(text=words, seen_version=1))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Project.objects.get().answers["text"] != words


def test_a_nul_byte_is_refused(client: Client, db: None) -> None:
    assert client.post(NEW, briefs.what(text="with \x00 inside it and more words")).status_code == 400
    assert not Project.objects.exists()


def test_markup_is_shown_as_text_everywhere(ada: User, client: Client) -> None:
    client.force_login(ada)
    evil = "<script>alert(1)</script> <img src=x onerror=alert(2)> and five more words"
    project = briefs.draft(ada.organisations.get(), title=evil[:60], text=evil, must_haves=evil, choosing=evil)
    paths = [_edit(project, step) for step in STEPS] + [_edit(project, "check"), "/projects/"]
    for path in paths:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path


def test_a_stale_tab_is_told_and_shows_both(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    client.post(_edit(project, "why"), {"reason": "From the newer tab.", "seen_version": 1})
    answer = client.post(_edit(project, "why"), {"reason": "From the older tab.", "seen_version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the newer tab." in page
    assert "From the older tab." in page
    assert 'name="seen_version" id="seen-version" value="2"' in page
    project.refresh_from_db()
    assert project.answers["reason"] == "From the newer tab."


def test_pressing_save_on_the_conflict_page_keeps_what_one_typed(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    client.post(_edit(project, "why"), {"reason": "From the newer tab.", "seen_version": 1})
    client.post(_edit(project, "why"), {"reason": "From the older tab.", "seen_version": 2})
    project.refresh_from_db()
    assert project.answers["reason"] == "From the older tab."


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "٣", "9" * 30])
def test_an_odd_version_counts_as_none_seen(ada: User, client: Client, version: str) -> None:
    client.force_login(ada)
    project = _begun(client)
    answer = client.post(_edit(project, "why"), {"reason": "Typed.", "seen_version": version})
    assert answer.status_code == 409


def test_an_autosave_says_when_and_gives_the_form_its_new_version(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    answer = client.post(_edit(project, "why"), {"reason": "While typing", "seen_version": 1}, headers=HTMX)
    page = answer.content.decode()
    assert "Saved at" in page
    assert 'value="2" hx-swap-oob="true"' in page
    assert "<h1" not in page


def test_a_stale_autosave_saves_nothing_and_says_so(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = _begun(client)
    client.post(_edit(project, "why"), {"reason": "Newer.", "seen_version": 1})
    answer = client.post(_edit(project, "why"), {"reason": "Older.", "seen_version": 1}, headers=HTMX)
    assert answer.status_code == 422
    assert "Not saved" in answer.content.decode()


def test_a_brief_published_in_another_tab_keeps_what_this_one_typed(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.publish(briefs.draft(ada.organisations.get()), by=ada)
    answer = client.post(_edit(project, "why"), {"reason": "Too late.", "seen_version": 1})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert client.get(_edit(project, "why")).headers["Location"] == project.get_absolute_url()


@pytest.mark.parametrize("name", ["edit", "edit_check", "publish", "adopt", "discard", "panel"])
def test_strangers_get_404_for_a_draft_as_for_none(ada: User, mallory: User, client: Client, name: str) -> None:
    client.force_login(mallory)
    visible, visitors = briefs.draft(ada.organisations.get()), briefs.draft(None)
    for code in (visible.code, visitors.code, "bcdfghjkmn"):
        path = reverse(f"projects:{name}", args=[code, "what"] if name in {"edit", "panel"} else [code])
        for answer in (client.post(path, briefs.what(seen_version=1)), client.get(path)):
            assert answer.status_code in {404, 405}, (name, code)
    assert BriefVersion.objects.count() == 0


def test_a_visitor_without_the_key_is_asked_to_sign_in(client: Client, db: None) -> None:
    project = briefs.draft(None)
    for path in (_edit(project), reverse("projects:edit_check", args=[project.code])):
        assert "/accounts/login/" in client.get(path).headers["Location"]
        client.cookies[keys.COOKIE] = "forged:value"
        assert "/accounts/login/" in client.get(path).headers["Location"]


def test_a_visitor_with_a_key_of_their_own_opens_no_other_visitors_draft(client: Client, db: None) -> None:
    others = briefs.draft(None, title="Somebody else's plans")
    own = _begun(client)
    assert client.get(_edit(own)).status_code == 200
    for path in (_edit(others), reverse("projects:edit_check", args=[others.code])):
        assert "/accounts/login/" in client.get(path).headers["Location"]
    client.post(_edit(others), briefs.what(title="Overwritten", seen_version=1))
    client.post(reverse("projects:discard", args=[others.code]))
    others.refresh_from_db()
    assert (others.title, others.state) == ("Somebody else's plans", ProjectState.DRAFT)
    assert others not in Project.objects.held_by(own.draft_key_hash)  # what was typed is kept in a draft of one's own


def test_a_signed_out_post_loses_nothing(ada: User, client: Client) -> None:
    original = briefs.draft(ada.organisations.get())
    typed = {"reason": "Typed for an hour, then the session ended.", "seen_version": 1}
    answer = client.post(_edit(original, "why"), typed, follow=True)
    page = answer.content.decode()
    assert typed["reason"] in page
    assert "You were signed out" in page
    client.force_login(ada)
    rescue = Project.objects.latest("pk")
    client.post(reverse("projects:adopt", args=[rescue.code]))
    original.refresh_from_db()
    assert original.answers["reason"] == typed["reason"]


def test_a_signed_out_post_tells_nobody_which_codes_exist(ada: User, client: Client) -> None:
    original = briefs.draft(ada.organisations.get())
    codes = [original.code, "bcdfghjkmn"]
    answers = [client.post(reverse("projects:edit", args=[code, "why"]), {"reason": "?"}) for code in codes]
    assert {answer.status_code for answer in answers} == {302}
    assert all(code not in answer.headers["Location"] for code, answer in zip(codes, answers, strict=True))


def test_a_signed_in_save_takes_the_browsers_draft_into_the_account(ada: User, client: Client) -> None:
    project = _begun(client)
    client.force_login(ada)
    assert "Continue your draft" in client.get(_edit(project, "why")).content.decode()
    project.refresh_from_db()
    assert project.organisation is None, "a GET hands nothing over"
    client.post(_edit(project, "why"), {"reason": "Mine now.", "seen_version": 1})
    project.refresh_from_db()
    assert project.organisation == ada.organisations.get()


def test_the_list_offers_to_continue_the_browsers_draft(ada: User, client: Client) -> None:
    project = _begun(client)
    client.force_login(ada)
    assert project.title in client.get("/projects/").content.decode()
    answer = client.post(reverse("projects:adopt", args=[project.code]))
    assert answer.headers["Location"] == _edit(project, "budget"), "the first step with something to write"
    project.refresh_from_db()
    assert project.organisation == ada.organisations.get()


def test_a_finished_draft_is_continued_where_it_is_published(ada: User, client: Client) -> None:
    project = _begun(client)
    for step in ("why", "services", "budget", "choosing"):
        project.refresh_from_db()
        typed = getattr(briefs, step)() if step != "why" else {"reason": "It falls over every June."}
        client.post(_edit(project, step), {**typed, "seen_version": project.answers_version})
    client.force_login(ada)
    check = reverse("projects:edit_check", args=[project.code])
    page = client.get(check).content.decode()
    assert "Publish brief" in page
    assert "only in this browser" not in page, "publishing takes it into the account"
    assert client.post(reverse("projects:adopt", args=[project.code])).headers["Location"] == check


def test_the_title_of_a_step_is_what_it_asks(client: Client, db: None) -> None:
    assert "<title>What you need · Your brief" in client.get(NEW).content.decode()


def test_a_visitor_who_publishes_is_led_to_sign_up_and_back(client: Client, db: None) -> None:
    project = _begun(client)
    answer = client.post(reverse("projects:publish", args=[project.code]))
    assert answer.headers["Location"] == f"/accounts/signup/?next=%2Fprojects%2F{project.code}%2Fedit%2Fcheck%2F"


def test_publishing_with_mistakes_leads_to_the_step_and_its_sentence(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get(), ends_on="31 Feb")
    answer = client.post(reverse("projects:publish", args=[project.code]), {"seen_version": 1}, follow=True)
    assert "/edit/budget/" in answer.redirect_chain[-1][0]
    assert "Enter a day that exists" in answer.content.decode()


def test_publish_posted_twice_publishes_once(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    path = reverse("projects:publish", args=[project.code])
    answers = [client.post(path, {"seen_version": 1}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [project.get_absolute_url()] * 2
    assert BriefVersion.objects.count() == 1


def test_publishing_an_old_check_page_shows_the_new_one(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    drafts.save(project, typed={"reason": "Changed since."}, seen_version=1, by=ada)
    answer = client.post(reverse("projects:publish", args=[project.code]), {"seen_version": 1}, follow=True)
    assert "changed in another tab" in answer.content.decode()
    assert not BriefVersion.objects.exists()


def test_a_signed_in_visitors_draft_is_taken_over_and_published(ada: User, client: Client) -> None:
    project = _begun(client)
    drafts.save(project, typed=briefs.all_answers(), seen_version=1, by=None)
    client.force_login(ada)
    client.post(reverse("projects:publish", args=[project.code]), {"seen_version": 2})
    project.refresh_from_db()
    assert (project.state, project.organisation) == (ProjectState.OPEN, ada.organisations.get())


def test_throwing_a_draft_away_asks_first(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    path = reverse("projects:discard", args=[project.code])
    assert "Throw the draft away" in client.get(path).content.decode()
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT
    client.post(path)
    project.refresh_from_db()
    assert project.state == ProjectState.CANCELLED


def test_one_address_begins_only_so_many_drafts_an_hour(client: Client, db: None) -> None:
    codes = [client.post(NEW, briefs.what()).status_code for _ in range(wizard.DRAFTS_AN_HOUR)]
    assert set(codes) == {302}
    answer = client.post(NEW, briefs.what(text="The one too many, with enough words in it"))
    assert answer.status_code == 429
    assert "The one too many" in answer.content.decode()
    cache.clear()
    assert client.post(NEW, briefs.what()).status_code == 302


def test_unknown_steps_are_404(ada: User, client: Client) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    assert client.get(_edit(project, "nonsense")).status_code == 404


TYPED = st.one_of(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=200))


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    step=st.sampled_from(list(STEPS)),
    posted=st.dictionaries(st.sampled_from([*briefs.all_answers(), "seen_version", "go", "form_token"]), TYPED),
)
def test_no_post_makes_a_server_error(ada: User, client: Client, step: str, posted: dict[str, str]) -> None:
    client.force_login(ada)
    project = briefs.draft(ada.organisations.get())
    answer = client.post(_edit(project, step), {"seen_version": 1, **posted})
    assert answer.status_code in {302, 409, 422}
    assert client.get(_edit(project, "check")).status_code == 200
