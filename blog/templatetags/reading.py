"""Tags around an article: ways to pass it on, and the way from it to a brief."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page

from blog import sharing
from blog.models import GuidePage
from marketplace.lib import starts
from marketplace.lib.origins import Origin

register = template.Library()

LONGEST_UNBROKEN = 20
"""Letters of a word with a hyphen that fits on a line of the narrowest screen, in the largest heading."""


@register.filter
def unbroken(title: str) -> SafeString:
    """A title whose words with hyphens stay on one line: “back-end” is no place to end it."""
    return format_html_join(" ", "{}", ((_kept_together(word),) for word in title.split()))


def _kept_together(word: str) -> str:
    whole = "-" in word and len(word) <= LONGEST_UNBROKEN
    return format_html('<span class="nowrap">{}</span>', word) if whole else word


@register.simple_tag
def share_links(page: Page) -> dict[str, str]:
    """Addresses that open another program or site with a link to the page; nothing of them is loaded before."""
    address = sharing.address(page)
    return {
        "address": address,
        "mail": "mailto:?" + urlencode({"subject": page.title, "body": address}).replace("+", "%20"),
        "mastodon": "https://mastodonshare.com/?" + urlencode({"text": page.title, "url": address}),
        "linkedin": "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address}),
    }


@register.simple_tag(takes_context=True)
def brief_url(context: template.Context, place: str) -> str:
    """The wizard, begun as the page's guide suggests, with where it was opened from."""
    page: Any = context.get("page")
    if isinstance(page, GuidePage):
        return page.start_url(place)
    request: HttpRequest | None = context.get("request")
    path = urlsplit(request.get_full_path()).path if request else "/"
    return starts.url(origin=Origin(path))
