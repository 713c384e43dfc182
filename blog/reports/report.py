"""What our reports share: a table of one kind of thing, with downloads that a spreadsheet runs nothing of."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django_stubs_ext import StrOrPromise
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from marketplace.lib import exports

EDITORS = ("add", "change", "publish")


class Report(ReportView):
    """A report for those who edit pages. A class says its `slug`, columns, export, and what it says when empty."""

    slug: ClassVar[str]
    empty: ClassVar[StrOrPromise]
    menu_order: ClassVar[int] = 100
    any_permission_required: ClassVar[tuple[str, ...]] = EDITORS
    guarded_by: ClassVar[type[Model]] = Page

    @classmethod
    def may_open(cls, user: Any) -> bool:
        """Whether this person may do any of what the report needs."""
        policy = policy_registry.get_by_type(cls.guarded_by)
        return bool(policy.user_has_any_permission(user, cls.any_permission_required))

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(self.guarded_by)

    @property
    def index_url_name(self) -> str:
        return f"blog_reports:{self.slug}"

    @property
    def index_results_url_name(self) -> str:
        return f"blog_reports:{self.slug}_results"

    @property
    def no_results_message(self) -> StrOrPromise:
        return self.empty

    def get_filename(self) -> str:
        return f"{self.slug}-{timezone.localdate().isoformat()}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return exports.harmless(super().preprocess_field_value(field, value, export_format))

    def write_csv_response(self, queryset: QuerySet[Any]) -> HttpResponse:
        head = [self.get_heading(queryset, field) for field in self.list_export]
        rows = [
            [
                self.preprocess_field_value(field, value, self.FORMAT_CSV)
                for field, value in self.to_row_dict(row).items()
            ]
            for row in queryset
        ]
        return exports.as_csv(f"{self.get_filename()}.csv", head, rows)

    def pages_of_mine(self) -> QuerySet[Page]:
        """The pages whose text this person may change."""
        pages: QuerySet[Page] = policy_registry.get_by_type(Page).instances_user_has_permission_for(
            self.request.user, "change"
        )
        return pages


def page_column(accessor: str = "title", key: str = "pk") -> TitleColumn:
    """The title of a page, leading to its editor."""
    return TitleColumn("title", accessor=accessor, url_name="wagtailadmin_pages:edit", id_accessor=key)


class WordsColumn(Column):
    """Text in full; a dash where there is none."""

    empty_value_display = "-"
