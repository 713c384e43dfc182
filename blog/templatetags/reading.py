"""Tags around an article: ways to pass it on, and the way from it to a brief."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.http import HttpRequest
from wagtail.models import Page

from blog import sharing
from blog.models import GuidePage
from marketplace.lib import starts
from marketplace.lib.origins import Origin

register = template.Library()


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
