"""Work that was given up, for staff: what it was, why it failed, and another try at the press of a button."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from marketplace.lib import jobs

log = structlog.get_logger(__name__)

MOST_SHOWN = 200
PERMISSION = "accounts.moderate"


class DeadJobs(WagtailAdminTemplateMixin, View):
    """The list, the oldest first; a post tries one of them, or all, again."""

    page_title = gettext_lazy("Failed work")
    header_icon = "rotate"
    template_name = "marketplace/admin/dead_jobs.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        dead = jobs.given_up()
        context = self.get_context_data(jobs=dead[:MOST_SHOWN], total=len(dead), shown=min(len(dead), MOST_SHOWN))
        return self.render_to_response(context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sweeps find within seconds what is due again, so no bell is rung here."""
        wanted = request.POST.get("job", "")
        found = [job for job in jobs.given_up() if wanted in {"all", job.job_name}]
        replayed = [job for job in found if jobs.replay(job)]
        for job in replayed:
            log.info("job_replayed", model=job._meta.label, pk=job.pk, by=request.user.pk)
        if replayed:
            messages.success(request, _("%(n)d due again. It is tried within seconds.") % {"n": len(replayed)})
        else:
            messages.warning(request, _("It is not among the failed work any more. Somebody was faster."))
        return redirect("dead_jobs")
