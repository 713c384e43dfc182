"""Report on links: those that lead nowhere, and, when asked for, all others that stand in live pages."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn

from blog.models import CheckedLink
from blog.reports.report import Report, WordsColumn, page_column


class LinkFilters(WagtailFilterSet):
    """By what was found, by the page's title and by a part of the address."""

    finding = django_filters.ChoiceFilter(
        label=_("Finding"),
        choices=CheckedLink.Finding.choices,
        empty_label=_("Broken"),
        widget=RadioSelect,
    )
    address = django_filters.CharFilter(label=_("Address contains"), field_name="url", lookup_expr="icontains")
    page = django_filters.CharFilter(
        label=_("Title of the page contains"), field_name="page__title", lookup_expr="icontains"
    )

    class Meta:
        model = CheckedLink
        fields: ClassVar[list[str]] = []


class BrokenLinks(Report):
    """Links as the last look found them."""

    slug = "broken-links"
    page_title = _("Broken links")
    header_icon = "link"
    menu_order = 130
    model = CheckedLink
    filterset_class = LinkFilters
    empty = _("No such link. Pages are looked at when they are published, and all of them every night.")
    columns: ClassVar[list[Any]] = [
        page_column("page.title", "page_id"),
        WordsColumn("words", label=_("Words of the link")),
        WordsColumn("url", label=_("Address")),
        WordsColumn("finding", accessor="get_finding_display", label=_("Finding")),
        WordsColumn("detail", label=_("Why")),
        DateColumn("checked_at", label=_("Looked at")),
    ]
    list_export: ClassVar[list[str]] = [
        "page.title",
        "page.full_url",
        "words",
        "url",
        "finding",
        "detail",
        "checked_at",
    ]
    export_headings: ClassVar[dict[str, Any]] = {"page.title": _("Page"), "page.full_url": _("Address of the page")}

    def get_queryset(self) -> QuerySet[CheckedLink]:
        links = CheckedLink.objects.filter(page__in=self.pages_of_mine()).select_related("page")
        if not self.request.GET.get("finding"):
            links = links.filter(finding=CheckedLink.Finding.BROKEN)
        self.queryset = links.order_by("page__title", "page_id", "url", "pk")
        return super().get_queryset()
