"""What an agency says when it gives a seat back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.lib.fields import ParagraphsField
from projects.models import DeclineReason, Lead


class DeclineForm(forms.Form):
    """Why not this one: one of a few reasons, and words where none of them says it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not this one?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the reason that comes closest."),
            "invalid_choice": gettext_lazy("Choose one of the reasons listed."),
        },
    )
    note = ParagraphsField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=Lead._meta.get_field("decline_note").max_length or 1_000,
        rows=3,
        help_text=gettext_lazy("The client reads the reason and this. Leave contact details out."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == DeclineReason.OTHER and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say in a few words what the reason is."))
        return cleaned
