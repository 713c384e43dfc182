"""Guides and their lists as readers see them: who may see what, in which order, at which cost."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from blog.models import BlogIndexPage, GuidePage, Picture
from blog.templatetags.reading import unbroken
from tests.blog import articles

pytestmark = pytest.mark.django_db

LISTS = ("/blog/", "/blog/topics/budgets/", "/blog/authors/annelie-hartmoor/", "/blog/archive/{year}/")


def _picture(title: str = "A folded sheet") -> Picture:
    return Picture.objects.create(title=title, file=get_test_image_file(size=(1600, 900)))


def _titles(html: str) -> list[str]:
    return re.findall(r'class="cover-link"[^>]*>([^<]+)<', html)


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _page(client: Client, path: str) -> str:
    answer = client.get(path, headers={"HX-Request": "true"})  # never answered from what is kept
    assert answer.status_code == 200
    return answer.content.decode()


# --- one guide ---------------------------------------------------------------------------------------


def test_a_guide_says_what_it_is_by_whom_and_from_when(client: Client) -> None:
    now = timezone.now()
    articles.guide(
        topics=[articles.topic()],
        authors=[articles.author(biography="<p>Buys software.</p>"), articles.author("Tobias Wren")],
        faq=[("Who pays?", "<p>You do.</p>")],
        first_published_at=now - timedelta(days=40),
        last_published_at=now,
        reviewed_on=date(2026, 5, 2),
    )
    html = _page(client, "/blog/how-to-read-five-bids/")
    text = _text(html)
    for words in ("Guides", "Budgets", "Annelie Hartmoor", "Tobias Wren", "min read", "reviewed 2 May 2026"):
        assert words in text
    assert f"Updated {now:%-d %B %Y}" in text
    assert "Buys software." in text
    assert "Who pays?" in text
    assert html.count("<h1") == 1


def test_a_guide_not_changed_since_says_when_it_was_published(client: Client) -> None:
    articles.guide()
    text = _text(_page(client, "/blog/how-to-read-five-bids/"))
    assert "Published" in text
    assert "Updated" not in text


def test_the_contents_lead_to_headings_that_are_there(client: Client) -> None:
    html = (
        '<h2 data-block-key="a">One &amp; only</h2><h3 data-block-key="b">Below it</h3><h2 data-block-key="c">Two</h2>'
    )
    articles.guide(html=html, faq=[("Who pays?", "<p>You do.</p>")])
    page = _page(client, "/blog/how-to-read-five-bids/")
    anchors = set(re.findall(r'<a href="#([^"]+)">', page)) - {"main"}
    assert anchors == {"one-only", "below-it", "two", "questions"}
    for anchor in anchors:
        assert page.count(f'id="{anchor}"') == 1


def test_a_guide_without_headings_has_no_contents(client: Client) -> None:
    articles.guide(html="<p>Short.</p>")
    page = _page(client, "/blog/how-to-read-five-bids/")
    assert "On this page" not in page
    assert "Short." in page


def test_the_cover_comes_in_three_formats_with_its_size_and_at_once(client: Client) -> None:
    articles.guide(cover=_picture())
    page = _page(client, "/blog/how-to-read-five-bids/")
    cover = re.search(r'<div class="cover">(.*?)</div>', page, re.DOTALL)[1]
    for kind in ("image/avif", "image/webp"):
        assert f'type="{kind}"' in cover
    image = re.search(r"<img[^>]*>", cover)[0]
    assert 'fetchpriority="high"' in image
    assert 'width="' in image
    assert 'height="' in image
    assert "lazy" not in image
    assert 'alt="' in image


def test_covers_of_a_list_wait_until_they_are_needed(client: Client) -> None:
    picture = _picture()
    for number in range(3):
        articles.guide(f"Guide {number}", cover=picture)
    images = re.findall(r"<img[^>]*>", _page(client, "/blog/"))
    assert ["lazy" in image for image in images] == [False, True, True]


def test_the_way_to_a_brief_begins_as_the_call_in_the_text_and_names_the_guide(client: Client) -> None:
    call = {"heading": "Ask", "button": "Ask now", "service": "python-back-end", "preset": "python-back-end"}
    guide = articles.guide(blocks=[("call_to_action", call)])
    page = _page(client, guide.url)
    for place in ("margin", "closing"):
        link = next(url for url in re.findall(r'href="(/projects/new/[^"]*)"', page) if f"block%3D{place}" in url)
        assert "service=python-back-end" in link
        assert "preset=python-back-end" in link
        assert f"page%3D{guide.pk}" in link
        assert f'data-call="{place}"' in page


def test_sharing_asks_no_foreign_site_before_somebody_clicks(client: Client) -> None:
    articles.guide("Bids & “quotes” <b>")
    page = _page(client, GuidePage.objects.get().url)
    assert "Bids &amp; “quotes” &lt;b&gt;" in page
    assert re.findall(r'(?:src|srcset|action|data)="https?://', page) == []
    assert 'href="mailto:?subject=Bids%20%26' in page
    for host in ("mastodonshare.com", "www.linkedin.com"):
        link = re.search(rf'<a [^>]*href="https://{host}[^>]*>', page)[0]
        assert "noreferrer" in link
        assert "target" not in link
    assert re.search(r"<button[^>]*data-copy-link=[^>]*\bhidden\b", page)


def test_related_guides_share_topics_first_and_the_editors_choice_replaces_them(client: Client) -> None:
    budgets, briefs = articles.topic(), articles.topic("Briefs")
    articles.guide("About budgets", topics=[budgets])
    articles.guides(3, topics=[briefs])
    first = articles.guide("Asked for", topics=[budgets])
    assert _titles(_page(client, first.url)) == ["About budgets", "Guide number 2", "Guide number 1"]
    chosen = articles.guide(
        "With a choice", topics=[budgets], blocks=[("related_guides", {"heading": "Now read", "guides": [first.pk]})]
    )
    page = _page(client, chosen.url)
    assert _titles(page) == ["Asked for"]
    assert "Read next" not in page


def test_a_review_before_the_last_is_refused() -> None:
    with pytest.raises(ValidationError, match="after the last"):
        articles.guide(reviewed_on=date(2026, 5, 2), review_due_on=date(2026, 5, 2))


def test_authors_and_topics_that_are_not_live_are_not_named(client: Client) -> None:
    articles.guide(
        topics=[articles.topic("Hidden topic", live=False)], authors=[articles.author("Gone Writer", live=False)]
    )
    for path in ("/blog/", "/blog/how-to-read-five-bids/", "/blog/authors/", "/blog/topics/"):
        page = _page(client, path)
        assert "Hidden topic" not in page
        assert "Gone Writer" not in page


# --- lists -------------------------------------------------------------------------------------------


def test_each_card_has_its_own_authors_and_topic(client: Client) -> None:
    articles.guide("First", topics=[articles.topic("Briefs")], authors=[articles.author("Ann One")])
    articles.guide("Second", topics=[articles.topic("Budgets")], authors=[articles.author("Ben Two")])
    articles.guide("Third", topics=[articles.topic("Design")], authors=[articles.author("Cat Three")])
    page = _page(client, "/blog/")
    cards = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert "Cat Three" in cards[0]
    assert "Ann One" not in cards[0]
    assert ["Budgets ·" in _text(card) for card in cards] == [False, True, False]
    assert ["Briefs ·" in _text(card) for card in cards] == [False, False, True]


def test_lists_show_what_anybody_may_read_and_nothing_else(client: Client) -> None:
    budgets, author = articles.topic(), articles.author()
    named: dict[str, Any] = {"topics": [budgets], "authors": [author]}
    articles.guide("Open to all", **named)
    articles.guide("A draft", live=False, **named)
    closed = articles.guide("For some only", **named)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    for path in LISTS:
        page = _page(client, path.format(year=timezone.now().year))
        assert "Open to all" in page, path
        assert "A draft" not in page, path
        assert "For some only" not in page, path
        assert ("One guide" in page) is (path != "/blog/"), path  # there it stands in front, alone


def test_the_guide_in_front_is_the_editors_or_the_newest(client: Client) -> None:
    old, *_others = articles.guides(4)
    assert _titles(_page(client, "/blog/")) == ["Guide number 3", "Guide number 2", "Guide number 1", "Guide number 0"]
    index = articles.blog_index()
    index.featured = old
    index.save()
    titles = _titles(_page(client, "/blog/"))
    assert titles == ["Guide number 0", "Guide number 3", "Guide number 2", "Guide number 1"]
    old.unpublish()
    assert _titles(_page(client, "/blog/"))[0] == "Guide number 3"


def test_pages_of_the_list_hold_every_guide_once(client: Client) -> None:
    articles.guides(27)
    seen: list[str] = []
    for number, line in ((1, "1 to 13 of 27 guides"), (2, "14 to 25 of 27 guides"), (3, "26 to 27 of 27 guides")):
        page = _page(client, f"/blog/?page={number}")
        assert line in _text(page)
        seen += _titles(page)
    assert seen == [f"Guide number {number}" for number in reversed(range(27))]


def test_later_pages_say_so_and_point_to_their_neighbours(client: Client) -> None:
    articles.guides(27)
    page = _page(client, "/blog/?page=2")
    assert ", page 2 · Briefwell</title>" in page
    assert re.search(r'<link rel="canonical" href="https?://[^"]+/blog/\?page=2">', page)
    assert '<link rel="prev" href="?page=1">' in page
    assert '<link rel="next" href="?page=3">' in page
    first = _page(client, "/blog/")
    assert 'rel="prev"' not in first
    assert re.search(r'<link rel="canonical" href="https?://[^"]+/blog/">', first)


@pytest.mark.parametrize(("number", "shown"), [("999", "3"), ("-3", "3"), ("one", "1"), ("", "1"), ("9" * 400, "3")])
def test_a_page_that_is_not_there_is_the_first_or_the_last_as_in_the_directory(
    client: Client, number: str, shown: str
) -> None:
    topic = articles.topic()
    articles.guides(27, topics=[topic])
    page = _page(client, f"{topic.url}?page={number}")
    current = re.search(r'aria-current="page">(\d)</a>', page)[1]
    assert current == shown


def test_topics_and_authors_count_what_anybody_may_read(client: Client) -> None:
    topic, author = articles.topic(), articles.author()
    articles.guides(2, topics=[topic], authors=[author])
    articles.guide("A draft", topics=[topic], authors=[author], live=False)
    for path in ("/blog/topics/", "/blog/authors/"):
        assert "2 guides" in _text(_page(client, path))


# --- what it costs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/blog/guide-number-0/",
        "/blog/",
        "/blog/topics/",
        "/blog/topics/budgets/",
        "/blog/authors/",
        "/blog/authors/annelie-hartmoor/",
        "/blog/archive/",
        "/blog/search/?q=guide",
    ],
)
def test_a_page_costs_at_most_twelve_queries_however_many_guides(
    client: Client, query_count: Callable[..., int], path: str, settings: Any
) -> None:
    picture = _picture()
    named: dict[str, Any] = {"topics": [articles.topic()], "authors": [articles.author()], "cover": picture}
    articles.guides(2, **named)
    asked = Client(headers={"HX-Request": "true"})  # never answered from what is kept

    def counted() -> int:
        asked.get(path)  # draws pictures, fills what is kept for the whole site
        return query_count(lambda: asked.get(path))

    few = counted()
    for number in range(2, 21):
        articles.guide(f"Guide number {number}", **named)
    assert counted() == few
    assert few <= 12


def test_the_front_page_of_the_blog_is_there_after_a_fresh_start() -> None:
    assert BlogIndexPage.objects.get().url == "/blog/"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Python back-end & more", 'Python <span class="nowrap">back-end</span> &amp; more'),
        ("<b>x-y</b>", '<span class="nowrap">&lt;b&gt;x-y&lt;/b&gt;</span>'),
        ("A-very-long-chain-of-hyphenated-words", "A-very-long-chain-of-hyphenated-words"),
        ("", ""),
    ],
)
def test_a_title_does_not_break_at_a_hyphen(title: str, shown: str) -> None:
    assert unbroken(title) == shown
