"""Pages around the guides: that each kind renders, where it may stand, which slugs it may have, what editors see."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from blog.models import (
    AuthorIndexPage,
    AuthorPage,
    BlogIndexPage,
    GuidePage,
    HomePage,
    StandardPage,
    TopicIndexPage,
    TopicPage,
)
from blog.models.articles import RESERVED_BELOW_GUIDES, RESERVED_SLUGS
from tests.blog import articles, office

pytestmark = pytest.mark.django_db

EDITOR_S_ADDRESS = "wagtailadmin_pages:edit"


def test_every_kind_of_page_renders(client: Client) -> None:
    topic, author = articles.topic(), articles.author(biography="<p>She has bought software for ten years.</p>")
    articles.guide(topics=[topic], authors=[author], faq=[("Who pays?", "<p>You do.</p>")])
    for path in ("/blog/", "/blog/topics/budgets/", "/blog/authors/annelie-hartmoor/", "/blog/search/?q=bids"):
        page = client.get(path)
        assert page.status_code == 200
        assert b"five" in page.content
    for path in ("/blog/topics/", "/blog/authors/"):
        assert b"one guide" in client.get(path).content
    assert b"Half of it goes" in client.get("/blog/how-to-read-five-bids/").content


def test_lists_without_anything_say_so(client: Client) -> None:
    articles.topic("Empty topic")
    articles.author("Nova Writer")
    for path in ("/blog/", "/blog/topics/empty-topic/", "/blog/authors/nova-writer/", "/blog/archive/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "No guide" in page.content.decode()


def test_a_standard_page_shows_its_text(client: Client) -> None:
    body = json.dumps(articles.body("<p>We are four people.</p>"))
    articles.home().add_child(instance=StandardPage(title="About us", slug="about", body=body))
    assert b"We are four people." in client.get("/about/").content


# --- where pages may stand ---------------------------------------------------------------------------


class TestRulesOfTheTree(WagtailPageTestCase):
    def test_parents_and_children(self) -> None:
        children = {
            HomePage: {BlogIndexPage, StandardPage},
            BlogIndexPage: {GuidePage, TopicIndexPage, AuthorIndexPage},
            TopicIndexPage: {TopicPage},
            AuthorIndexPage: {AuthorPage},
            StandardPage: {StandardPage},
            GuidePage: set(),
            TopicPage: set(),
            AuthorPage: set(),
        }
        for parent, allowed in children.items():
            self.assertAllowedSubpageTypes(parent, allowed)
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})
        self.assertAllowedParentPageTypes(GuidePage, {BlogIndexPage})
        self.assertAllowedParentPageTypes(HomePage, {Page})

    def test_lists_exist_once(self) -> None:
        assert not BlogIndexPage.can_create_at(articles.home())
        assert not TopicIndexPage.can_create_at(articles.blog_index())
        assert not AuthorIndexPage.can_create_at(articles.blog_index())

    def test_every_kind_can_be_edited_and_previewed(self) -> None:
        user = office.superuser()
        topic, author = articles.topic(), articles.author()
        guide = articles.guide(topics=[topic], authors=[author])
        about = articles.home().add_child(instance=StandardPage(title="About us", slug="about"))
        lists = (articles.home(), articles.blog_index(), articles.topic_index(), articles.author_index())
        for page in (guide, topic, author, about, *lists):
            self.assertPageIsRenderable(page)
            self.client.force_login(user)
            form = office.form_of(self.client, page)
            if page == guide:
                form = office.guide_form(title="Edited", slug=guide.slug, author=author)
            self.assertPageIsEditable(page, form, user=user)
            self.assertPageIsPreviewable(page, post_data=form, user=user)

    def test_a_guide_is_made_through_the_form(self) -> None:
        self.client.force_login(office.superuser())
        self.assertCanCreate(articles.blog_index(), GuidePage, office.guide_form(author=articles.author()))
        assert self.client.get("/blog/a-new-guide/").status_code == 200


def test_a_preview_of_almost_nothing_renders() -> None:
    client = office.signed_in(office.superuser())
    for model in (GuidePage, StandardPage, TopicPage, AuthorPage):
        parent = {GuidePage: articles.blog_index, TopicPage: articles.topic_index, AuthorPage: articles.author_index}
        place = parent.get(model, articles.home)()
        url = reverse("wagtailadmin_pages:preview_on_add", args=["blog", model._meta.model_name, place.pk])
        form = office.guide_form(title="Hardly begun", slug="hardly-begun", summary="", biography="null")
        form |= {"body-count": "0"}
        assert client.post(url, form).json() == {"is_valid": True, "is_available": True}, model
        shown = client.get(url, {"mode": ""})
        assert shown.status_code == 200, model
        assert "Hardly begun" in shown.content.decode(), model


# --- slugs -------------------------------------------------------------------------------------------


def _first_parts(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    """The first parts of all addresses that the program answers itself, Wagtail's pages left out."""
    found = set()
    for pattern in patterns:
        whole = before + str(pattern.pattern).removeprefix("^").replace("\\", "")
        if isinstance(pattern, URLResolver):
            found |= _first_parts(pattern.url_patterns, whole)
        elif getattr(pattern, "name", "") != "wagtail_serve":
            found.add(whole)
    return found


def test_no_address_of_the_program_can_be_taken() -> None:
    """Read from the site map, so that a new address is found out."""
    addresses = _first_parts(get_resolver().url_patterns)
    firsts = {address.split("/")[0] for address in addresses} - {"blog", ""}
    assert {part for part in firsts if part.replace("-", "").isidentifier()} <= RESERVED_SLUGS
    below = {address.split("/")[1] for address in addresses if address.startswith("blog/")}
    assert below - {""} <= RESERVED_BELOW_GUIDES


@pytest.mark.parametrize("slug", ["admin", "agencies", "Projects", "newsletter"])
def test_a_page_at_the_root_leaves_the_programs_addresses_alone(slug: str) -> None:
    with pytest.raises(ValidationError, match="address of the program"):
        articles.home().add_child(instance=StandardPage(title="Taken", slug=slug))


def test_deeper_pages_may_have_those_slugs(client: Client) -> None:
    about = articles.home().add_child(instance=StandardPage(title="About", slug="about"))
    about.add_child(instance=StandardPage(title="Projects", slug="projects"))
    assert client.get("/about/projects/").status_code == 200


@pytest.mark.parametrize("slug", sorted(RESERVED_BELOW_GUIDES))
def test_a_guide_leaves_the_lists_addresses_alone(slug: str) -> None:
    with pytest.raises(ValidationError, match=r"address of the program|already in use"):
        articles.guide(slug=slug)


def test_the_lists_keep_their_slugs() -> None:
    for page in (articles.blog_index(), articles.topic_index(), articles.author_index()):
        page.slug = "elsewhere"
        with pytest.raises(ValidationError, match="keeps the slug"):
            page.full_clean()


def test_the_form_says_it_beside_the_slug_and_keeps_what_was_typed() -> None:
    client = office.signed_in(office.superuser())
    url = reverse("wagtailadmin_pages:add", args=["blog", "guidepage", articles.blog_index().pk])
    answer = client.post(url, office.guide_form(title="Typed with care", slug="search"))
    assert answer.status_code == 200
    assert "address of the program itself" in str(answer.context["form"].errors["slug"])
    assert "Typed with care" in answer.content.decode()
    assert "address of the program itself" in answer.content.decode()
    url = reverse(EDITOR_S_ADDRESS, args=[articles.blog_index().pk])
    answer = client.post(url, {**office.form_of(client, articles.blog_index()), "slug": "guides"})
    assert "keeps the slug" in str(answer.context["form"].errors["slug"])


@pytest.mark.parametrize("slug", ["دليل-المشتري", "如何写需求", "как-выбрать", "straße", "한국어"])
def test_slugs_in_every_script_work(client: Client, slug: str) -> None:
    guide = articles.guide(slug=slug)
    assert client.get(guide.url).status_code == 200
    assert client.get(f"/blog/{slug}/").status_code == 200
    assert guide.url in client.get("/blog/").content.decode()


@pytest.mark.parametrize("slug", ["🎉", "brief-🎉", "a b", "a/b", "<b>"])
def test_other_signs_are_refused_in_words(slug: str) -> None:
    client = office.signed_in(office.superuser())
    url = reverse("wagtailadmin_pages:add", args=["blog", "guidepage", articles.blog_index().pk])
    answer = client.post(url, office.guide_form(slug=slug))
    assert answer.status_code == 200
    assert "letters, numbers" in str(answer.context["form"].errors["slug"])
    assert not GuidePage.objects.exists()


def test_a_page_is_not_moved_to_where_its_slug_is_taken() -> None:
    about = articles.home().add_child(instance=StandardPage(title="About", slug="about"))
    projects = about.add_child(instance=StandardPage(title="Projects", slug="projects"))
    team = about.add_child(instance=StandardPage(title="Team", slug="team"))
    assert not projects.can_move_to(articles.home())
    assert team.can_move_to(articles.home())


def test_a_copy_is_refused_a_slug_that_is_taken() -> None:
    about = articles.home().add_child(instance=StandardPage(title="About", slug="about"))
    editor = office.signed_in(office.superuser())
    form = {"new_title": "Copied", "new_slug": "admin", "new_parent_page": articles.home().pk}
    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[about.pk]), form, follow=True)
    assert "address of the program itself" in answer.content.decode()
    assert not StandardPage.objects.filter(slug="admin").exists()


def test_a_changed_slug_leaves_a_redirect_also_for_children(client: Client, django_capture_on_commit_callbacks) -> None:
    about = articles.home().add_child(instance=StandardPage(title="About", slug="about"))
    about.add_child(instance=StandardPage(title="Team", slug="team"))
    editor = office.signed_in(office.superuser())
    form = {**office.form_of(editor, about), "slug": "us", "action-publish": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse(EDITOR_S_ADDRESS, args=[about.pk]), form)
    assert Redirect.objects.filter(automatically_created=True).count() == 2
    for before, after in (("/about/", "/us/"), ("/about/team/", "/us/team/")):
        answer = client.get(before)
        assert (answer.status_code, answer.headers["Location"]) == (301, after)
    assert client.get("/us/team/").status_code == 200


# --- revisions, two editors --------------------------------------------------------------------------


def test_the_comparison_of_two_revisions_shows_what_changed() -> None:
    editor = office.signed_in(office.superuser())
    guide = articles.guide()
    first = guide.save_revision()
    guide.body = json.dumps(
        [*articles.body("<p>Other words now.</p>"), articles.block("quote", {"text": "Said", "author": "Ada"})]
    )
    second = guide.save_revision()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[guide.pk, first.pk, second.pk])
    shown = editor.get(url).content.decode()
    assert "Other words now." in shown
    assert "comparison" in shown


def test_a_second_editor_is_warned_before_newer_work_is_lost() -> None:
    """Both sides of the notice: the second one sees that somebody works here, and autosave overwrites nothing."""
    ed, eve = office.signed_in(office.superuser()), office.signed_in(office.superuser("eve@briefwell.example"))
    page = articles.topic()
    page.save_revision()
    url = reverse(EDITOR_S_ADDRESS, args=[page.pk])
    opened = office.form_of(ed, page)
    late = office.form_of(eve, page)
    assert opened["loaded_revision_id"] == late["loaded_revision_id"]
    ed.post(url, {**opened, "title": "The first one’s title"})
    answer = eve.post(url, {**late, "title": "The second one’s"}, headers={"Accept": "application/json"})
    assert answer.json()["error_code"] == "invalid_revision"
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "The first one’s title"


def test_a_locked_page_is_not_saved_by_another() -> None:
    owner, eve = office.superuser(), office.signed_in(office.superuser("eve@briefwell.example"))
    page = articles.topic(locked=True, locked_by=owner, locked_at=timezone.now())
    form = office.form_of(office.signed_in(owner), page)
    eve.post(reverse(EDITOR_S_ADDRESS, args=[page.pk]), {**form, "title": "Taken over", "action-publish": "1"})
    page.refresh_from_db()
    assert page.title == "Budgets"


def test_a_guide_scheduled_for_later_is_not_shown_before(client: Client) -> None:
    editor = office.signed_in(office.superuser())
    url = reverse("wagtailadmin_pages:add", args=["blog", "guidepage", articles.blog_index().pk])
    later = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    editor.post(
        url,
        {
            **office.guide_form(title="Not before Friday", author=articles.author()),
            "go_live_at": later,
            "action-publish": "1",
        },
    )
    assert GuidePage.objects.get().approved_schedule
    for path in ("/blog/", "/blog/archive/", "/blog/search/?q=friday"):
        assert "Not before Friday" not in client.get(path).content.decode()
    assert client.get("/blog/a-new-guide/").status_code == 404
