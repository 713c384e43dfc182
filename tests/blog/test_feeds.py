"""Feeds: what they say, that they can be read whatever a title holds, that nobody's host gets into them."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from blog import feeds
from tests.blog import publishing

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def _read(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)  # noqa: S314 -- our own answer


@pytest.mark.django_db
def test_rss_names_title_link_author_topic_and_cover(client: Client) -> None:
    written = publishing.guide(cover=publishing.picture(), authors=(publishing.author(),), topics=(publishing.topic(),))
    item = _read(client, "/blog/feed/").find("channel/item")
    assert item is not None
    assert item.findtext("title") == written.title
    assert item.findtext("link") == f"{settings.SITE_ORIGIN}/blog/python-back-end/"
    assert item.findtext("description") == written.summary
    assert item.findtext(CREATOR) == "Ines Okafor"
    assert item.findtext("category") == "Back ends"
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.get("url", "").startswith(f"{settings.SITE_ORIGIN}/media/images/")
    assert enclosure.get("type") == "image/jpeg"
    assert int(enclosure.get("length", "0")) == len(b"".join(client.get(_path(enclosure.get("url", "")))))


def _path(url: str) -> str:
    return url.removeprefix(settings.SITE_ORIGIN)


@pytest.mark.django_db
def test_atom_says_when_a_guide_was_published_and_changed(client: Client) -> None:
    written = publishing.guide(authors=(publishing.author(),))
    publishing.publish(written, summary="Changed since.")
    root = _read(client, "/blog/feed/atom/")
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}summary") == "Changed since."
    assert entry.findtext(f"{ATOM}published", "")[:19] == written.first_published_at.isoformat()[:19]
    assert entry.findtext(f"{ATOM}updated", "")[:19] == written.last_published_at.isoformat()[:19]
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == f"{settings.SITE_ORIGIN}/blog/authors/ines-okafor/"
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == [f"{settings.SITE_ORIGIN}/blog/feed/atom/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/blog/feed/", "/blog/feed/atom/"])
def test_hostile_titles_leave_it_readable(client: Client, path: str) -> None:
    topic = publishing.topic(title="Back\x0bends & <more>")
    title = "A\x01 <b>title</b> & ]]> \x1b[31m\ufffe with\u2028everything"
    publishing.guide(title=title, summary="\x08Su<mm>ary\x0c", topics=(topic,), authors=(publishing.author("I\x02O"),))
    text = "".join(_read(client, path).itertext())
    assert "A  <b>title</b> & ]]>  [31m  with\u2028everything" in text
    assert "Su<mm>ary" in text


@pytest.mark.django_db
def test_a_topics_feed_has_its_guides_only(client: Client) -> None:
    topic = publishing.topic()
    publishing.guide(topics=(topic,))
    publishing.guide(title="Another thing", slug="another-thing")
    for path, item in (
        ("/blog/topics/back-ends/feed/", ".//item"),
        ("/blog/topics/back-ends/feed/atom/", f"{ATOM}entry"),
    ):
        root = _read(client, path)
        assert len(root.findall(item)) == 1
        assert "Another thing" not in "".join(root.itertext())
    assert client.get("/blog/topics/no-such-topic/feed/").status_code == 404
    topic.unpublish()
    assert client.get("/blog/topics/back-ends/feed/").status_code == 404


@pytest.mark.django_db
def test_a_guides_identity_survives_another_address(client: Client) -> None:
    written = publishing.guide()
    before = _read(client, "/blog/feed/").findtext("channel/item/guid")
    publishing.publish(written, slug="another-address")
    item = _read(client, "/blog/feed/").find("channel/item")
    assert item is not None
    assert item.findtext("link") == f"{settings.SITE_ORIGIN}/blog/another-address/"
    assert item.findtext("guid") == before


@pytest.mark.django_db
def test_no_host_that_a_request_claims_gets_into_it(client: Client) -> None:
    publishing.guide(authors=(publishing.author(),))
    for path in ("/blog/feed/", "/blog/feed/atom/"):
        answer = client.get(path, HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example")
        assert b"http://localhost" not in answer.content
        assert b"evil" not in answer.content
    assert client.get("/blog/feed/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.django_db
def test_drafts_and_private_guides_stay_out(client: Client) -> None:
    publishing.guide(title="Shown", slug="shown")
    publishing.guide(title="Withdrawn", slug="withdrawn").unpublish()
    hidden = publishing.guide(title="Hidden", slug="hidden")
    hidden.view_restrictions.create(restriction_type="login")
    titles = [item.findtext("title") for item in _read(client, "/blog/feed/").iter("item")]
    assert titles == ["Shown"]


@pytest.mark.django_db
def test_it_is_read_only_and_tells_browsers_its_kind(client: Client) -> None:
    assert client.post("/blog/feed/").status_code == 405
    assert client.get("/blog/feed/").headers["Content-Type"].startswith(feeds.RSS)
    assert client.get("/blog/feed/atom/").headers["Content-Type"].startswith(feeds.ATOM)


@pytest.mark.django_db
def test_queries_do_not_grow_with_guides(client: Client, query_count: Callable[..., int]) -> None:
    author, topic, cover = publishing.author(), publishing.topic(), publishing.picture()

    def cost(number: int) -> int:
        publishing.guide(slug=f"guide-{number}", cover=cover, authors=(author,), topics=(topic,))
        client.get("/blog/feed/")
        publishing.publish(publishing.front(), introduction=f"Kept no more {number}")
        return query_count(lambda: client.get("/blog/feed/"))

    assert [cost(1), cost(2), cost(3)] == [cost(4)] * 3
