"""The report in the back office, for those who write and review pages, and what an editor reads beside a page."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from accounts.models import User
from marketplace.funnel import report, trials
from marketplace.lib import clock, exports
from marketplace.models import FunnelDay, FunnelPlace

PAGES_A_PAGE = 25
WRITERS = ("add", "change", "publish")


def may_open(user: User | AnonymousUser) -> bool:
    """Editors, reviewers and superusers: whoever may change a page."""
    return bool(page_permission_policy.user_has_any_permission(user, WRITERS))


class FunnelReport(WagtailAdminTemplateMixin, View):
    """Pages and what they brought in a period, as a page or as CSV. `page` narrows it to one."""

    page_title = gettext_lazy("From guide to award")
    header_icon = "order"
    template_name = "marketplace/funnel/report.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_open(request.user):
            raise PermissionDenied
        period = report.Period.named(request.GET.get("period", ""), today=clock.now().date())
        page = _number(request.GET.get("page", ""))
        rows = report.rows(period, page=page)
        if request.GET.get("export") == "csv":
            return as_csv(period, rows)
        return self.render_to_response(self.get_context_data(period=period, page=page, rows=rows))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = Paginator(kwargs["rows"], PAGES_A_PAGE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "shown": shown,
            "periods": report.PERIODS.items(),
            "counted_at": report.counted_at(),
            "comparisons": named_comparisons(kwargs["page"]),
        }


@dataclass(frozen=True, slots=True)
class NamedComparison:
    """A comparison of wordings with the names of its page and its call."""

    page_name: str
    call_name: str
    result: trials.Comparison


def named_comparisons(page: int | None) -> list[NamedComparison]:
    """Comparisons of calls that stand, of one page or of all."""
    found = trials.comparisons(page)
    names = {
        (place.page, place.block): place
        for place in FunnelPlace.objects.filter(page__in=[one.trial.page for one in found])
    }
    standing = [one for one in found if (place := names.get((one.trial.page, one.trial.block))) and place.stands]
    return [
        NamedComparison(names[one.trial.page, ""].name, names[one.trial.page, one.trial.block].name, one)
        for one in standing
    ]


def beside(page: int, user: User | AnonymousUser) -> dict[str, Any]:
    """What an editor reads beside a page: its lines of the usual period, and its comparisons."""
    if not may_open(user):
        return {"may_open": False}
    period = report.Period.named(report.DEFAULT_PERIOD, today=clock.now().date())
    return {
        "may_open": True,
        "rows": report.rows(period, page=page),
        "comparisons": named_comparisons(page),
        "counted_at": report.counted_at(),
    }


def as_csv(period: report.Period, rows: list[report.Row]) -> HttpResponse:
    """The report's lines, counts as numbers, values as they may be told."""
    head = [_("Page"), _("Call to action"), _("Wording"), *(_titles()[name] for name in FunnelDay.COUNTS)]
    head += [_("Awarded value"), _("Awarded value per 1,000 readers")]
    lines = [
        [
            page,
            row.name if row.spot[1] else "",
            row.wording,
            *(row.counts[name] for name in FunnelDay.COUNTS),
            "; ".join(row.worth),
            "; ".join(row.worth_per_thousand),
        ]
        for row, page in report.flat(rows)
    ]
    name = f"from-guide-to-award-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return exports.as_csv(name, head, lines)


def _titles() -> dict[str, str]:
    named = {field.name: str(field.verbose_name).capitalize() for field in FunnelDay._meta.concrete_fields}
    return {name: named[name] for name in FunnelDay.COUNTS}


def _number(text: str) -> int | None:
    """A page's number; None for anything else, which asks for all pages."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
