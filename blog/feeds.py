"""RSS and Atom: the newest guides, all of them or those about one topic, each with its summary and its cover."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog import sharing
from blog.models import AuthorPage, BlogIndexPage, GuidePage, TopicPage
from marketplace.lib import urls

NEWEST: Final = 20
RSS, ATOM = "application/rss+xml", "application/atom+xml"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped."""


def of(page: Page) -> list[tuple[str, str, str]]:
    """The feeds that belong on a page, as title, path and type: those of all guides, on a topic also its own."""
    found = [
        (_("All guides, RSS"), reverse("blog:feed"), RSS),
        (_("All guides, Atom"), reverse("blog:feed_atom"), ATOM),
    ]
    if isinstance(page, TopicPage):
        named = {"topic": page.title}
        found += [
            (_("%(topic)s, RSS") % named, reverse("blog:topic_feed", args=[page.slug]), RSS),
            (_("%(topic)s, Atom") % named, reverse("blog:topic_feed_atom", args=[page.slug]), ATOM),
        ]
    return found


def written(text: str) -> str:
    """The text without the characters that would make a feed unreadable."""
    return _NOT_XML.sub(" ", text)


class GuidesFeed(Feed):  # type: ignore[type-arg]
    """What both formats say. Every address is made from our own origin, never from the host that was asked for."""

    language = settings.LANGUAGE_CODE
    item_guid_is_permalink = False
    is_atom = False

    def get_object(self, request: HttpRequest, slug: str = "") -> TopicPage | None:
        if not slug:
            return None
        topic = TopicPage.objects.live().public().filter(slug=slug).order_by("pk").first()
        if topic is None:
            raise Http404
        return topic

    def title(self, topic: TopicPage | None) -> str:
        if topic is None:
            return written(_("%(name)s guides") % {"name": sharing.site().organisation_name})
        return written(
            _("%(topic)s: %(name)s guides") % {"topic": topic.title, "name": sharing.site().organisation_name}
        )

    def description(self, topic: TopicPage | None) -> str:
        page = topic or BlogIndexPage.objects.live().order_by("pk").first()
        return written(page.description if page else "")

    def subtitle(self, topic: TopicPage | None) -> str:
        return self.description(topic)

    def link(self, topic: TopicPage | None) -> str:
        page = topic or BlogIndexPage.objects.live().order_by("pk").first()
        return sharing.address(page) if page else urls.absolute("/")

    def feed_url(self, topic: TopicPage | None) -> str:
        name = f"blog:{'topic_' if topic else ''}feed{'_atom' if self.is_atom else ''}"
        return urls.absolute(reverse(name, args=[topic.slug] if topic else []))

    def feed_guid(self, topic: TopicPage | None) -> str:
        return self.feed_url(topic)

    def items(self, topic: TopicPage | None) -> Iterable[GuidePage]:
        guides = GuidePage.objects.for_cards()
        return guides.about(topic)[:NEWEST] if topic else guides[:NEWEST]

    def item_title(self, guide: GuidePage) -> str:
        return written(guide.title)

    def item_description(self, guide: GuidePage) -> str:
        return written(guide.summary)

    def item_link(self, guide: GuidePage) -> str:
        return sharing.address(guide)

    def item_guid(self, guide: GuidePage) -> str:
        """The same for as long as the guide exists: another address must not make it new to a reader."""
        return f"urn:uuid:{guide.translation_key}"

    def item_author_name(self, guide: GuidePage) -> str:
        return written(", ".join(author.title for author in _authors(guide)))

    def item_author_link(self, guide: GuidePage) -> str:
        return next(map(sharing.address, _authors(guide)), "")

    def item_categories(self, guide: GuidePage) -> list[str]:
        return [written(row.topic.title) for row in guide.guide_topics.all() if row.topic.live]

    def item_pubdate(self, guide: GuidePage) -> datetime | None:
        return guide.first_published_at

    def item_updateddate(self, guide: GuidePage) -> datetime | None:
        return guide.last_published_at

    def item_enclosures(self, guide: GuidePage) -> list[Enclosure]:
        if not guide.cover:
            return []
        rendition = guide.cover.get_rendition(f"fill-{sharing.WIDTH}x{sharing.HEIGHT}|format-jpeg")
        return [Enclosure(urls.absolute(rendition.url), str(rendition.file.size), "image/jpeg")]


class Rss(GuidesFeed):
    feed_type = Rss201rev2Feed


class Atom(GuidesFeed):
    feed_type = Atom1Feed
    is_atom = True


def _authors(guide: GuidePage) -> list[AuthorPage]:
    """From what the list of guides has loaded."""
    return [row.author for row in guide.guide_authors.all() if row.author.live]
