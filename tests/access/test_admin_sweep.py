"""Every URL of the back office as everybody who might ask: nothing breaks, and nobody sees what is not theirs."""

import importlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site, Task, Workflow, WorkflowState

from accounts.models import User
from agencies.actions import verification
from blog.models import BlogIndexPage, HomePage, Picture, SiteSettings, StandardPage
from tests import factories
from tests.access.cast import with_second_step

ROLES = ("nobody", "client", "agency", "editor", "reviewer", "moderator", "superuser")
STAFF = {"editor": "Editors", "reviewer": "Reviewers", "moderator": "Moderators"}
OUTSIDE = ("nobody", "client", "agency")

KINDS = {IntConverter: "int", SlugConverter: "slug", StringConverter: "str"}
# One fails on purpose, to show what a failure looks like; the others, when staff post them without any field.
WAGTAILS_OWN = {
    *("wagtailadmin_error_test", "wagtailadmin_choose_page_external_link", "wagtailredirects:process_import"),
}
# Pages that anybody in the world may read: they hold words of the program and nothing else.
HARMLESS = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite", "javascript_catalog"}
# Everything that belongs to superusers alone.
SUPERUSERS_ONLY = (
    *("wagtailusers_users:", "wagtailusers_groups:", "wagtailsites:", "wagtailadmin_collections:"),
    *("wagtailadmin_workflows:index", "wagtailadmin_workflows:add", "wagtailadmin_workflows:edit"),
    *("wagtailadmin_workflows:enable", "wagtailadmin_workflows:disable", "wagtailadmin_workflows:task_index"),
)
MODERATORS = ("verification_queue", "verification_decide", "dead_jobs")
REVIEWERS = ("wagtailredirects:index", "wagtailredirects:add", "wagtailredirects:edit", "wagtailredirects:delete")
NOT_FOR_MODERATORS = (
    *("wagtailadmin_pages:edit", "wagtailadmin_pages:add", "wagtailadmin_pages:delete", "wagtailadmin_pages:history"),
    *("wagtailimages:index", "wagtailimages:edit", "wagtaildocs:index", "wagtaildocs:edit", "wagtailsettings:edit"),
    *("blog_reports:", "wagtailadmin_reports:aging_pages", "wagtailredirects:index", "wagtailredirects:edit"),
)


@dataclass
class Office:
    """The clients by role, and an object for every parameter, by route where one name means two things."""

    clients: dict[str, Client]
    values: dict[str, object]


@pytest.fixture
def office(db: None) -> Office:
    if not BlogIndexPage.objects.exists():
        HomePage.objects.get().add_child(instance=BlogIndexPage(title="Guides", slug="blog"))
    if not Group.objects.filter(name="Reviewers").exists():  # a test before this one emptied all tables
        importlib.import_module("blog.migrations.0005_groups_and_workflow").create(apps, None)
    clients = {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=False)
        if person := _person(role):
            clients[role].force_login(person)
    return Office(clients, _values())


def _person(role: str) -> User | None:
    if role == "nobody":
        return None
    if role in {"client", "agency"}:
        member = factories.member(name=role, email=f"{role}@example.com", organisation=role)
        if role == "agency":
            factories.agency(organisation=member.organisation, name="Paperlark", slug="paperlark")
        return member.user
    person = factories.user(email=f"{role}@briefwell.example", name=role, is_superuser=role == "superuser")
    if role in STAFF:
        person.groups.add(Group.objects.get(name=STAFF[role]))
    return with_second_step(person)


def _values() -> dict[str, object]:
    root = User.objects.get(is_superuser=True)
    page = HomePage.objects.get().add_child(instance=StandardPage(title="About us", slug="about-us"))
    page.save_revision(user=root).publish()
    revision = page.save_revision(user=root)
    workflow = Workflow.objects.get(name="Review of pages")
    state: WorkflowState = workflow.start(page, root)
    picture = Picture.objects.create(title="A picture", file=get_test_image_file(), uploaded_by_user=root)
    document = Document.objects.create(title="A document", file=ContentFile(b"words", "words.txt"))
    site = Site.objects.get()
    agency = factories.agency(organisation=factories.organisation("Asking"), name="Asking", slug="asking")
    owner = factories.member(email="asks@example.com", organisation=agency.organisation).user
    verification.ask(agency, by=owner, evidence="Company register 4711")
    collection = Collection.get_first_root_node().add_child(name="Covers")
    return {
        "page_id": page.pk,
        "page_pk": page.pk,
        "page_to_move_id": page.pk,
        "parent_page_id": HomePage.objects.get().pk,
        "destination_id": HomePage.objects.get().pk,
        "revision_id": revision.pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "content_type_app_name": "blog",
        "content_type_model_name": "standardpage",
        "app_label": "blog",
        "app_name": "blog",
        "model_name": "standardpage",
        "wagtailsettings:model_name": "sitesettings",
        "wagtailadmin_workflows:app_label": "wagtailcore",
        "wagtailadmin_workflows:model_name": "groupapprovaltask",
        "action": "publish",
        "action_name": "approve",
        "wagtailadmin_api:pages:action:action_name": "publish",
        "task_state_id": state.current_task_state.pk,
        "workflow_state_id": state.pk,
        "workflow_pk": workflow.pk,
        "task_id": Task.objects.get(name="A reviewer reads it").pk,
        "object_id": page.pk,
        "session_id": 1,
        "collection_id": collection.pk,
        "slug": agency.slug,
        "redirect_id": Redirect.objects.create(old_path="/old", redirect_page=page).pk,
        "image_id": picture.pk,
        "filter_spec": "width-100",
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": 1,
        "uidb64": "MQ",
        "token": "none",
        "pk": page.pk,
        "wagtailadmin_api:images:detail:pk": picture.pk,
        "wagtailadmin_api:documents:detail:pk": document.pk,
        "wagtailadmin_collections:pk": collection.pk,
        "wagtailadmin_workflows:pk": workflow.pk,
        "wagtailadmin_workflows:edit_task:pk": Task.objects.get(name="A reviewer reads it").pk,
        "wagtailadmin_workflows:disable_task:pk": Task.objects.get(name="A reviewer reads it").pk,
        "wagtailadmin_workflows:enable_task:pk": Task.objects.get(name="A reviewer reads it").pk,
        "wagtailsettings:pk": SiteSettings.for_site(site).pk,
        "wagtailsites:pk": site.pk,
        "wagtailusers_users:pk": root.pk,
        "wagtailusers_groups:pk": Group.objects.get(name="Editors").pk,
        "wagtaildocs_chooser:pk": document.pk,
        "wagtailimages_chooser:pk": picture.pk,
    }


def routes(values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(name, path) of every URL below /admin/, with real objects in the place of its parameters."""
    entries = get_resolver().url_patterns
    admin = next(entry for entry in entries if isinstance(entry, URLResolver) and str(entry.pattern) == "admin/")
    yield from _walk(admin, "/admin/", "", values)


def _walk(resolver: URLResolver, prefix: str, space: str, values: dict[str, object]) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, prefix + _filled(entry, below, values), below, values)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name or entry.pattern}"
            yield name, prefix + _filled(entry, name, values)


def _filled(entry: Any, name: str, values: dict[str, object]) -> str:
    """The pattern of one level with its parameters filled in; unnamed groups are of Wagtail's catch-all."""
    written = str(entry.pattern).removeprefix("^").removesuffix("$").replace("\\Z", "")
    for parameter, converter in entry.pattern.converters.items():
        spaces = [name, *(name.rsplit(":", cut)[0] for cut in range(1, name.count(":") + 1))]
        keys = [*(f"{space}:{parameter}" for space in spaces), parameter]
        found = next((key for key in keys if key in values), None)
        assert found, f"{name} needs its {parameter} in tests/access/test_admin_sweep.py"
        kind = KINDS[type(converter)]
        written = written.replace(f"<{kind}:{parameter}>", str(values[found])).replace(
            f"<{parameter}>", str(values[found])
        )
    if "(?P<" in written:  # one route of Wagtail's is a regular expression
        written = f"{values['page_id']}/revisions/compare/earliest...latest/"
    return written.replace("\\", "")


def _status(client: Client, method: str, path: str) -> int | str:
    """The status; `door` for a way to sign-in, `home` for Wagtail's way of saying no. What it changed is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    if answer.status_code in {301, 302} and "/login/" in answer.headers["Location"]:
        return "door"
    if answer.status_code == 302 and answer.headers["Location"] == "/admin/":
        return "home"
    return int(answer.status_code)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Thousands of requests, each with its lines in the log, are half of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(900)
def test_every_url_of_the_back_office_answers_everybody_as_they_may_expect(office: Office) -> None:
    found = {
        (method, name, role): _status(office.clients[role], method, path)
        for name, path in routes(office.values)
        for method in ("GET", "POST")
        for role in ROLES
    }
    assert sorted({name for (_method, name, _role), status in found.items() if status == 500} - WAGTAILS_OWN) == []
    wrong = [(*key, status) for key, status in found.items() if not _is_fine(key[1], key[2], status)]
    assert wrong == []


def _is_fine(name: str, role: str, status: int | str) -> bool:
    """Whether this role may get this answer: outsiders see nothing, and staff nothing that is not theirs."""
    if role in OUTSIDE and name not in HARMLESS:
        return status in {"door", 301, 302, 401, 403, 404, 405}
    shut = (
        (role != "superuser" and name.startswith(SUPERUSERS_ONLY))
        or (role not in {"moderator", "superuser"} and name in MODERATORS)
        or (role not in {"reviewer", "superuser"} and name in REVIEWERS)
        or (role == "moderator" and name.startswith(NOT_FOR_MODERATORS))
    )
    return not shut or status in {"door", "home", 302, 403, 404, 405}


def test_the_sweep_knows_that_doors_open(office: Office) -> None:
    """The control: whoever may enter gets in, or the sweep above would be content with a back office that is shut."""
    paths = dict(routes(office.values))
    opened = {
        role: {
            name
            for name in (
                *MODERATORS,
                "wagtailadmin_pages:edit",
                "wagtailusers_users:index",
                "blog_reports:broken-links",
                "wagtailredirects:index",
            )
            if _status(office.clients[role], "GET", paths[name]) == 200
        }
        for role in ROLES
    }
    pages = {"wagtailadmin_pages:edit", "blog_reports:broken-links"}
    assert opened == {
        "nobody": set(),
        "client": set(),
        "agency": set(),
        "editor": pages,
        "reviewer": {*pages, "wagtailredirects:index"},
        "moderator": set(MODERATORS),
        "superuser": {*pages, *MODERATORS, "wagtailusers_users:index", "wagtailredirects:index"},
    }
