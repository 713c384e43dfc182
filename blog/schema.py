"""What a page is, in the words of schema.org: dictionaries for search engines, printed by {% article_meta %}."""

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import Any, Final

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog import sharing
from blog.models import AuthorPage, BlogIndexPage, GuidePage, HomePage, SiteSettings, TopicPage
from blog.sharing import Shared
from marketplace.lib import urls

Node = dict[str, Any]
"""One thing with its properties; those that are empty are left out."""

_ENDS: Final = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>")


def graph(page: Page, site: SiteSettings, picture: Shared) -> Node:
    """Everything that is said of a page, in one object. `picture` is the one beside a shared link."""
    return {"@context": "https://schema.org", "@graph": [_clean(node) for node in _nodes(page, site, picture)]}


def _nodes(page: Page, site: SiteSettings, picture: Shared) -> list[Node]:
    match page:
        case HomePage():
            return [organisation(site), website(site)]
        case GuidePage():
            questions = faq(page)
            found = [questions] if questions["mainEntity"] else []
            return [article(page, site, picture), *found, breadcrumbs(page)]
        case AuthorPage():
            return [profile(page, picture), breadcrumbs(page)]
        case BlogIndexPage():
            return [blog(page, site), breadcrumbs(page)]
        case TopicPage():
            return [collection(page), breadcrumbs(page)]
    return [breadcrumbs(page)]


# --- who ---------------------------------------------------------------------------------------------


def organisation(site: SiteSettings) -> Node:
    """Us, with a name, an address and a logo."""
    return {
        "@type": "Organization",
        "@id": urls.absolute("/#organization"),
        "name": site.organisation_name,
        "url": urls.absolute("/"),
        "description": site.tagline,
        "email": site.contact_address,
        "logo": {"@type": "ImageObject", "url": urls.absolute(static("brand/wordmark.svg"))},
    }


def website(site: SiteSettings) -> Node:
    """The site as a whole."""
    return {
        "@type": "WebSite",
        "@id": urls.absolute("/#website"),
        "name": site.organisation_name,
        "url": urls.absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": urls.absolute("/#organization")},
    }


def person(author: AuthorPage) -> Node:
    """Somebody who writes, as far as their page says it."""
    return {
        "@type": "Person",
        "@id": f"{sharing.address(author)}#person",
        "name": author.title,
        "url": sharing.address(author),
        "jobTitle": author.role,
        "description": author.description or plain(author.biography),
        "sameAs": [author.website] if author.website else [],
    }


def profile(author: AuthorPage, picture: Shared) -> Node:
    """An author's page, about that person."""
    about = person(author) | ({"image": picture.url} if author.portrait_id else {})
    return {
        "@type": "ProfilePage",
        "url": sharing.address(author),
        "dateCreated": moment(author.first_published_at),
        "dateModified": moment(author.last_published_at),
        "mainEntity": about,
    }


# --- what --------------------------------------------------------------------------------------------


def article(guide: GuidePage, site: SiteSettings, picture: Shared) -> Node:
    """A guide with what Google documents for articles, and its length and topics."""
    return {
        "@type": "BlogPosting",
        "@id": f"{sharing.address(guide)}#article",
        "mainEntityOfPage": sharing.address(guide),
        "url": sharing.address(guide),
        "headline": guide.title,
        "description": guide.description,
        "image": {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height},
        "author": [person(author) for author in guide.authors],
        "publisher": organisation(site),
        "datePublished": moment(guide.first_published_at),
        "dateModified": moment(guide.last_published_at or guide.first_published_at),
        "wordCount": guide.words,
        "timeRequired": f"PT{guide.minutes}M",
        "keywords": [topic.title for topic in guide.topics],
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
    }


def blog(index: BlogIndexPage, site: SiteSettings) -> Node:
    """The list of guides."""
    return {
        "@type": "Blog",
        "@id": f"{sharing.address(index)}#blog",
        "name": index.title,
        "description": index.description,
        "url": sharing.address(index),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": organisation(site),
    }


def collection(topic: TopicPage) -> Node:
    """The guides about one topic."""
    return {
        "@type": "CollectionPage",
        "name": topic.title,
        "description": topic.description,
        "url": sharing.address(topic),
        "inLanguage": settings.LANGUAGE_CODE,
    }


def faq(guide: GuidePage) -> Node:
    """The questions of a guide, those at its end and those in its text, each once."""
    asked = {plain(entry["question"]): plain(entry["answer"]) for entry in _entries(guide)}
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in asked.items()
            if question and answer
        ],
    }


def breadcrumbs(page: Page) -> Node:
    """The way from the home page to this one."""
    above = sharing.fetched(f"way:{page.path[: -page.steplen]}", lambda: _above(page))
    way = [*above, (page.title if page.depth > 2 else _("Home"), sharing.address(page))]
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _above(page: Page) -> list[tuple[str, str]]:
    pages = page.get_ancestors().filter(depth__gte=2, live=True).order_by("path")
    return [(_("Home") if step.depth == 2 else step.title, sharing.address(step)) for step in pages]


# --- in which words ----------------------------------------------------------------------------------


def plain(value: object) -> str:
    """A text or rich text without markup, as one line."""
    source = getattr(value, "source", value)
    return " ".join(unescape(strip_tags(_ENDS.sub(r"\g<0> ", str(source)))).split())


def moment(at: datetime | None) -> str:
    """A time as ISO 8601 has it, with its zone; nothing where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def _entries(guide: GuidePage) -> Iterable[Node]:
    for block in guide.body:
        if block.block_type == "faq":
            yield from block.value["entries"]
    for block in guide.faq:
        yield block.value


def _clean(node: Any) -> Any:
    """Without what is empty: an engine takes an empty word for one."""
    if isinstance(node, dict):
        cleaned = {name: _clean(value) for name, value in node.items()}
        return {name: value for name, value in cleaned.items() if value not in ("", None, [], {})}
    return [_clean(each) for each in node] if isinstance(node, list) else node
