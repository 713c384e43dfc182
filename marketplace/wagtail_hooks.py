"""What the project itself adds to the back office: work that was given up, and what pages brought."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from marketplace.dead_jobs import PERMISSION, DeadJobs
from marketplace.funnel import office


class ModeratorsItem(MenuItem):
    """An entry of the menu that moderators and superusers see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def dead_jobs_urls() -> list[URLPattern]:
    return [path("failed-work/", DeadJobs.as_view(), name="dead_jobs")]


@hooks.register("register_admin_menu_item")
def dead_jobs_item() -> MenuItem:
    return ModeratorsItem(_("Failed work"), reverse("dead_jobs"), name="failed-work", icon_name="rotate", order=720)


class FunnelItem(MenuItem):
    """The report on what pages brought, in the menu of those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return office.may_open(request.user)


@hooks.register("register_admin_urls")
def funnel_urls() -> list[URLPattern]:
    return [path("guide-reports/funnel/", office.FunnelReport.as_view(), name="funnel_report")]


@hooks.register("register_reports_menu_item")
def funnel_item() -> MenuItem:
    title = office.FunnelReport.page_title
    return FunnelItem(title, reverse("funnel_report"), name="funnel", icon_name="order", order=100)
