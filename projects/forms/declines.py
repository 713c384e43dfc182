"""What a client says to an agency it does not choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.lib.fields import ParagraphsField
from projects.models import Bid, BidDeclineReason

THANKS = gettext_lazy("Thank you for your bid and for the work you put into it.")
LONGEST_REPLY: int = Bid._meta.get_field("decline_note").max_length or 0
# That a project was called off is said by calling it off.
REASONS = [(value, label) for value, label in BidDeclineReason.choices if value != BidDeclineReason.CANCELLED]


class DeclineBidForm(forms.Form):
    """Why not this bid: one of a few reasons, and words, which begin with thanks."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not this bid?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the reason that comes closest."),
            "invalid_choice": gettext_lazy("Choose one of the reasons listed."),
        },
    )
    note = ParagraphsField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=LONGEST_REPLY,
        rows=3,
        initial=THANKS,
        help_text=gettext_lazy("The agency reads the reason and this, and nothing about the other bids."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        says_nothing = cleaned.get("note") in {"", str(THANKS)}
        if cleaned.get("reason") == BidDeclineReason.OTHER and says_nothing and "note" not in self.errors:
            self.add_error("note", _("Say in a few words what the reason is."))
        return cleaned
