"""Panels of our own in the page editor."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import Media
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

TITLE_FITS = 60
DESCRIPTION_FITS = 155
"""What search engines show before they cut: about 600 pixels of a title, two lines of a description."""

FALLBACKS = ("summary", "lede", "introduction")
"""Fields whose text stands in for an empty description, as `description` of the page types does."""


class SearchSnippetPanel(Panel):
    """How the page will look in search results, redrawn while somebody types."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("In search results"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name: ClassVar[str] = "blog/admin/snippet.html"

        @property
        def media(self) -> Media:
            return Media(
                js=[versioned_static("js/admin/snippet.js")], css={"all": [versioned_static("css/admin/snippet.css")]}
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page = self.instance
            parent = page.get_parent() if page.pk else self._parent()
            above = (parent.relative_url(None) if parent else None) or "/"
            return {
                **super().get_context_data(parent_context),
                "title": page.seo_title or page.title or gettext("Title"),
                "host": urlsplit(settings.SITE_ORIGIN).netloc,
                "above": above,
                "slug": page.slug or "",
                "is_root": page.pk is not None and page.relative_url(None) == "/",
                "description": page.search_description or self._fallback(),
                "fallbacks": " ".join(name for name in FALLBACKS if hasattr(page, name)),
                "title_fits": TITLE_FITS,
                "description_fits": DESCRIPTION_FITS,
            }

        def _fallback(self) -> str:
            return next((text for name in FALLBACKS if (text := getattr(self.instance, name, ""))), "")

        def _parent(self) -> Any:
            """Where a new page will stand: the editor's address names the page above."""
            from wagtail.models import Page  # noqa: PLC0415 -- panels are loaded while models are

            match = getattr(self.request, "resolver_match", None)
            key = match.kwargs.get("parent_page_id") if match else None
            return Page.objects.filter(pk=key).first() if key else None
