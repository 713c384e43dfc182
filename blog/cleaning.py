"""Rich text is clean whatever way it came in: through the editor, an import or a hand that wrote to the database.

Twice, because each time means something else. What a block holds is cleaned with the tags of its own features, so
that nothing forged is searched, compared or looked up. What a page shows is cleaned once more after links to pages
and documents became addresses.
"""

import re
from collections.abc import Iterable, Mapping

import nh3

ALWAYS = frozenset(("p", "br"))
TAGS: Mapping[str, frozenset[str]] = {
    "h2": frozenset(("h2",)),
    "h3": frozenset(("h3",)),
    "h4": frozenset(("h4",)),
    "bold": frozenset(("b", "strong")),
    "italic": frozenset(("i", "em")),
    "code": frozenset(("code",)),
    "ol": frozenset(("ol", "li")),
    "ul": frozenset(("ul", "li")),
    "link": frozenset(("a",)),
    "document-link": frozenset(("a",)),
    "hr": frozenset(("hr",)),
}
"""The tags that each feature of the editor makes. There is none for pictures and embeds: those are blocks."""

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
DROPPED_WHOLE = frozenset(("script", "style", "svg", "math", "iframe", "object", "template", "noscript", "textarea"))
"""What stands inside these was never meant to be read."""

STORED_LINK = frozenset(("href", "linktype", "id"))
"""A link to a page or a document is kept by its kind and key, and becomes an address when it is shown."""

WELL_FORMED = {
    "href": re.compile(r"(?!None$).+", re.DOTALL),  # Wagtail's answer for a page without an address
    "linktype": re.compile(r"page|document"),
    "id": re.compile(r"[1-9][0-9]{0,8}", re.ASCII),
    "data-block-key": re.compile(r"[\w-]{1,40}", re.ASCII),
}
"""What these may hold; a key that is none would end in the database as an error."""


def stored(html: object, features: Iterable[str]) -> str:
    """A rich text as the editor keeps it, with nothing but what these features make. What is no text is empty."""
    tags = ALWAYS.union(*(TAGS[feature] for feature in features))
    return _cleaned(html, tags, STORED_LINK, keyed=True)


def shown(html: object, *, keyed: bool = False) -> str:
    """A rich text as a page shows it; `keyed` keeps the editor's keys, by which headings find their anchors."""
    return _cleaned(html, ALWAYS.union(*TAGS.values()), frozenset(("href",)), keyed=keyed)


def web_address(url: object) -> str:
    """The address if it is one of the web, else nothing: `javascript:` and its like never become a link."""
    text = str(url or "").strip()
    return text if text.startswith(("https://", "http://")) and not any(ord(sign) < 33 for sign in text) else ""


def _cleaned(html: object, tags: frozenset[str], of_links: frozenset[str], *, keyed: bool) -> str:
    if not isinstance(html, str):
        return ""
    attributes: dict[str, set[str]] = {"a": set(of_links)} if "a" in tags else {}
    if keyed:
        attributes["*"] = {"data-block-key"}
    return nh3.clean(
        html,
        tags=set(tags),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes=attributes,
        attribute_filter=_well_formed,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _well_formed(tag: str, attribute: str, value: str) -> str | None:
    pattern = WELL_FORMED.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None
