"""What guides are about: topic pages, and the list of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.search import index

from blog.models.articles import ArticlePage


class TopicIndexPage(ArticlePage):
    """All topics, at /blog/topics/."""

    template = "blog/topics/index.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = ["blog.TopicPage"]

    class Meta:
        verbose_name = _("list of topics")


class TopicPage(ArticlePage):
    """The guides about one topic."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    content_panels: ClassVar[list[Panel]] = [*ArticlePage.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[index.BaseField]] = [*ArticlePage.search_fields, index.SearchField("introduction")]
    template = "blog/topics/topic.html"
    parent_page_types: ClassVar[list[str]] = ["blog.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("topic")

    @property
    def description(self) -> str:
        return self.search_description or self.introduction
