"""Search over guides: what is found, how it is shown, and that no line of text is too much for it."""

import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from blog import search
from tests.blog import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def guides(db: None) -> None:
    articles.guide("Reading bids", html="<p>Look at the assumptions before the price of a milestone.</p>")
    articles.guide("Writing a brief", summary="Nine sentences.", faq=[("How long is a tender?", "<p>Weeks.</p>")])
    articles.guide("Budgets", topics=[articles.topic("Money")], summary="What a booking platform costs.")


def _found(client: Client, query: str) -> list[str]:
    answer = client.get("/blog/search/", {"q": query})
    assert answer.status_code == 200
    hits = re.findall(r'<li class="stack gap-2"><h2><a [^>]*>(.*?)</a>', answer.content.decode())
    return sorted(re.sub(r"<[^>]+>", "", hit) for hit in hits)


def test_titles_summaries_texts_and_answers_are_searched(client: Client, guides: None) -> None:
    assert _found(client, "bids") == ["Reading bids"]
    assert _found(client, "nine sentences") == ["Writing a brief"]
    assert _found(client, "assumptions") == ["Reading bids"]
    assert _found(client, "tender") == ["Writing a brief"]
    assert _found(client, "BOOKING") == ["Budgets"]


def test_every_word_counts_until_nothing_has_them_all(client: Client, guides: None) -> None:
    assert _found(client, "booking platform") == ["Budgets"]
    assert _found(client, "assumptions tender") == ["Reading bids", "Writing a brief"]


def test_what_may_not_be_read_is_not_found(client: Client) -> None:
    articles.guide("A draft about yachts", live=False)
    closed = articles.guide("Yachts for some only")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert _found(client, "yachts") == []


def test_words_are_marked_and_everything_else_escaped(client: Client) -> None:
    articles.guide(
        "Yachts <b>& sails</b>", html="<p>Of yachts &lt;script&gt; and masts.</p>", summary="<i>yacht</i> talk"
    )
    page = client.get("/blog/search/", {"q": 'yachts "script"'}).content.decode()
    assert "<mark>Yachts</mark> &lt;b&gt;&amp; sails&lt;/b&gt;" in page
    assert "&lt;i&gt;<mark>yacht</mark>&lt;/i&gt; talk" in page
    assert "<script>" not in page.split("<main", 1)[1]
    assert 'value="yachts &quot;script&quot;"' in page


def test_the_excerpt_is_what_stands_around_the_word(client: Client) -> None:
    articles.guide(summary="Short.", html=f"<p>{'before ' * 80}lighthouse {'after ' * 80}</p>")
    page = client.get("/blog/search/", {"q": "lighthouse"}).content.decode()
    excerpt = re.search(r'<p class="excerpt">(.*?)</p>', page)[1]
    assert "<mark>lighthouse</mark>" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 300


def test_words_that_stand_everywhere_are_not_marked() -> None:
    query = search.read_query("the price of bids")
    assert str(search.marked("The price of one bid", query)) == "The <mark>price</mark> of one <mark>bid</mark>"
    assert str(search.marked("What of it", search.read_query("of"))) == "What <mark>of</mark> it"


def test_a_typing_error_is_offered_put_right(client: Client, guides: None) -> None:
    page = client.get("/blog/search/", {"q": "bugdets"}).content.decode()
    assert "No guide speaks of this" in page
    assert "/blog/search/?q=budgets" in page
    assert _found(client, "budgets") == ["Budgets"]


def test_nothing_near_offers_topics_instead(client: Client, guides: None) -> None:
    page = client.get("/blog/search/", {"q": "xylophone"}).content.decode()
    assert "Try fewer or other words" in page
    assert "/blog/topics/money/" in page


@pytest.mark.parametrize("query", ["", "   ", "\t\n"])
def test_without_words_the_page_says_what_is_searched(client: Client, guides: None, query: str) -> None:
    page = client.get("/blog/search/", {"q": query}).content.decode()
    assert "Every word of the guides is searched" in page
    assert "No guide speaks" not in page


HOSTILE = [
    "\x00",
    "bids\x00brief",
    '"',
    "'",
    "' OR 1=1 --",
    '"unclosed phrase',
    "NOT",
    "AND OR NOT",
    "bids AND",
    "NEAR(a b, 3)",
    "title:bids",
    "* ^ ( ) { } [ ] : ; ~ & | ! < > \\ / %",
    "bids*",
    "<-> & !bids | (",
    "%s %d {} {0}",
    "a" * 10_000,
    "bids " * 2_000,
    "\u202e\ufeff\u200b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "如何 写 需求",
    "دليل",
    "i\u0307",
    "ﬀ ß İ",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_has_an_answer(client: Client, guides: None, query: str) -> None:
    for page in ("", "2", "x", "-1", "9" * 400):
        answer = client.get("/blog/search/", {"q": query, "page": page})
        assert answer.status_code == (400 if "\x00" in query else 200)  # no page of ours takes that sign
    assert len(answer.content) < 40_000


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%ED%A0%80", "q", "q=a&q=b", "q[]=a"])
def test_malformed_addresses_have_an_answer_too(client: Client, guides: None, raw: str) -> None:
    assert client.get(f"/blog/search/?{raw}").status_code == 200


def test_many_results_have_pages_that_keep_the_words(client: Client) -> None:
    articles.guides(12)
    page = client.get("/blog/search/?q=number").content.decode()
    assert "1 to 10 of 12 guides" in page
    assert 'href="?q=number&amp;page=2"' in page
    assert "11 to 12 of 12 guides" in client.get("/blog/search/?q=number&page=2").content.decode()


def test_search_engines_are_asked_to_stay_out(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/blog/search/?q=a").content.decode()
