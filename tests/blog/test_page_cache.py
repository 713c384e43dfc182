"""Pages kept for visitors: the same for all, gone at once when anything on them changes, nobody's poison in them."""

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from accounts.models import User
from agencies.actions import agencies, directory
from agencies.models import DirectoryEdition
from blog import epochs, page_cache
from blog.models import GuidePage, HomePage, SiteSettings
from marketplace.lib import kept
from tests import factories
from tests.blog import publishing

PATH = "/blog/python-back-end/"
Committed = Callable[..., Any]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """What a change asks for once it is committed, done at the end of the block."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def guide(db: None) -> GuidePage:
    return publishing.guide(authors=(publishing.author(),))


@pytest.fixture
def drawn() -> Iterator[list[Page]]:
    """The pages that were really drawn since, in order."""
    seen: list[Page] = []

    def note(page: Page, *_args: object) -> None:
        seen.append(page)

    with hooks.register_temporarily("before_serve_page", note):
        yield seen


def _text(path: str = PATH, **headers: str) -> str:
    answer = Client().get(path, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


# --- kept --------------------------------------------------------------------------------------------


def test_two_visitors_get_the_same_page_drawn_once(guide: GuidePage, drawn: list[Page]) -> None:
    assert _text() == _text()
    assert [page.pk for page in drawn] == [guide.pk]


def test_a_kept_page_costs_one_query(guide: GuidePage, query_count: Callable[..., int]) -> None:
    _text()
    assert query_count(_text) == 1


def test_a_page_drawn_anew_costs_few_queries(guide: GuidePage, query_count: Callable[..., int]) -> None:
    _text()
    directory.renew()
    assert query_count(_text) <= 12


def test_the_first_page_after_publishing_also_reads_what_all_pages_share(guide: GuidePage) -> None:
    _text()
    epochs.begin()
    with CaptureQueriesContext(connection) as queries:
        _text()
    assert len(queries) <= 15


def test_it_carries_nothing_of_a_reader_and_says_how_to_keep_it(guide: GuidePage) -> None:
    for _again in range(2):
        answer = Client().get(PATH)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-cache"
        varies = {name.strip() for name in answer.headers["Vary"].split(",")}
        assert {"Cookie", "Accept-Language", "Accept-Encoding", "HX-Request"} <= varies
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert b"csrf" not in answer.content


def test_who_has_it_already_gets_304(guide: GuidePage) -> None:
    tag = Client().get(PATH).headers["ETag"]
    for known in (tag, f'"other", {tag}', "*"):
        answer = Client().get(PATH, HTTP_IF_NONE_MATCH=known)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        assert "Cookie" in answer.headers["Vary"]
    assert Client().get(PATH, HTTP_IF_NONE_MATCH='"other"').status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.000,gzip ;q=0", None),
        ("identity", None),
        (";q=,,=;q=x", None),
    ],
)
def test_it_is_packed_as_the_browser_likes_it(guide: GuidePage, accepted: str, encoding: str | None) -> None:
    plain = _text()
    answer = Client().get(PATH, HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(answer.content).decode() == plain


def test_head_is_answered_from_the_same_copy(guide: GuidePage, drawn: list[Page]) -> None:
    page = Client().get(PATH)
    head = Client().head(PATH)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", page.headers["ETag"])
    assert len(drawn) == 1


# --- changes show at once ----------------------------------------------------------------------------


def test_publishing_shows_at_once(guide: GuidePage, committed: Committed) -> None:
    assert "What it does" in _text()
    with committed(execute=True):
        publishing.publish(guide, summary="Another summary altogether.")
    assert "Another summary altogether." in _text()


def test_publishing_shows_even_when_the_cache_missed_it(guide: GuidePage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The epoch lives in the cache; what editors did stands in the database too."""
    _text()
    monkeypatch.setattr(epochs, "raise_on_commit", lambda: None)
    publishing.publish(guide, summary="Another summary altogether.")
    assert "Another summary altogether." in _text()


def test_a_saved_draft_draws_nothing_anew(guide: GuidePage, drawn: list[Page]) -> None:
    _text()
    guide.summary = "Not for anybody yet."
    guide.save_revision(log_action=True)
    assert "Not for anybody yet." not in _text()
    assert len(drawn) == 1


def test_an_agency_that_changes_shows_at_once(guide: GuidePage, drawn: list[Page]) -> None:
    _text()
    directory.renew()
    _text()
    assert len(drawn) == 2


@pytest.mark.parametrize("what", ["settings", "picture", "lost picture"])
def test_settings_and_pictures_show_at_once(db: None, committed: Committed, drawn: list[Page], what: str) -> None:
    cover = publishing.picture()
    publishing.guide(cover=cover)
    _text()
    with committed(execute=True):
        if what == "settings":
            site = SiteSettings.for_site(HomePage.objects.get().get_site())
            site.tagline = "Another line"
            site.save()
        elif what == "picture":
            cover.save()
        else:
            cover.delete()
    _text()
    assert len(drawn) == 2


def test_an_unpublished_page_is_gone_at_once(guide: GuidePage) -> None:
    _text()
    guide.unpublish()
    assert Client().get(PATH).status_code == 404
    publishing.publish(guide)
    assert Client().get(PATH).status_code == 200


def test_a_page_that_moves_is_gone_from_where_it_was(guide: GuidePage, monkeypatch: pytest.MonkeyPatch) -> None:
    _text()
    monkeypatch.setattr(epochs, "raise_on_commit", lambda: None)
    publishing.publish(guide, slug="another-address")
    assert Client().get(PATH).status_code == 404
    assert Client().get("/blog/another-address/").status_code == 200


# --- readers who get their own -----------------------------------------------------------------------


def test_a_page_made_private_is_gone_at_once_and_is_never_kept(guide: GuidePage, ada: User) -> None:
    _text()
    restriction = guide.view_restrictions.create(restriction_type="login")
    stranger = Client().get(PATH)
    assert (stranger.status_code, stranger.headers["Location"][:16]) == (302, "/accounts/login/")
    member = Client()
    member.force_login(ada)
    assert member.get(PATH).status_code == 200
    assert Client().get(PATH).status_code == 302
    restriction.delete()
    assert Client().get(PATH).status_code == 200


def test_a_page_for_one_group_is_kept_for_nobody(guide: GuidePage, ada: User) -> None:
    group = Group.objects.create(name="Readers before others")
    ada.groups.add(group)
    restriction = guide.view_restrictions.create(restriction_type="groups")
    restriction.groups.add(group)
    member = Client()
    member.force_login(ada)
    for client, status in ((member, 200), (Client(), 302), (member, 200), (Client(), 302)):
        answer = client.get(PATH)
        assert answer.status_code == status
        assert "no-store" in answer.headers["Cache-Control"]


def test_who_signs_in_between_two_visits_gets_their_own(guide: GuidePage, ada: User, drawn: list[Page]) -> None:
    before = _text()
    member = Client()
    member.force_login(ada)
    own = member.get(PATH)
    assert "Ada Quill" in own.content.decode()
    assert {"no-store", "private"} <= set(own.headers["Cache-Control"].split(", "))
    assert "ETag" not in own.headers
    assert _text() == before
    assert len(drawn) == 2


def test_cookies_that_are_none_of_ours_change_nothing(guide: GuidePage, drawn: list[Page]) -> None:
    plain = _text()
    client = Client()
    client.cookies["theme"] = "dark"
    client.cookies["csrf"] = "x" * 32
    assert client.get(PATH).content.decode() == plain
    assert len(drawn) == 1
    for name in ("session", "messages"):
        client.cookies[name] = "invented"
        assert client.get(PATH).status_code == 200
        del client.cookies[name]
    assert len(drawn) == 3
    assert _text() == plain


def test_the_home_page_has_tokens_in_its_box_and_is_never_kept(db: None, drawn: list[Page]) -> None:
    first, second = Client().get("/"), Client().get("/")
    assert first.content != second.content
    assert "csrf" in first.cookies
    assert len(drawn) == 2


def test_fragments_and_posts_pass_by(guide: GuidePage, drawn: list[Page]) -> None:
    _text()
    Client().get(PATH, HTTP_HX_REQUEST="true")
    assert len(drawn) == 2
    assert Client().post(PATH).status_code in {200, 403, 405}


def test_a_preview_is_never_kept(guide: GuidePage, admin_user: User) -> None:
    _text()
    editor = Client()
    editor.force_login(admin_user)
    guide.summary = "Only in the preview."
    revision = guide.save_revision()
    shown = editor.get(f"/admin/pages/{guide.pk}/revisions/{revision.pk}/view/")
    if shown.status_code == 200:
        assert "Only in the preview." in shown.content.decode()
    assert "Only in the preview." not in _text()


# --- poison ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_REWRITE_URL": "/admin/"},
        {"HTTP_REFERER": "http://evil.example/"},
        {"HTTP_ACCEPT_LANGUAGE": "xx-evil"},
        {"HTTP_USER_AGENT": "<script>evil</script>"},
        {"HTTP_COOKIE": "django_language=evil; theme=evil"},
    ],
)
def test_no_header_gets_into_what_others_read(guide: GuidePage, headers: dict[str, str]) -> None:
    first = Client().get(PATH, **headers)
    assert first.status_code == 200
    assert "evil" not in _text()
    assert _text() == first.content.decode()


def test_another_host_has_a_copy_of_its_own_and_a_foreign_one_none(guide: GuidePage, drawn: list[Page]) -> None:
    assert Client().get(PATH, HTTP_HOST="evil.example").status_code == 400
    assert "http://localhost" not in _text(HTTP_HOST="localhost")
    _text(HTTP_HOST="127.0.0.1")
    _text(HTTP_HOST="localhost")
    assert len(drawn) == 2


def test_no_word_of_a_query_makes_another_copy_or_gets_in(guide: GuidePage, drawn: list[Page]) -> None:
    plain = _text()
    for query in (
        "utm_source=evil",
        "page=evil",
        "page=-1",
        "page=0",
        "x=1&y=2",
        "page=٣",
        "PAGE=2",
        "&&&",
        "page=2evil",
    ):
        assert _text(f"{PATH}?{query}") == plain, query
    assert len(drawn) == 1


def test_lists_have_a_copy_for_each_page_up_to_a_limit(db: None, drawn: list[Page]) -> None:
    for number in range(2):
        publishing.guide(title=f"Guide {number}", slug=f"guide-{number}")
    for query in ("page=1", "page=01", "page=1&evil=1"):
        assert "evil" not in _text(f"/blog/?{query}")
    assert len(drawn) == 1
    _text("/blog/?page=99")
    _text("/blog/?page=99")
    assert len(drawn) == 2
    _text("/blog/?page=100")
    _text("/blog/?page=100")
    assert len(drawn) == 4


@pytest.mark.parametrize(
    "path", ["/blog/python-back-end/lib.css", "/blog/python-back-end;lib.css", "/blog/none/", "/BLOG/"]
)
def test_what_is_no_page_is_not_found_and_not_kept(guide: GuidePage, path: str) -> None:
    assert Client().get(path).status_code in {301, 404}
    assert Client().get(path, follow=True).status_code == 404
    assert Client().get(PATH).status_code == 200


def test_a_redirect_is_followed_by_its_query_and_not_kept(guide: GuidePage) -> None:
    Redirect.add_redirect("/old/?from=mail", redirect_to=guide, is_permanent=False)
    for _again in range(2):
        answer = Client().get("/old/?from=mail")
        assert (answer.status_code, answer.headers["Location"]) == (302, PATH)
    assert Client().get("/old/").status_code == 404


def test_a_page_longer_than_the_limit_is_drawn_each_time(
    guide: GuidePage, drawn: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "LONGEST", 1000)
    assert _text() == _text()
    assert len(drawn) == 2


# --- without what it stands on -----------------------------------------------------------------------


def test_the_first_agency_of_all_shows_at_once(guide: GuidePage, drawn: list[Page]) -> None:
    DirectoryEdition.objects.all().delete()
    _text()
    _text()
    assert len(drawn) == 1
    directory.renew()
    _text()
    assert len(drawn) == 2


def test_a_cache_that_is_down_costs_time_only(guide: GuidePage, settings: Settings, drawn: list[Page]) -> None:
    plain = _text()
    settings.CACHES = {
        "default": {
            "BACKEND": "marketplace.lib.caches.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        }
    }
    try:
        assert (_text(), _text()) == (plain, plain)
        assert len(drawn) == 3
    finally:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        kept.breaker.close()


def test_a_cache_that_lost_everything_begins_anew(guide: GuidePage, drawn: list[Page]) -> None:
    _text()
    cache.clear()
    _text()
    _text()
    assert len(drawn) == 2


def test_a_published_agency_renews_what_is_kept(guide: GuidePage, drawn: list[Page]) -> None:
    """Through the action that a person's click calls, not through its last line."""
    owner = factories.member(email="o@agency.example", organisation="Paperlark")
    agency = factories.agency(organisation=owner.organisation, slug="paperlark", services={"python-back-end": 100})
    factories.profile_version(agency)
    _text()
    agencies.pause(agency, by=owner.user)
    _text()
    assert len(drawn) == 2
