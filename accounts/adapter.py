"""How allauth and our accounts fit together."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, gettext_lazy

from accounts import acting, joining
from accounts.actions import invitations, mails, users
from accounts.models import Purpose, User
from marketplace.lib import urls

LONGEST_NEXT = 500
LONGEST_ADDRESS = 254
RESET = "account/email/password_reset_key"  # the one mail whose link dies before the mail would


def display_name(user: User) -> str:
    """How allauth's pages and mails address a person."""
    return user.get_full_name()


def landing_url(request: HttpRequest) -> str:
    """Where a person starts: their organisation's leads or projects; without one, back office or invitations."""
    membership = acting.membership_of(request)
    if membership is None:
        editor = isinstance(request.user, User) and request.user.has_perm("wagtailadmin.access_admin")
        return reverse("wagtailadmin_home" if editor else "accounts:waiting")
    return "/leads/" if membership.organisation.purpose == Purpose.ANSWER else "/projects/"


class AccountAdapter(DefaultAccountAdapter):
    """allauth's decisions that are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("Address and password do not go together. Check both."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait five minutes, or set a new password with a link we send you."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "same_as_current": gettext_lazy("This is your address already."),
    }

    # --- signing up ----------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Make the person, and their organisation unless an invitation gives them one."""
        typed = form.cleaned_data
        user.email, user.name = typed["email"], typed["name"]
        user.set_password(typed["password1"])
        return users.sign_up(
            user,
            organisation_name=typed.get("organisation", ""),
            purpose=typed.get("purpose") or Purpose.POST,
            invited=joining.pending(request) is not None,
        )

    def spend_a_hash(self, password: str) -> None:
        """Take as long for a known address as for a new one: hashing is what makes sign-up slow."""
        make_password(password)

    def clean_email(self, email: str) -> str:
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("Use an address of at most %(most)d characters.") % {"most": LONGEST_ADDRESS})
        return email

    # --- signing in ----------------------------------------------------------------------------------

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The suspended get no further, whichever way they proved who they are."""
        if not user.may_act:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Whoever came with an invitation joins now, as the button said that led here."""
        invitation = joining.pending(request)
        joining.forget(request)
        if invitation:
            try:
                membership = invitations.accept(invitation, by=user)
            except invitations.InvitationClosed as closed:
                messages.error(request, str(closed))
            else:
                acting.act_for(request, membership)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return landing_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Our own paths only: no host at all, not even ours."""
        if not url or len(url) > LONGEST_NEXT or not url.startswith("/") or not url.isprintable():
            return False
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    # --- limits --------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """X-Forwarded-For counts only as far as proxies are ours; a request that came round them has its own."""
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            return str(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address alone. allauth adds the host, and whoever sends another Host header would count anew."""
        return str(credentials.get("email", "")).lower()

    # --- mail ----------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have it sent with links to the configured origin. A mail server that is down costs nobody their page.

        A mail to somebody unknown takes the same path, so that no clock tells who has an account.
        """
        facts = {**context, "email": email, "origin": settings.SITE_ORIGIN}
        message = self.render_mail(template_prefix, email, facts)
        resets = template_prefix == RESET
        of_use = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if resets else mails.OF_USE
        mails.post(to=email, subject=message.subject, text=message.body, of_use=of_use)

    def format_email_subject(self, subject: str) -> str:
        """As it is: allauth would put the host that the request claimed in front of it."""
        return subject

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """With the place the visitor came from, so that confirming in another browser leads there too."""
        url = urls.absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))
        after = request.POST.get("next") or request.GET.get("next")
        return f"{url}?{urlencode({'next': after})}" if self.is_safe_url(after) else url

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return urls.absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))
