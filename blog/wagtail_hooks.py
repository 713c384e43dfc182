"""What the blog adds to the back office: its reports, and a look at a page's links when it is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from blog.actions import links
from blog.models.articles import slug_refusal
from blog.reports import REPORTS, Report


class ReportItem(MenuItem):
    """A report in the menu of those who may open it."""

    def __init__(self, report: type[Report]) -> None:
        self.report = report
        super().__init__(
            report.page_title,
            reverse(f"blog_reports:{report.slug}"),
            name=report.slug,
            icon_name=report.header_icon,
            order=report.menu_order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return self.report.may_open(request.user)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern | URLResolver]:
    found = [path(f"{report.slug}/", report.as_view(), name=report.slug) for report in REPORTS]
    found += [
        path(f"{report.slug}/results/", report.as_view(results_only=True), name=f"{report.slug}_results")
        for report in REPORTS
    ]
    return [path("guide-reports/", include((found, "blog_reports")))]


def _offer(report: type[Report]) -> None:
    hooks.register("register_reports_menu_item", lambda: ReportItem(report))


for _report in REPORTS:
    _offer(_report)


@hooks.register("before_copy_page")
def refuse_slug_of_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's form for copies knows nothing of our slugs, and would fail where the copy is made."""
    parent = request.POST.get("new_parent_page", "")
    if request.method != "POST" or not (parent.isascii() and parent.isdigit() and len(parent) < 10):
        return None
    under = Page.objects.filter(pk=int(parent)).first()
    refusal = slug_refusal(page.specific, request.POST.get("new_slug", ""), under)
    if not refusal:
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("after_publish_page")
def look_at_links(request: HttpRequest, page: Page) -> None:
    """An editor who mended a link sees at once that it leads somewhere again."""
    links.check(page.pk)
