"""Inviting colleagues, and answering an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, joining, policies
from accounts.actions import invitations
from accounts.adapter import landing_url
from accounts.form_tokens import once
from accounts.forms import InvitationForm
from accounts.models import Invitation
from accounts.views import members
from marketplace.lib import clock


@require_POST
@once
def send(request: HttpRequest) -> HttpResponse:
    """/settings/invitations/: invite somebody."""
    actor = acting.membership_of(request)
    form = InvitationForm(request.POST)
    policies.may_invite(actor).or_403()
    if actor is None or not form.is_valid():
        return members.page(request, form)
    try:
        invitation = invitations.invite(actor.organisation, **form.cleaned_data, by=acting.person_of(request))
    except invitations.InvitationRefused as refused:
        form.add_error("email", str(refused))
        return members.page(request, form)
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
    return redirect("accounts:members")


@require_POST
def resend(request: HttpRequest, code: str) -> HttpResponse:
    """/settings/invitations/<code>/resend/"""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).with_people(), code=code)
    try:
        invitations.resend(invitation, by=acting.person_of(request))
    except (invitations.InvitationRefused, invitations.InvitationClosed) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("A new link is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("accounts:members")


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """/settings/invitations/<code>/withdraw/"""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).with_people(), code=code)
    try:
        invitations.withdraw(invitation, by=acting.person_of(request))
    except invitations.InvitationClosed as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("accounts:members")


# --- for whom they are sent to -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """/invitations/<token>/: what the mail's link opens. Looking consumes nothing; joining is a button."""
    invitation = get_object_or_404(Invitation.objects.with_people().with_token(token))
    at = clock.now()
    if request.method == "POST":
        return _join(request, invitation)
    if request.user.is_authenticated:
        verdict = policies.can_accept(acting.person_of(request), invitation, at=at)
    else:
        verdict = policies.still_stands(invitation, at=at)
    context = {"invitation": invitation, "verdict": verdict, "token": token}
    response = render(request, "accounts/invitations/answer.html", context, status=200 if verdict else 410)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the token
    return response


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """/invitations/: those addressed to the reader; where somebody without an organisation starts."""
    at = clock.now()
    own = Invitation.objects.addressed_to(request.user).open(at).with_people().newest_first()
    standing = [
        invitation for invitation in own[:20] if policies.can_accept(acting.person_of(request), invitation, at=at)
    ]
    return render(request, "accounts/invitations/waiting.html", {"invitations": standing})


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """/invitations/waiting/<code>/: accept one of them, without the mail at hand."""
    own = Invitation.objects.addressed_to(request.user).with_people()
    return _join(request, get_object_or_404(own, code=code))


@require_POST
@login_not_required
def decline_to_use(request: HttpRequest) -> HttpResponse:
    """/invitations/forget/: sign up without the invitation one came with."""
    joining.forget(request)
    return redirect("account_signup")


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Join if signed in, else remember the invitation and lead to sign-up or sign-in."""
    if not request.user.is_authenticated:
        joining.remember(request, invitation)
        return redirect("account_login" if request.POST.get("have_account") else "account_signup")
    try:
        membership = invitations.accept(invitation, by=acting.person_of(request))
    except invitations.InvitationClosed as closed:
        messages.error(request, str(closed))
        return redirect(landing_url(request))
    acting.act_for(request, membership)
    messages.success(request, _("You are now a member of %(name)s.") % {"name": membership.organisation})
    return redirect(landing_url(request))
