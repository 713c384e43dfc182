"""The link checker: what it finds, what it says of it, and that it asks nobody outside."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document

from accounts.models import User
from blog import periodic
from blog.actions import links
from blog.links import Link, look, of_text
from blog.models import CheckedLink
from tests import factories
from tests.blog.admin.conftest import guide


def _found(text: str) -> dict[str, tuple[str, str]]:
    """What is kept of the links of a guide with this text: finding and detail by address."""
    page = guide(text)
    links.check(page.pk)
    rows = CheckedLink.objects.filter(page=page)
    return {row.url: (row.finding, row.detail) for row in rows}


@pytest.mark.parametrize(
    ("href", "finding"),
    [
        ("/blog/", "good"),
        ("/how-matching-works/", "good"),
        ("/how-matching-works", "good"),
        ("http://127.0.0.1:8000/blog/", "good"),
        ("http://127.0.0.1:8000", "good"),
        ("/agencies/services/python-back-end/", "good"),
        ("/agencies/services/no-such-service/", "broken"),
        ("/agencies/nobody/", "broken"),
        ("/blog/no-such-guide/", "broken"),
        ("/Überblick/", "broken"),
        ("/%zz%00/", "broken"),
        ("blog/", "broken"),
        ("", "broken"),
        ("https://elsewhere.example/page", "foreign"),
        ("//elsewhere.example/page", "foreign"),
    ],
)
def test_an_address_is_followed_by_routes_and_pages(href: str, finding: str) -> None:
    assert _found(f'<p><a href="{href}">there</a></p>')[href][0] == finding


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://[half"])
def test_what_no_editor_may_type_leads_nowhere_where_it_came_another_way(address: str) -> None:
    assert look(Link(address), guide()).finding == "broken"


def test_mail_addresses_are_no_links() -> None:
    assert _found('<p><a href="mailto:a@b.example">mail</a> <a href="tel:+1">call</a></p>') == {}


def test_a_public_agency_is_somewhere_and_a_draft_is_not() -> None:
    organisation = factories.organisation()
    agency = factories.agency(organisation=organisation, slug="paperlark")
    assert _found('<a href="/agencies/paperlark/">it</a>')["/agencies/paperlark/"][0] == "good"
    agency.state = "draft"
    agency.save()
    assert _found('<a href="/agencies/paperlark/">it</a>')["/agencies/paperlark/"][0] == "broken"


def test_a_chosen_page_has_to_be_there_and_live() -> None:
    target = guide(title="Target", slug="target")
    chosen = f'<a linktype="page" id="{target.pk}">it</a>'
    assert _found(chosen) == {"/blog/target/": ("good", "")}
    target.unpublish()
    assert _found(chosen) == {"/blog/target/": ("broken", "The page is not published.")}
    pk = target.pk
    target.delete()
    assert _found(chosen) == {f"page:{pk}": ("broken", "The page was deleted.")}


def test_a_chosen_document_has_to_be_there() -> None:
    document = Document.objects.create(title="Words", file=ContentFile(b"words", "words.txt"))
    chosen = f'<a linktype="document" id="{document.pk}">it</a>'
    assert _found(chosen) == {document.url: ("good", "")}
    pk = document.pk
    document.delete()
    assert _found(chosen) == {f"document:{pk}": ("broken", "The document was deleted.")}


def test_a_redirect_leads_somewhere() -> None:
    Redirect.objects.create(old_path="/blog/old", redirect_link="/blog/")
    assert _found('<a href="/blog/old/">it</a>') == {"/blog/old/": ("good", "Through a redirect.")}


def test_parts_of_a_guide_have_names_and_those_that_are_gone_are_found_out() -> None:
    other = guide('<h2 data-block-key="aaaaa">What it costs</h2><p>Words.</p>', title="Other", slug="other")
    found = _found(
        '<h2 data-block-key="bbbbb">First</h2><p><a href="#first">a</a><a href="#second">b</a>'
        '<a href="#questions">c</a>'
        '<a href="/blog/other/#what-it-costs">d</a><a href="/blog/other/#what-it-cost">e</a></p>'
    )
    assert {address: finding for address, (finding, _detail) in found.items()} == {
        "#first": "good",
        "#second": "broken",
        "#questions": "good",
        "/blog/other/#what-it-costs": "good",
        "/blog/other/#what-it-cost": "broken",
    }
    other.body = [("text", "<p>Nothing is left.</p>")]
    other.save()
    assert other.anchors  # the name stays taken
    assert _found('<a href="/blog/other/#what-it-costs">d</a>')["/blog/other/#what-it-costs"][0] == "broken"


def test_forged_sources_raise_nothing() -> None:
    forged = (
        '<a linktype="page" id="99999999999999999999">x</a><a linktype="embed">y</a><a href="/x">open <a href="/y">'
    )
    assert {link.address or link.chosen for link in of_text(forged)} == {"page", "embed", "/x", "/y"}
    assert {finding for finding, _ in _found(forged).values()} == {"broken"}


def test_looking_again_replaces_what_was_found_and_forgets_pages_that_are_gone() -> None:
    page = guide('<a href="/blog/gone/">it</a>')
    assert links.check(page.pk) == 1
    page.body = [("text", '<p><a href="/blog/">it</a></p>')]
    page.save()
    periodic.check_links()
    assert list(CheckedLink.objects.filter(page=page).values_list("url", "finding")) == [("/blog/", "good")]
    page.unpublish()
    links.check_all()
    assert not CheckedLink.objects.filter(page=page).exists()


def test_publishing_looks_at_the_links_at_once(client: Client, reviewer: User) -> None:
    page = guide('<a href="/blog/gone/">it</a>')
    assert not CheckedLink.objects.filter(page=page).exists()
    client.force_login(reviewer)
    client.post(f"/admin/pages/{page.pk}/unpublish/")
    page.refresh_from_db()
    assert not page.live
    action = {"form_data": "", "next": "/admin/"}
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/", action)
    page.refresh_from_db()
    assert page.live
