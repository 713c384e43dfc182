"""The preview of the search result in the page editor."""

import pytest
from django.test import Client

from blog.models import BlogIndexPage, HomePage
from tests.blog.admin.conftest import guide


def test_the_editor_shows_title_address_and_description_as_a_search_result(desk: Client) -> None:
    page = guide(title="Python back ends", slug="python-back-ends", summary="From sketch to invoice.")
    shown = desk.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert 'data-above="/blog/">/blog/python-back-ends/</span>' in shown
    assert ">Python back ends</p>" in shown
    assert ">From sketch to invoice.</p>" in shown
    assert "js/admin/snippet.js" in shown
    assert "css/admin/snippet.css" in shown


def test_what_is_written_for_search_engines_comes_first(desk: Client) -> None:
    page = guide(seo_title="For engines <b>", search_description="Described.", summary="Summary.")
    shown = desk.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert ">For engines &lt;b&gt;</p>" in shown
    assert ">Described.</p>" in shown


@pytest.mark.parametrize("model", ["guidepage", "topicindexpage"])
def test_a_new_page_shows_where_it_will_stand(desk: Client, model: str) -> None:
    index = BlogIndexPage.objects.get()
    index.get_children().filter(content_type__model=model).delete()
    shown = desk.get(f"/admin/pages/add/blog/{model}/{index.pk}/").content.decode()
    assert 'data-above="/blog/">/blog/</span>' in shown


def test_the_home_page_has_no_address_of_its_own_to_type(desk: Client) -> None:
    shown = desk.get(f"/admin/pages/{HomePage.objects.get().pk}/edit/").content.decode()
    assert 'data-above="/">/</span>' in shown
    assert " data-root>" in shown
