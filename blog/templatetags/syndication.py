"""{% article_meta page %}: what search engines, feed readers and other sites are told of a page."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Page

from blog import feeds, schema, sharing
from blog.models import AuthorPage, GuidePage
from marketplace.lib import urls

register = template.Library()

# Nothing of it may end the element it stands in, nor the line as a script reads it.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.inclusion_tag("blog/meta.html")
def article_meta(page: Page, number: int = 1) -> dict[str, Any]:
    """Description, canonical address, Open Graph, feeds and JSON-LD of a page; `number` of a list's later pages."""
    site = sharing.site()
    picture = sharing.picture_of(page)
    return {
        "canonical": sharing.address(page) + (f"?page={number}" if number > 1 else ""),
        "title": page.seo_title or page.title,
        "description": page.description,
        "kind": _KINDS.get(type(page), "website"),
        "site_name": site.organisation_name,
        "picture": picture,
        "published": schema.moment(page.first_published_at),
        "modified": schema.moment(page.last_published_at),
        "feeds": [(title, urls.absolute(path), kind) for title, path, kind in feeds.of(page)],
        "data": printed(schema.graph(page, site, picture)),
    }


def printed(data: schema.Node) -> SafeString:
    """The data as JSON that may stand inside a script element."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


_KINDS: dict[type[Page], str] = {GuidePage: "article", AuthorPage: "profile"}
