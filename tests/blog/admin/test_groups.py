"""The groups, and the way of a guide from its editor over a reviewer to its readers, with its mails."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from wagtail.models import GroupPagePermission, Page, PageSubscription, Site, Workflow
from wagtail.permissions import policy_registry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from blog.models import AuthorIndexPage, AuthorPage, BlogIndexPage, GuidePage, HomePage, SiteSettings
from tests.blog.admin.conftest import guide

NAMES = ("Editors", "Reviewers", "Moderators")
_PARAGRAPH = {"key": "aaaaa", "text": "Words.", "type": "unstyled", "depth": 0}
WORDS = json.dumps({"entityMap": {}, "blocks": [{**_PARAGRAPH, "inlineStyleRanges": [], "entityRanges": []}]})


def _may(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def _on_pages(group: str) -> set[tuple[str, str]]:
    rows = GroupPagePermission.objects.filter(group__name=group)
    return {(row.permission.codename, row.page.slug) for row in rows.select_related("permission", "page")}


def test_each_group_may_do_what_it_is_for_and_nothing_else() -> None:
    write = {("add_page", "home"), ("change_page", "home")}
    answer = {("publish_page", "home"), ("lock_page", "home"), ("unlock_page", "home")}
    redirects = {"add_redirect", "change_redirect", "delete_redirect"}
    assert {name: (_may(name), _on_pages(name)) for name in NAMES} == {
        "Editors": ({"access_admin", "change_sitesettings"}, write),
        "Reviewers": ({"access_admin", "change_sitesettings", *redirects}, write | answer),
        "Moderators": ({"access_admin", "moderate"}, set()),
    }


def test_no_group_may_touch_people_groups_sites_collections_or_tokens() -> None:
    given = Permission.objects.filter(group__name__in=NAMES)
    forbidden = {"user", "group", "site", "collection", "apitoken", "workflow", "task"}
    assert {permission.content_type.model for permission in given} & forbidden <= {"user"}
    assert set(given.filter(content_type__model="user").values_list("codename", flat=True)) == {"moderate"}


def test_files_are_for_editors_and_reviewers() -> None:
    from blog.models import Picture

    policy = policy_registry.get_by_type(Picture)
    people = {name: User.objects.create_user(f"{name}@briefwell.example", "x" * 12) for name in NAMES}
    for name, person in people.items():
        person.groups.add(Group.objects.get(name=name))
    may = {name: policy.user_has_permission(person, "add") for name, person in people.items()}
    assert may == {"Editors": True, "Reviewers": True, "Moderators": False}


def test_pages_have_their_workflow_and_the_default_one_is_gone() -> None:
    assert BlogIndexPage.objects.get().get_workflow().name == "Review of guides"
    assert HomePage.objects.get().get_workflow().name == "Review of pages"
    assert set(Workflow.objects.active().values_list("name", flat=True)) == {"Review of guides", "Review of pages"}


@pytest.fixture
def author() -> AuthorPage:
    index = BlogIndexPage.objects.get()
    people = AuthorIndexPage.objects.first()
    if people is None:
        people = index.add_child(instance=AuthorIndexPage(title="Authors", slug="authors"))
    return people.add_child(instance=AuthorPage(title="Edith Sorrel", slug="edith-sorrel"))


def _form(author: AuthorPage, saved: GuidePage | None = None, **changed: Any) -> dict[str, Any]:
    """What the editor's form sends for a guide."""
    return nested_form_data(
        {
            "title": "How to build a Python backend",
            "slug": "python-backend",
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "summary": "From the first sketch to the first invoice.",
            "cover": "",
            "guide_authors": inline_formset(
                [{"author": author.pk, **({"id": saved.guide_authors.get().pk} if saved else {})}],
                initial=1 if saved else 0,
            ),
            "guide_topics": inline_formset([]),
            "body": streamfield(
                [
                    (
                        "text",
                        WORDS,
                    )
                ]
            ),
            "faq": streamfield([]),
            "reviewed_on": "",
            "review_due_on": "",
            "comments": inline_formset([]),
            **changed,
        }
    )


def test_a_guide_goes_from_the_editor_over_a_reviewer_to_its_readers(
    client: Client, desk: Client, editor: User, reviewer: User, author: AuthorPage
) -> None:
    index = BlogIndexPage.objects.get()
    made = desk.post(f"/admin/pages/add/blog/guidepage/{index.pk}/", {**_form(author), "action-submit": "Submit"})
    assert made.status_code == 302, made.context["form"].errors if made.context else made
    page = GuidePage.objects.get(slug="python-backend")
    assert not page.live
    assert page.workflow_in_progress
    [submitted] = [message for message in mail.outbox if reviewer.email in message.to]
    assert submitted.from_email == "Briefwell <hello@briefwell.example>"
    assert "http://127.0.0.1:8000/admin/pages/" in submitted.body

    refused = desk.post(f"/admin/pages/{page.pk}/edit/", {**_form(author, page), "action-publish": "Publish"})
    page.refresh_from_db()
    assert not page.live, refused

    client.force_login(reviewer)
    task = page.current_workflow_task_state
    client.post(f"/admin/pages/workflow/action/{page.pk}/reject/{task.pk}/", {"comment": "Say who it is for."})
    [rejected] = [message for message in mail.outbox if editor.email in message.to]
    assert "Say who it is for." in rejected.body

    client.force_login(editor)
    client.post(f"/admin/pages/{page.pk}/edit/", {**_form(author, page), "action-submit": "Submit"})
    client.force_login(reviewer)
    page = GuidePage.objects.get(pk=page.pk)
    task = page.current_workflow_task_state
    client.post(f"/admin/pages/workflow/action/{page.pk}/approve/{task.pk}/", {"comment": ""})
    page.refresh_from_db()
    assert page.live
    assert "has been approved" in [message.subject for message in mail.outbox if editor.email in message.to][-1]


def test_an_author_named_twice_is_said_beside_the_form(desk: Client, author: AuthorPage) -> None:
    twice = inline_formset([{"author": author.pk}, {"author": author.pk}])
    path = f"/admin/pages/add/blog/guidepage/{BlogIndexPage.objects.get().pk}/"
    answer = desk.post(path, _form(author, guide_authors=twice))
    assert answer.status_code == 200
    assert not GuidePage.objects.filter(slug="python-backend").exists()


def test_a_form_without_its_counts_is_refused_as_malformed(desk: Client) -> None:
    path = f"/admin/pages/add/blog/guidepage/{BlogIndexPage.objects.get().pk}/"
    assert desk.post(path, {"title": "A guide"}).status_code == 400


def test_a_comment_reaches_whoever_owns_the_page(
    client: Client, editor: User, reviewer: User, author: AuthorPage
) -> None:
    page = guide(title="How to build a Python backend", slug="python-backend", owner=editor)
    page.save_revision(user=editor)
    PageSubscription.objects.create(page=page, user=editor, comment_notifications=True)
    client.force_login(reviewer)
    comment = {
        "text": "Who says so?",
        "contentpath": "summary",
        "position": "",
        "resolved": "",
        "deleted": "",
        "replies": inline_formset([]),
    }
    sent = client.post(f"/admin/pages/{page.pk}/edit/", _form(author, comments=inline_formset([comment])))
    assert sent.status_code == 302, sent.context["form"].errors
    [told] = [message for message in mail.outbox if editor.email in message.to]
    assert "Who says so?" in told.body
    assert told.from_email == "Briefwell <hello@briefwell.example>"


def test_editors_set_the_links_of_the_site_and_moderators_do_not(client: Client, desk: Client, moderator: User) -> None:
    settings = SiteSettings.for_site(Site.objects.get())
    path = f"/admin/settings/blog/sitesettings/{settings.site_id}/"
    assert desk.get(path).status_code == 200
    client.force_login(moderator)
    assert client.get(path).headers["Location"] == "/admin/"


def test_an_editor_may_not_publish_by_any_button(desk: Client) -> None:
    page = guide(live=False)
    assert not Page.objects.get(pk=page.pk).permissions_for_user(User.objects.get(name="Editor")).can_publish()
    desk.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/", {"next": "/admin/"})
    page.refresh_from_db()
    assert not page.live
