"""Reports on guides: those that should have been looked at again, and those with few words."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, NumberColumn
from wagtail.admin.widgets import AdminDateInput

from blog.models import GuidePage, TopicPage
from blog.reports.report import Report, page_column

FEW_WORDS = 1200
"""Under five minutes of reading: too short to teach what our guides promise."""
MOST_WORDS = 1_000_000


def _topics(request: object) -> QuerySet[TopicPage]:
    return TopicPage.objects.order_by("title", "pk")


class GuideFilters(WagtailFilterSet):
    """By topic."""

    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="guide_topics__topic", queryset=_topics, empty_label=_("All topics")
    )

    class Meta:
        model = GuidePage
        fields: ClassVar[list[str]] = []


class StaleFilters(GuideFilters):
    """By topic, and by a day other than today."""

    due = django_filters.DateFilter(
        label=_("Review due by"), field_name="review_due_on", lookup_expr="lte", widget=AdminDateInput
    )


class ThinFilters(GuideFilters):
    """By topic, and by another number of words."""

    words = django_filters.NumberFilter(
        label=_("At most so many words"), field_name="words", lookup_expr="lte", min_value=0, max_value=MOST_WORDS
    )


class StaleGuides(Report):
    """Live guides whose next review is due; the longest overdue first."""

    slug = "stale-guides"
    page_title = _("Guides to review")
    header_icon = "history"
    menu_order = 110
    model = GuidePage
    filterset_class = StaleFilters
    empty = _("No guide waits for its review. A guide appears here on the day its next review is due.")
    columns: ClassVar[list[Any]] = [
        page_column(),
        DateColumn("reviewed_on", label=_("Last reviewed on")),
        DateColumn("review_due_on", label=_("Review due on")),
        DateColumn("last_published_at", label=_("Last published")),
    ]
    list_export: ClassVar[list[str]] = ["title", "full_url", "reviewed_on", "review_due_on", "last_published_at"]
    export_headings: ClassVar[dict[str, Any]] = {"full_url": _("Address")}

    def get_queryset(self) -> QuerySet[GuidePage]:
        guides = GuidePage.objects.live().filter(pk__in=self.pages_of_mine()).defer("body", "faq")
        if not self.request.GET.get("due"):
            guides = guides.review_due(timezone.localdate())
        self.queryset = guides.filter(review_due_on__isnull=False).order_by("review_due_on", "pk")
        return super().get_queryset()


class ThinGuides(Report):
    """Live guides with few words, the shortest first."""

    slug = "thin-guides"
    page_title = _("Short guides")
    header_icon = "doc-empty"
    menu_order = 120
    model = GuidePage
    filterset_class = ThinFilters
    empty = _("No live guide is this short. By default the report lists guides under 1,200 words.")
    columns: ClassVar[list[Any]] = [
        page_column(),
        NumberColumn("words", label=_("Words")),
        NumberColumn("minutes", label=_("Minutes to read")),
        DateColumn("last_published_at", label=_("Last published")),
    ]
    list_export: ClassVar[list[str]] = ["title", "full_url", "words", "minutes", "last_published_at"]
    export_headings: ClassVar[dict[str, Any]] = {"full_url": _("Address"), "minutes": _("Minutes to read")}

    def get_queryset(self) -> QuerySet[GuidePage]:
        guides = GuidePage.objects.live().filter(pk__in=self.pages_of_mine()).defer("body", "faq")
        if not self.request.GET.get("words"):
            guides = guides.filter(words__lt=FEW_WORDS)
        self.queryset = guides.order_by("words", "pk")
        return super().get_queryset()
