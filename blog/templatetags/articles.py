"""Tags for the text of articles: clean, with anchors that people can link to."""

import re
from html import unescape

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.blocks import BoundBlock
from wagtail.rich_text import RichText, expand_db_html

from blog import anchors, cleaning, embeds, highlighting

register = template.Library()

WITH_ANCHOR = re.compile(r'<h([234]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)


@register.filter
def cleaned(html: object) -> SafeString:
    """A rich text with nothing in it but text, lists, headings and links."""
    return SafeString(cleaning.shown(html))


@register.filter
def rich(text: object) -> SafeString:
    """The rich text of a field, which no block has cleaned before."""
    return SafeString(cleaning.shown(expand_db_html(cleaning.stored(text, cleaning.TAGS))))


@register.simple_tag(takes_context=True)
def anchored_text(context: template.Context, text: RichText) -> SafeString:
    """A text block whose headings carry the anchors that its page keeps, each with a link to itself."""
    html = cleaning.shown(expand_db_html(text.source), keyed=True)
    known = getattr(context.get("page"), "anchors", None) or {}
    return SafeString(WITH_ANCHOR.sub(_with_link, anchors.anchored(html, str(context.get("id", "")), known)))


@register.simple_tag(takes_context=True)
def block_sample(context: template.Context, bound_block: BoundBlock) -> SafeString:
    """A block as its page would show it; empty where it has nothing to show."""
    return SafeString(str(bound_block.render(context.flatten())).strip())


@register.filter
def web_address(url: object) -> str:
    """The address if a link may lead there, else nothing."""
    return cleaning.web_address(url)


@register.filter
def video(url: object) -> embeds.Video | None:
    """The video behind an address, or nothing when it is none that we know."""
    return embeds.video_or_none(url)


@register.filter
def highlighted(code: object, language: object) -> SafeString:
    """Code, line by line, its words marked by classes."""
    return highlighting.highlighted(str(code or ""), str(language or ""))


@register.filter
def code_language(language: object) -> str:
    """“Python”."""
    return str(highlighting.NAMES.get(str(language), highlighting.NAMES[highlighting.PLAIN]))


def _with_link(match: re.Match[str]) -> str:
    level, anchor, inside = match.groups()
    words = " ".join(unescape(strip_tags(inside)).split())
    return format_html(
        '<div class="heading"><h{level} id="{anchor}">{inside}</h{level}>'
        '<a class="heading-link" href="#{anchor}"><span aria-hidden="true">#</span>'
        '<span class="sr-only">{label}</span></a></div>',
        level=SafeString(level),
        anchor=SafeString(anchor),
        inside=SafeString(inside),
        label=_("Link to “%(heading)s”") % {"heading": words},
    )
