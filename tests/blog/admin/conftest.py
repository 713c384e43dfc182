"""The people of the back office, and pages for them to work on."""

import importlib
from itertools import count

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from blog.models import BlogIndexPage, GuidePage, HomePage
from tests import factories
from tests.access.cast import with_second_step

_numbers = count(1)


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    """The groups and the list of guides, also after a transactional test has emptied all tables."""
    if not BlogIndexPage.objects.exists():
        HomePage.objects.get().add_child(instance=BlogIndexPage(title="Guides", slug="blog"))
    if not Group.objects.filter(name="Reviewers").exists():
        importlib.import_module("blog.migrations.0005_groups_and_workflow").create(apps, None)


def _staff(sign_in: str, group: str) -> User:
    person = factories.user(email=f"{sign_in}@briefwell.example", name=sign_in.title())
    person.groups.add(Group.objects.get(name=group))
    return with_second_step(person)


@pytest.fixture
def editor(groups: None) -> User:
    return _staff("editor", "Editors")


@pytest.fixture
def reviewer(groups: None) -> User:
    return _staff("reviewer", "Reviewers")


@pytest.fixture
def moderator(groups: None) -> User:
    return _staff("moderator", "Moderators")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """The editor, signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def guides() -> BlogIndexPage:
    return BlogIndexPage.objects.get()


def guide(text: str = "<p>Words.</p>", **fields: object) -> GuidePage:
    """A live guide with one text."""
    index = BlogIndexPage.objects.get()
    number = next(_numbers)
    made = GuidePage(
        **{
            "title": f"Guide {number}",
            "slug": f"guide-{number}",
            "summary": "What it is about.",
            "body": [{"type": "text", "value": text, "id": "11111111-1111-1111-1111-111111111111"}],
            **fields,
        }
    )
    index.add_child(instance=made)
    return made
