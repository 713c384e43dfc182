"""The blog's front page, with everything that lists guides below it: archive, search, feeds."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from blog import paging
from blog.models.articles import ArticlePage
from blog.models.topics import TopicPage


class BlogIndexPage(ArticlePage):
    """All guides, newest first, one of them in front."""

    introduction = models.TextField(_("introduction"), max_length=300, blank=True)
    featured = models.ForeignKey(
        "blog.GuidePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("guide in front"),
        help_text=_("Without one, the newest guide stands in front."),
    )

    content_panels: ClassVar[list[Panel]] = [
        *ArticlePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("featured"),
    ]
    template = "blog/index.html"
    fixed_slug = "blog"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["blog.HomePage"]
    subpage_types: ClassVar[list[str]] = ["blog.GuidePage", "blog.TopicIndexPage", "blog.AuthorIndexPage"]

    class Meta:
        verbose_name = _("list of guides")

    @property
    def description(self) -> str:
        return self.search_description or self.introduction

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listing = paging.listed_behind(paging.guides(), self.featured_id, request.GET.get("page"))
        return {**context, "listing": listing, "topics": TopicPage.objects.for_chips()}
