"""What guides are about: topic pages, and the list of them."""

from typing import Any, ClassVar, Self

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from blog import paging
from blog.models.articles import ArticlePage, unrestricted


class TopicQuerySet(PageQuerySet):
    """Topics in the order in which editors put them."""

    def for_chips(self) -> Self:
        """Topics that anybody may see."""
        return unrestricted(self.live()).order_by("path")


class TopicIndexPage(ArticlePage):
    """All topics, at /blog/topics/."""

    template = "blog/topics/index.html"
    fixed_slug = "topics"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = ["blog.TopicPage"]

    class Meta:
        verbose_name = _("list of topics")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        counts = paging.guides().counts("guide_topics__topic")
        topics = [(topic, counts.get(topic.pk, 0)) for topic in TopicPage.objects.for_chips()]
        return {**context, "topics": topics}


class TopicPage(ArticlePage):
    """The guides about one topic."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    objects = PageManager.from_queryset(TopicQuerySet)()

    content_panels: ClassVar[list[Panel]] = [*ArticlePage.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[index.BaseField]] = [*ArticlePage.search_fields, index.SearchField("introduction")]
    template = "blog/topics/topic.html"
    parent_page_types: ClassVar[list[str]] = ["blog.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("topic")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listing = paging.listed(paging.guides().about(self), request.GET.get("page"))
        return {**context, "listing": listing, "topics": TopicPage.objects.for_chips()}

    @property
    def description(self) -> str:
        return self.search_description or self.introduction
