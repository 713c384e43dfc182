"""Report on pictures that nobody hears of who does not see them."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from blog.models import Picture
from blog.reports.report import Report, WordsColumn


class PictureFilters(WagtailFilterSet):
    """By title and by credit."""

    title = django_filters.CharFilter(label=_("Title contains"), field_name="title", lookup_expr="icontains")
    credit = django_filters.CharFilter(label=_("Credit contains"), field_name="credit", lookup_expr="icontains")

    class Meta:
        model = Picture
        fields: ClassVar[list[str]] = []


class PicturesWithoutText(Report):
    """Pictures whose description is empty, the newest first."""

    slug = "pictures-without-text"
    page_title = _("Pictures without alt text")
    header_icon = "image"
    menu_order = 150
    model = Picture
    guarded_by = Picture
    any_permission_required: ClassVar[tuple[str, ...]] = ("add", "change")
    filterset_class = PictureFilters
    empty = _("Every picture has a text for those who do not see it.")
    columns: ClassVar[list[Any]] = [
        TitleColumn("title", url_name="wagtailimages:edit"),
        WordsColumn("credit", label=_("Credit")),
        DateColumn("created_at", label=_("Added")),
    ]
    list_export: ClassVar[list[str]] = ["title", "filename", "credit", "created_at"]
    export_headings: ClassVar[dict[str, Any]] = {"filename": _("File")}

    def get_queryset(self) -> QuerySet[Picture]:
        mine = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["add", "change"])
        pictures = Picture.objects.filter(pk__in=mine.values("pk"), description="")
        self.queryset = pictures.order_by("-created_at", "-pk")
        return super().get_queryset()
