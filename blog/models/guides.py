"""Guides: the long articles, who wrote them and what they are about."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final, Self

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from blog import anchors, reading
from blog.blocks import FaqBody, GuideBody
from blog.blocks.market.standing import start_url
from blog.models.articles import ArticlePage, unrestricted
from blog.models.people import AuthorPage
from blog.models.topics import TopicPage

RELATED: Final = 3


class GuideQuerySet(PageQuerySet):
    """Guides as lists need them. Lists never load bodies."""

    def readable(self) -> Self:
        """Guides that anybody may read now."""
        return unrestricted(self.live())

    def for_cards(self) -> Self:
        """Readable guides with cover, authors and topics, newest first; the text left out."""
        return self.readable()._with_covers().prefetch_related(_authors(), _topics()).newest_first()

    def cards_of(self, keys: Sequence[int]) -> list["GuidePage"]:
        """The guides of these keys as cards, in their order. The keys are known to be readable."""
        if not keys:
            return []
        cards = self.filter(pk__in=keys)._with_covers().prefetch_related(_topics())
        return sorted(cards, key=lambda guide: keys.index(guide.pk))

    def texts_of(self, keys: Sequence[int]) -> list["GuidePage"]:
        """The guides of these keys with their texts and topics, in their order."""
        return sorted(self.filter(pk__in=keys).prefetch_related(_topics()), key=lambda guide: keys.index(guide.pk))

    def keys(self) -> list[int]:
        return list(self.values_list("pk", flat=True))

    def near(self, topics: Iterable[TopicPage], *, without: int | None) -> Self:
        """Those that share most of the topics first, then the newest, each with its cover."""
        rows = GuideTopic.objects.filter(guide=OuterRef("pk"), topic__in=topics).order_by().values("guide")
        shared = Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)
        others = self.exclude(pk=without).annotate(shared=shared)
        return others._with_covers().order_by("-shared", "-first_published_at", "-pk")

    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-pk")

    def about(self, topic: TopicPage) -> Self:
        """Those about a topic; a topic that isn't saved yet has none."""
        return self.filter(guide_topics__topic__in=[topic.pk])

    def by(self, author: AuthorPage) -> Self:
        return self.filter(guide_authors__author__in=[author.pk])

    def counts(self, relation: str) -> dict[int, int]:
        """How many readable guides there are by the key of what they are related to."""
        rows = self.readable().values(relation).annotate(guides=Count("pk", distinct=True)).order_by(relation)
        return {row[relation]: row["guides"] for row in rows if row[relation]}

    def review_due(self, on: date) -> Self:
        """Guides whose next review should have happened by that day."""
        return self.filter(review_due_on__lte=on)

    def _with_covers(self) -> Self:
        return self.defer("body", "faq").select_related("cover").prefetch_related("cover__renditions")


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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "related": self._related(),
            "numbers_of": self._first("open_numbers").get("service", ""),
        }

    @cached_property
    def authors(self) -> list[AuthorPage]:
        """Its authors whose pages are live, in the order of the names."""
        rows = self._rows("guide_authors", "author__portrait")
        return [row.author for row in rows if row.author_id and row.author.live]

    @cached_property
    def topics(self) -> list[TopicPage]:
        """Its topics whose pages are live."""
        rows = self._rows("guide_topics", "topic")
        return [row.topic for row in rows if row.topic_id and row.topic.live]

    @property
    def has_changed(self) -> bool:
        """Whether it was published again on a later day than at first."""
        first, last = self.first_published_at, self.last_published_at
        return bool(first and last and last.date() > first.date())

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes."""
        return reading.minutes(self.words)

    @property
    def contents(self) -> list[reading.Heading]:
        """The headings of the second and third level, in order."""
        return reading.contents(self.body, self.anchors)

    def start_url(self, place: str) -> str:
        """The wizard, begun as the first call to action in the text begins it."""
        call = self._first("call_to_action")
        given = {name: call.get(name) or "" for name in ("service", "budget", "preset")}
        return start_url(self, place, **given)

    def _related(self) -> list["GuidePage"]:
        """What to read next; nothing where the editor put a block for it into the text."""
        if self._first("related_guides"):
            return []
        return list(GuidePage.objects.readable().near(self.topics, without=self.pk)[:RELATED])

    def _first(self, block_type: str) -> dict[str, Any]:
        """The value of the first block of a type; empty when there is none."""
        return next((dict(block.value) for block in self.body if block.block_type == block_type), {})

    def _rows(self, relation: str, wanted: str) -> Any:
        """The rows of a relation, with what they name. Rows that a list has fetched must be left as they are: any
        further method would ask for those of all guides."""
        rows = getattr(self, relation).all()
        return rows if relation in getattr(self, "_prefetched_objects_cache", {}) else rows.select_related(wanted)

    def _note_headings(self) -> None:
        """Keep the anchors that stand, name new headings, count the words."""
        self.body.get_prep_value()  # gives blocks made in code the ids that anchors are kept by
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


def _authors() -> Any:
    rows = GuideAuthor.objects.select_related("author").order_by("sort_order", "pk")
    return Prefetch("guide_authors", rows)


def _topics() -> Any:
    return Prefetch("guide_topics", GuideTopic.objects.select_related("topic").order_by("sort_order", "pk"))
