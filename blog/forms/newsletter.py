"""Asking for the newsletter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.models import Subscription
from marketplace.lib.origins import Origin


class SubscribeForm(forms.Form):
    """An address, and the page and block where it was entered."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=Subscription._meta.get_field("email").max_length,
        error_messages={
            "required": _("Enter the address that new guides should go to."),
            "invalid": _("Enter an address like name@example.com."),
            "max_length": _("Enter an address of at most %(limit_value)d characters."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    came_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_came_from(self) -> str:
        """The page of ours, as far as the line describes one."""
        return str(Origin.parse(self.cleaned_data["came_from"]) or "")
