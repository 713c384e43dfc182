"""Guides: the long articles, who wrote them and what they are about."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from blog import anchors, reading
from blog.blocks import FaqBody, GuideBody
from blog.models.articles import ArticlePage
from blog.models.people import AuthorPage
from blog.models.topics import TopicPage


class GuideQuerySet(PageQuerySet):
    """Guides as lists need them. Lists never load bodies."""

    def for_cards(self) -> Self:
        """Live guides with cover, authors and topics, newest first; the text left out."""
        return (
            self.live()
            .public()
            .defer("body", "faq")
            .select_related("cover")
            .prefetch_related("cover__renditions", "guide_authors__author", "guide_topics__topic")
            .newest_first()
        )

    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-pk")

    def about(self, topic: TopicPage) -> Self:
        return self.filter(guide_topics__topic=topic)

    def by(self, author: AuthorPage) -> Self:
        return self.filter(guide_authors__author=author)

    def review_due(self, on: date) -> Self:
        """Guides whose next review should have happened by that day."""
        return self.filter(review_due_on__lte=on)


class GuidePage(ArticlePage):
    """A long article that teaches, and ends where a brief begins."""

    summary = models.TextField(_("summary"), max_length=300, help_text=_("Stands under the title and on cards."))
    cover = models.ForeignKey(
        "blog.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    body = StreamField(GuideBody(), verbose_name=_("body"))
    faq = StreamField(FaqBody(), verbose_name=_("questions and answers"), blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    review_due_on = models.DateField(_("next review due on"), null=True, blank=True)
    anchors = models.JSONField(_("anchors of headings"), default=dict, editable=False)
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)

    objects = PageManager.from_queryset(GuideQuerySet)()

    content_panels: ClassVar[list[Panel]] = [
        *ArticlePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("cover"),
        MultiFieldPanel(
            [
                InlinePanel("guide_authors", label=_("author"), min_num=1, max_num=5),
                InlinePanel("guide_topics", label=_("topic"), max_num=5),
            ],
            heading=_("Authors and topics"),
        ),
        FieldPanel("body"),
        FieldPanel("faq"),
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("review_due_on")], heading=_("Review")),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *ArticlePage.search_fields,
        index.SearchField("summary", boost=3),
        index.SearchField("body"),
        index.SearchField("faq"),
        index.FilterField("words"),
    ]
    template = "blog/guides/guide.html"
    parent_page_types: ClassVar[list[str]] = ["blog.BlogIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("guide")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="guide_review_is_due_after_the_last",
                condition=models.Q(reviewed_on__isnull=True)
                | models.Q(review_due_on__isnull=True)
                | models.Q(review_due_on__gt=models.F("reviewed_on")),
                violation_error_message=_("The next review comes after the last one."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._note_headings()
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self._note_headings()
        return super().save_revision(*args, **kwargs)

    @property
    def description(self) -> str:
        return self.search_description or self.summary

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes."""
        return reading.minutes(self.words)

    @property
    def contents(self) -> list[reading.Heading]:
        """The headings of the second and third level, in order."""
        return reading.contents(self.body, self.anchors)

    def _note_headings(self) -> None:
        """Keep the anchors that stand, name new headings, count the words."""
        self.anchors = anchors.assigned(self.body, self.anchors)
        self.words = reading.words(self.body) + reading.words(self.faq)


class GuideAuthor(Orderable):
    """An author of a guide, in the order of the names."""

    guide = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="guide_authors", verbose_name=_("guide"))
    author = models.ForeignKey(AuthorPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("author"))

    panels: ClassVar[list[Panel]] = [PageChooserPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("author of a guide")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["guide", "author"], name="guide_names_an_author_once")
        ]


class GuideTopic(Orderable):
    """A topic of a guide; the first is the one in its breadcrumbs."""

    guide = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="guide_topics", verbose_name=_("guide"))
    topic = models.ForeignKey(TopicPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("topic"))

    panels: ClassVar[list[Panel]] = [PageChooserPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic of a guide")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["guide", "topic"], name="guide_names_a_topic_once")
        ]
