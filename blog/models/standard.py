"""Pages like “About us”."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.search import index

from blog.blocks import StandardBody
from blog.models.articles import ArticlePage


class StandardPage(ArticlePage):
    """A page without date or author."""

    body = StreamField(StandardBody(), verbose_name=_("body"), blank=True)

    content_panels: ClassVar[list[Panel]] = [*ArticlePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*ArticlePage.search_fields, index.SearchField("body")]
    template = "blog/standard.html"
    parent_page_types: ClassVar[list[str]] = ["blog.HomePage", "blog.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["blog.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
