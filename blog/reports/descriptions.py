"""Report on pages that say nothing of themselves to search engines."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn
from wagtail.models import Page, get_page_content_types

from blog.reports.report import Report, WordsColumn, page_column


def _kinds(request: object) -> Any:
    return get_page_content_types(include_base_page_type=False)


class DescriptionFilters(WagtailFilterSet):
    """By kind of page."""

    content_type = ContentTypeFilter(label=_("Type"), queryset=_kinds)

    class Meta:
        model = Page
        fields: ClassVar[list[str]] = []


class MissingDescriptions(Report):
    """Live pages without a description of their own for search results."""

    slug = "missing-descriptions"
    page_title = _("Missing descriptions")
    header_icon = "search"
    menu_order = 140
    model = Page
    filterset_class = DescriptionFilters
    empty = _("Every live page of this kind has a description.")
    columns: ClassVar[list[Any]] = [
        page_column(),
        WordsColumn("type", accessor="page_type_display_name", label=_("Type")),
        DateColumn("last_published_at", label=_("Last published")),
    ]
    list_export: ClassVar[list[str]] = ["title", "full_url", "page_type_display_name", "last_published_at"]
    export_headings: ClassVar[dict[str, Any]] = {"full_url": _("Address"), "page_type_display_name": _("Type")}

    def get_queryset(self) -> QuerySet[Page]:
        pages = Page.objects.live().filter(depth__gt=1, search_description="", pk__in=self.pages_of_mine())
        self.queryset = pages.select_related("content_type").order_by("title", "pk")
        return super().get_queryset()
