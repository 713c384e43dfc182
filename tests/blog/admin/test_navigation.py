"""What editors set for the bar and the footer: shown at once, kept, and never leading nowhere."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from blog import epochs, navigation
from blog.models import BarLink, BlogIndexPage, SiteSettings, StandardPage
from blog.navigation import Navigation

PATH = "/admin/settings/blog/sitesettings/{}/"


@pytest.fixture
def own() -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get())


@pytest.fixture
def about() -> StandardPage:
    home = BlogIndexPage.objects.get().get_parent().specific
    return home.add_child(instance=StandardPage(title="About us", slug="about-us"))


def _set(desk: Client, own: SiteSettings, bar: list[dict[str, object]], learn: list[dict[str, object]]) -> object:
    sent = {
        "organisation_name": "Briefwell",
        "tagline": "Set by an editor.",
        "contact_address": "",
        "bar_links": inline_formset(bar),
        "footer_links": inline_formset(learn),
    }
    return desk.post(PATH.format(own.site_id), nested_form_data(sent))


def test_links_that_an_editor_sets_are_shown_to_visitors(
    desk: Client, own: SiteSettings, about: StandardPage, django_capture_on_commit_callbacks
) -> None:
    visitor = Client()
    assert "Find agencies" in visitor.get("/privacy/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = _set(
            desk,
            own,
            [{"page": about.pk, "path": "", "label": ""}, {"page": "", "path": "/agencies/", "label": "Agencies here"}],
            [{"page": BlogIndexPage.objects.get().pk, "path": "", "label": "All guides"}],
        )
    assert answer.status_code == 302
    page = visitor.get("/privacy/").content.decode()
    assert '<a href="/about-us/">About us</a>' in page
    assert "Agencies here" in page
    home = visitor.get("/terms/").content.decode()
    assert "About us" in home
    assert navigation.current().learn == (("All guides", "/blog/"),)
    assert navigation.current().tagline == "Set by an editor."


def test_a_page_that_is_gone_leaves_no_link(
    own: SiteSettings, about: StandardPage, django_capture_on_commit_callbacks
) -> None:
    own.bar_links.add(BarLink(page=about))
    with django_capture_on_commit_callbacks(execute=True):
        own.save()
    assert navigation.current().bar == (("About us", "/about-us/"),)
    with django_capture_on_commit_callbacks(execute=True):
        about.unpublish()
    assert navigation.current().bar == ()
    with django_capture_on_commit_callbacks(execute=True):
        about.save_revision().publish()
    assert len(navigation.current().bar) == 1
    with django_capture_on_commit_callbacks(execute=True):
        about.delete()
    assert navigation.current().bar == ()


def test_it_costs_nothing_until_something_changes(own: SiteSettings, query_count) -> None:
    navigation.current()
    assert query_count(navigation.current) == 0
    epochs.begin()
    with CaptureQueriesContext(connection) as queries:
        navigation.current()
    assert queries


def test_without_settings_there_is_nothing_to_show() -> None:
    SiteSettings.objects.all().delete()
    assert navigation.current() == Navigation()


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "agencies"]
)
def test_links_stay_on_this_site(desk: Client, own: SiteSettings, path: str) -> None:
    answer = _set(desk, own, [{"page": "", "path": path, "label": "There"}], [])
    assert answer.status_code == 200
    assert not BarLink.objects.exists()
    with pytest.raises(ValidationError):
        BarLink(settings=own, path=path, label="There").clean()
