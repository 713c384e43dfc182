"""The moderators' queue of agencies that ask to be verified."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from agencies import policies
from agencies.actions import verification
from agencies.forms.verification import DecisionForm
from agencies.models import Agency, VerificationStep
from agencies.states import VERIFICATION, VerificationKind

MOST_DECIDED = 50
DECISIONS = {
    VerificationKind.VERIFIED: gettext_lazy("Verify this agency"),
    VerificationKind.REFUSED: gettext_lazy("Do not verify"),
    VerificationKind.REVOKED: gettext_lazy("Take the verification back"),
}


class ModeratorsView(WagtailAdminTemplateMixin, View):
    """A page of the back office for moderators."""

    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("accounts.moderate"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Queue(ModeratorsView):
    """Who waits, the longest first, and what was decided lately."""

    page_title = gettext_lazy("Verification")
    template_name = "agencies/admin/verification_queue.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        steps = VerificationStep.objects
        context = self.get_context_data(waiting=steps.waiting(), decided=steps.decided()[:MOST_DECIDED])
        return self.render_to_response(context)


class Decide(ModeratorsView):
    """One agency: its evidence, its history, and the decisions that may follow."""

    template_name = "agencies/admin/verification.html"

    def get_page_title(self) -> str:
        return self.agency.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("verification_queue"), "label": _("Verification")}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.agency.name}]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.agency = get_object_or_404(Agency.objects.select_related("organisation"), slug=kwargs["slug"])

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._draw(None)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = DecisionForm(request.POST)
        kind = request.POST.get("decision", "")
        if kind not in DECISIONS or not form.is_valid():
            return self._draw(form, status=422)
        policies.can_decide(request.user, self.agency).or_403()
        try:
            verification.decide(self.agency, kind, by=cast(User, request.user), **form.cleaned_data)
        except verification.OutOfStep as late:
            messages.warning(request, str(late))
            return self._draw(form, status=409)
        messages.success(request, _("Decided. The agency is told, with your reason."))
        return redirect("verification_queue")

    def _draw(self, form: DecisionForm | None, status: int = 200) -> HttpResponse:
        steps = list(VerificationStep.objects.of(self.agency))
        last = steps[-1] if steps else None
        typed = form.data.get("reason", "") if form else ""
        context = self.get_context_data(
            agency=self.agency,
            steps=steps,
            last=last,
            verdict=policies.can_decide(self.request.user, self.agency),
            decisions=[(kind, label) for kind, label in DECISIONS.items() if last and last.kind in VERIFICATION[kind]],
            form=form or DecisionForm(),
            typed=typed,
        )
        return self.render_to_response(context, status=status)


class QueueItem(MenuItem):
    """The queue in the menu of those who may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.moderate")


@hooks.register("register_admin_urls")
def verification_urls() -> list[URLPattern]:
    return [
        path("verification/", Queue.as_view(), name="verification_queue"),
        path("verification/<slug:slug>/", Decide.as_view(), name="verification_decide"),
    ]


@hooks.register("register_admin_menu_item")
def queue_item() -> MenuItem:
    return QueueItem(
        gettext_lazy("Verification"), reverse("verification_queue"), name="verification", icon_name="check", order=710
    )
