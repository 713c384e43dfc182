"""Who writes: author profiles, and the list of them."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.search import index

from blog import paging
from blog.blocks.editorial import SHORT_FEATURES
from blog.models.articles import ArticlePage, unrestricted


class AuthorIndexPage(ArticlePage):
    """All authors, at /blog/authors/."""

    template = "blog/authors/index.html"
    fixed_slug = "authors"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = ["blog.AuthorPage"]

    class Meta:
        verbose_name = _("list of authors")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        counts = paging.guides().counts("guide_authors__author")
        people = unrestricted(AuthorPage.objects.live()).select_related("portrait").order_by("title", "pk")
        people = people.prefetch_related("portrait__renditions")
        return {**context, "people": [(author, counts.get(author.pk, 0)) for author in people]}


class AuthorPage(ArticlePage):
    """Somebody who writes guides: the title is the name."""

    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Technical editor, for example."))
    biography = RichTextField(_("biography"), features=SHORT_FEATURES, blank=True)
    portrait = models.ForeignKey(
        "blog.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    website = models.URLField(_("website"), blank=True)

    content_panels: ClassVar[list[Panel]] = [
        *ArticlePage.content_panels,
        FieldPanel("role"),
        FieldPanel("biography"),
        FieldPanel("portrait"),
        FieldPanel("website"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *ArticlePage.search_fields,
        index.SearchField("role"),
        index.SearchField("biography"),
    ]
    template = "blog/authors/author.html"
    parent_page_types: ClassVar[list[str]] = ["blog.AuthorIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("author")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "listing": paging.listed(paging.guides().by(self), request.GET.get("page"))}
