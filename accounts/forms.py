"""What people type about themselves, their organisations and their colleagues."""

import zoneinfo
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __, gettext_lazy as _

from accounts import joining
from accounts.models import Organisation, Purpose, Role, User
from marketplace.lib import places, widgets
from marketplace.lib.fields import LineField

LONGEST_ADDRESS = 254
LONGEST_PASSWORD = 128


def _terms() -> SafeString:
    return format_html(
        __('I accept the <a href="{terms}">terms</a> and the <a href="{privacy}">privacy notice</a>'),
        terms=reverse_lazy("terms"),
        privacy=reverse_lazy("privacy"),
    )


# --- signing up, signing in --------------------------------------------------------------------------


class SignupForm(allauth_forms.SignupForm):
    """allauth's sign-up with a name, what one is here for, an organisation, and the terms."""

    field_order = ["purpose", "name", "organisation", "email", "password1", "terms"]

    account_already_exists: bool

    purpose = forms.ChoiceField(
        label=_("I am here to"),
        choices=Purpose.choices,
        widget=widgets.ChoiceCards(hints={Purpose.POST: _("I need work done"), Purpose.ANSWER: _("I run an agency")}),
        initial=Purpose.POST,
        error_messages={"required": _("Choose what you are here for"), "invalid_choice": _("Choose one of the two")},
    )
    name = LineField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    organisation = LineField(
        label=_("Organisation"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is called as you are. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    terms = forms.BooleanField(
        label=lazy(_terms, SafeString)(),
        error_messages={"required": _("Accept the terms to create an account")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["email"], self.fields["password1"]
        address.label, address.help_text = _("Work e-mail"), _("We write to you here. You choose how often.")
        address.max_length = LONGEST_ADDRESS
        address.error_messages |= {
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the form name@example.com"),
        }
        address.widget.attrs |= {"spellcheck": "false", "maxlength": str(LONGEST_ADDRESS)}
        password.help_text = _("At least 12 characters. A sentence works well.")
        password.error_messages |= {"required": _("Choose a password")}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.invitation = joining.pending(context.request)
        if self.invitation:
            del self.fields["purpose"], self.fields["organisation"]
            address.initial = self.invitation.email

    def clean_email(self) -> str:
        email = super().clean_email()
        if self.invitation and email != self.invitation.email:
            raise forms.ValidationError(
                _("The invitation is for %(email)s. Use that address, or sign up without the invitation."),
                params={"email": self.invitation.email},
            )
        return email

    def signup(self, request: HttpRequest, user: User) -> None:
        """The adapter has kept everything already."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Answer a known address as a new one: same page, same time. Two at once are one of each."""
        if self.account_already_exists:
            get_adapter().spend_a_hash(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(allauth_forms.LoginForm):
    """allauth's sign-in in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["login"], self.fields["password"]
        address.label = _("E-mail")
        address.widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}
        address.error_messages |= {
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the form name@example.com"),
        }
        password.max_length = LONGEST_PASSWORD
        password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        password.help_text = ""
        password.error_messages |= {"required": _("Enter your password")}
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in on this device")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _NewPassword:
    """What a new password must be, said once and short."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["password1"].help_text = _("At least 12 characters. A sentence works well.")
        fields["password1"].error_messages |= {"required": _("Choose a password")}
        fields["password2"].error_messages |= {"required": _("Type the new password again")}
        if "oldpassword" in fields:
            fields["oldpassword"].error_messages |= {"required": _("Enter your current password")}


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):
    """allauth's, in our words."""


class SetPasswordForm(_NewPassword, allauth_forms.SetPasswordForm):
    """allauth's, in our words."""


class ResetPasswordKeyForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):
    """allauth's, in our words."""


# --- settings ----------------------------------------------------------------------------------------


class ProfileForm(forms.Form):
    """How one is called, and in which zone one reads times."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Deadlines are shown to you in this zone."),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones())],
        error_messages={"invalid_choice": _("Choose a zone from the list")},
    )


class OrganisationForm(forms.ModelForm[Organisation]):
    """What an organisation says of itself."""

    name = LineField(label=_("Name"), max_length=120, missing=_("Enter the organisation's name"))
    purpose = forms.ChoiceField(
        label=_("We are mostly here to"),
        choices=Purpose.choices,
        widget=widgets.ChoiceCards(
            hints={Purpose.POST: _("You start at your projects"), Purpose.ANSWER: _("You start at your leads")}
        ),
        initial=Purpose.POST,
        help_text=_("You can always do both."),
        error_messages={"required": _("Choose what you are here for")},
    )
    country = forms.ChoiceField(label=_("Country"), required=False, choices=places.countries_with_none)

    class Meta:
        model = Organisation
        fields = ["name", "country", "purpose"]


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your colleague's e-mail address"),
            "invalid": _("Enter an e-mail address in the form name@example.com"),
        },
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class RoleForm(forms.Form):
    """Which role a member gets."""

    role = forms.ChoiceField(choices=Role.choices)
