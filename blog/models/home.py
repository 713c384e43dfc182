"""The home page: its hero is the first box of the brief."""

import re
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from blog.blocks import HomeBody, market
from blog.blocks.home import first_body, offers
from blog.models.articles import ArticlePage

CHIPS = 4
WRAPPED = frozenset(name for name, _block in market.BLOCKS)
"""Blocks made to stand in a column; those of the home page bring their own sections."""
EXAMPLE_FIT = {"score": 92, "shares": {"skills": 1.0, "industry": 1.0, "budget": 0.8, "timing": 1.0, "place": 0.6}}
"""The fit of the example beside the box; the score is what the engine would make of these shares."""


class HomePage(ArticlePage):
    """The front page: its words are an editor's, the form and the figures come from the program."""

    headline = models.CharField(
        _("headline"),
        max_length=120,
        default="Post one brief. Let *the right agencies* come to you.",
        help_text=_("Words between asterisks are highlighted."),
    )
    lede = models.TextField(_("lede"), max_length=400, blank=True)
    prompt = models.CharField(_("question above the box"), max_length=120, default="What do you need done?")
    example = models.TextField(_("example inside the box"), max_length=600, blank=True)
    reassurance = models.CharField(_("line below the box"), max_length=200, blank=True)
    body = StreamField(HomeBody(), verbose_name=_("below the box"), blank=True, default=first_body)

    wide_blocks = True
    """Blocks fill the width of the page here; in articles they stand between paragraphs."""

    content_panels: ClassVar[list[Panel]] = [
        *ArticlePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("lede"),
                FieldPanel("prompt"),
                FieldPanel("example"),
                FieldPanel("reassurance"),
            ],
            heading=_("Hero"),
        ),
        FieldPanel("body"),
    ]
    template = "blog/home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["blog.BlogIndexPage", "blog.StandardPage"]

    class Meta:
        verbose_name = _("home page")

    @property
    def description(self) -> str:
        return self.search_description or self.lede

    @property
    def headline_html(self) -> SafeString:
        """The headline, escaped, with what stands between asterisks highlighted."""
        parts = re.split(r"\*([^*]+)\*", self.headline)
        marked = ((format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts))
        return format_html_join("", "{}", marked)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page of an address, found by all of it at once: none of our pages answers for what is below it."""
        if not path_components:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        found = Page.objects.live().filter(url_path=address, path__startswith=self.path).order_by("pk").first()
        if found is None:
            raise Http404
        return found.specific.route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = offers()
        return {**context, "offers": found, "chips": found[:CHIPS], "example_fit": EXAMPLE_FIT, "wrapped": WRAPPED}
