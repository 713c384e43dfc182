"""What search engines are told: the shapes that schema.org and Google document, safe to print, on our own origin."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from blog import schema, sharing
from blog.models import GuidePage, HomePage, SiteSettings
from blog.templatetags import syndication
from tests.blog import publishing

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Address:
    """An absolute address on our origin."""


class Moment:
    """A time with its zone."""


# What Google's documentation of each kind requires or recommends, with the types schema.org gives.
SHAPES: dict[str, dict[str, Any]] = {
    "BlogPosting": {
        "headline": str,
        "description": str,
        "author": list,
        "publisher": dict,
        "datePublished": Moment,
        "dateModified": Moment,
        "image": dict,
        "mainEntityOfPage": Address,
        "url": Address,
        "wordCount": int,
        "inLanguage": str,
    },
    "Person": {"name": str, "url": Address},
    "Organization": {"name": str, "url": Address, "logo": dict},
    "ImageObject": {"url": Address},
    "BreadcrumbList": {"itemListElement": list},
    "ListItem": {"position": int, "name": str, "item": Address},
    "FAQPage": {"mainEntity": list},
    "Question": {"name": str, "acceptedAnswer": dict},
    "Answer": {"text": str},
    "ProfilePage": {"mainEntity": dict, "dateCreated": Moment, "dateModified": Moment},
    "Blog": {"name": str, "url": Address},
    "CollectionPage": {"name": str, "url": Address},
    "WebSite": {"name": str, "url": Address},
}


def _problems(node: Any, where: str = "") -> list[str]:
    """What a node and all within it lack or have of a wrong type."""
    if isinstance(node, list):
        return [problem for place, each in enumerate(node) for problem in _problems(each, f"{where}[{place}]")]
    if not isinstance(node, dict):
        return []
    found = [problem for name, value in node.items() for problem in _problems(value, f"{where}.{name}")]
    if "@type" not in node:
        return found if set(node) <= {"@id", "@graph", "@context"} else [*found, f"{where} has no type"]
    for name, kind in SHAPES[node["@type"]].items():
        value = node.get(name)
        if not _is(value, kind):
            found.append(f"{where}.{name} is {value!r}, no {kind.__name__}")
    return found


def _is(value: Any, kind: type) -> bool:
    if kind is Address:
        return isinstance(value, str) and value.startswith(settings.SITE_ORIGIN + "/")
    if kind is Moment:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    return isinstance(value, kind) and not isinstance(value, bool) and bool(value)


def _graph(page: Any) -> dict[str, dict[str, Any]]:
    """The nodes of a page by their type, once through JSON."""
    whole = json.loads(syndication.printed(schema.graph(page, SiteSettings(), sharing.picture_of(page))))
    assert _problems(whole) == []
    assert whole["@context"] == "https://schema.org"
    return {node["@type"]: node for node in whole["@graph"]}


@pytest.mark.django_db
def test_a_guide_is_a_posting_with_its_authors_dates_picture_and_length() -> None:
    author = publishing.author(role="Technical editor", website="https://ines.example/", biography="<p>Writes.</p>")
    written = publishing.guide(authors=(author,), topics=(publishing.topic(),), cover=publishing.picture())
    posting = _graph(written)["BlogPosting"]
    assert posting["headline"] == written.title
    assert posting["description"] == written.summary
    assert posting["wordCount"] == written.words > 5
    assert posting["keywords"] == ["Back ends"]
    assert posting["dateModified"] == written.last_published_at.isoformat(timespec="seconds")
    [person] = posting["author"]
    assert person["url"] == f"{settings.SITE_ORIGIN}/blog/authors/ines-okafor/"
    assert (person["jobTitle"], person["sameAs"]) == ("Technical editor", ["https://ines.example/"])
    assert person["description"] == "Writes."
    assert (posting["image"]["width"], posting["image"]["height"]) == (1200, 630)
    assert posting["image"]["url"].endswith(".jpg")


@pytest.mark.django_db
def test_without_a_cover_the_picture_is_the_card() -> None:
    written = publishing.guide(authors=(publishing.author(),))
    assert "/blog/cards/" in _graph(written)["BlogPosting"]["image"]["url"]


@pytest.mark.django_db
def test_questions_at_the_end_and_in_the_text_are_told_once_and_without_markup() -> None:
    entry = {
        "question": "How long does it take?",
        "answer": "<p>Six weeks,</p><ul><li>or <b>more</b> &amp; less.</li></ul>",
    }
    other = {"question": "Who owns the code?", "answer": "<p>You.</p>"}
    body = [*publishing.BODY, ("faq", {"entries": [entry, other]})]
    written = publishing.guide(authors=(publishing.author(),), body=body, faq=[("entry", entry)])
    asked = _graph(written)["FAQPage"]["mainEntity"]
    assert [each["name"] for each in asked] == ["How long does it take?", "Who owns the code?"]
    assert asked[0]["acceptedAnswer"]["text"] == "Six weeks, or more & less."


@pytest.mark.django_db
def test_a_guide_without_questions_has_no_page_of_them() -> None:
    assert "FAQPage" not in _graph(publishing.guide(authors=(publishing.author(),)))


@pytest.mark.django_db
def test_breadcrumbs_lead_from_home_to_the_page() -> None:
    steps = _graph(publishing.guide(authors=(publishing.author(),)))["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    paths = [step["item"].removeprefix(settings.SITE_ORIGIN) for step in steps]
    assert paths == ["/", "/blog/", "/blog/python-back-end/"]


@pytest.mark.django_db
def test_the_other_pages_say_what_they_are() -> None:
    author = publishing.author(portrait=publishing.picture())
    assert _graph(author)["ProfilePage"]["mainEntity"]["name"] == "Ines Okafor"
    assert _graph(author)["ProfilePage"]["mainEntity"]["image"].endswith(".jpg")
    assert _graph(publishing.topic())["CollectionPage"]["name"] == "Back ends"
    assert _graph(publishing.front())["Blog"]["publisher"]["name"] == "Briefwell"
    assert _graph(HomePage.objects.get())["Organization"]["url"] == f"{settings.SITE_ORIGIN}/"


@pytest.mark.django_db
def test_an_author_who_was_withdrawn_is_not_named() -> None:
    here, gone = publishing.author(), publishing.author("Ada Gone", "ada-gone")
    written = publishing.guide(authors=(here, gone))
    gone.unpublish()
    again = GuidePage.objects.get(pk=written.pk)
    assert [person["name"] for person in _graph(again)["BlogPosting"]["author"]] == ["Ines Okafor"]


def test_the_check_of_shapes_finds_what_is_wrong() -> None:
    assert _problems({"@type": "Person", "name": "Ines"}) == [".url is None, no Address"]
    assert _problems({"@type": "Person", "name": "", "url": "http://evil.example/"}) != []
    assert _problems({"mainEntity": {"@type": "Answer", "text": 5}}) == [
        ".mainEntity.text is 5, no str",
        " has no type",
    ]


# --- on the page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_carries_it_with_canonical_and_open_graph(client: Client) -> None:
    publishing.guide(authors=(publishing.author(),), seo_title="Python back ends, step by step")
    page = client.get("/blog/python-back-end/", HTTP_HOST="localhost").content.decode()
    address = f"{settings.SITE_ORIGIN}/blog/python-back-end/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="og:title" content="Python back ends, step by step">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert 'type="application/atom+xml"' in page
    assert page.count('rel="canonical"') == page.count('name="description"') == 1
    [data] = DATA.findall(page)
    assert _problems(json.loads(data)) == []
    picture = re.findall(r'property="og:image" content="([^"]+)"', page)
    assert client.get(picture[0].removeprefix(settings.SITE_ORIGIN)).headers["Content-Type"] == "image/png"


@pytest.mark.django_db
def test_nothing_an_editor_types_ends_the_element_it_stands_in(client: Client) -> None:
    title = 'A </script><script>alert(1)</script> <!-- \u2028 & “quoted” "title"'
    publishing.guide(title=title, authors=(publishing.author(),), summary="</ScRiPt>\u2029<b>")
    page = client.get("/blog/python-back-end/").content.decode()
    [data] = DATA.findall(page)
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(data)
    posting = json.loads(data)["@graph"][0]
    assert (posting["headline"], posting["description"]) == (title, "</ScRiPt>\u2029<b>")
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_topic_also_offers_its_own_feeds(client: Client) -> None:
    topic = publishing.topic(introduction="About back ends.")
    publishing.guide(topics=(topic,))
    page = client.get("/blog/topics/back-ends/").content.decode()
    found = re.findall(r'<link rel="alternate" type="application/\w+\+xml" title="[^"]+" href="([^"]+)">', page)
    paths = [path.removeprefix(settings.SITE_ORIGIN) for path in found]
    assert paths == [
        "/blog/feed/",
        "/blog/feed/atom/",
        "/blog/topics/back-ends/feed/",
        "/blog/topics/back-ends/feed/atom/",
    ]
    assert [client.get(path).status_code for path in paths] == [200] * 4
