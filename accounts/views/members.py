"""The people of the organisation one acts for: who they are, their roles, who is invited."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, policies
from accounts.actions import members
from accounts.forms import InvitationForm, RoleForm
from accounts.models import Invitation, Membership, Role
from marketplace.lib import clock


def page(request: HttpRequest, form: InvitationForm | None = None) -> HttpResponse:
    """The members page, as it is or with what was wrong in its form."""
    actor = acting.membership_of(request)
    if actor is None:
        return redirect("accounts:found")
    people = list(actor.organisation.memberships.with_people())
    owners = sum(person.role == Role.OWNER for person in people)
    rows = [
        {
            "membership": person,
            "may_change_role": policies.may_change_role(actor, person, role=None, owners=owners),
            "may_remove": policies.may_remove(actor, person, owners=owners),
        }
        for person in people
    ]
    may_invite = policies.may_invite(actor)
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, organisation=actor.organisation_id)
    context = {
        "rows": rows,
        "roles": Role.choices,
        "actor": actor,
        "may_invite": may_invite,
        "invitations": waiting.visible_to(request.user).with_people().newest_first() if may_invite else [],
        "now": clock.now(),
        "form": form or InvitationForm(),
    }
    return render(request, "accounts/members/index.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """/settings/members/"""
    return page(request)


@require_POST
def change_role(request: HttpRequest, code: str) -> HttpResponse:
    """/settings/members/<code>/role/"""
    membership = _membership(request, code)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("accounts:members")
    try:
        members.change_role(membership, role=form.cleaned_data["role"], by=acting.person_of(request))
    except Membership.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("%(name)s has a new role.") % {"name": membership.user})
    return redirect("accounts:members")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """/settings/members/<code>/remove/: asks first; for oneself it is leaving."""
    membership = _membership(request, code)
    verdict = policies.can_remove(acting.person_of(request), membership)
    oneself = membership.user_id == request.user.pk
    if request.method == "POST":
        verdict.or_403()
        try:
            members.remove(membership, by=acting.person_of(request))
        except Membership.DoesNotExist as gone:
            raise Http404 from gone
        facts = {"name": membership.user, "organisation": membership.organisation}
        messages.success(
            request, (_("You left %(organisation)s.") if oneself else _("%(name)s is no longer a member.")) % facts
        )
        return redirect("accounts:profile" if oneself else "accounts:members")
    context = {"member": membership, "verdict": verdict, "oneself": oneself}
    return render(request, "accounts/members/remove.html", context)


def _membership(request: HttpRequest, code: str) -> Membership:
    """A colleague in the organisation one acts for; anybody else's is not there."""
    actor = acting.membership_of(request)
    visible = Membership.objects.visible_to(request.user).with_people()
    return get_object_or_404(visible, code=code, organisation=actor.organisation_id if actor else None)
