"""What an agency shows of itself to be verified, and what a moderator says to it."""

from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.lib.fields import ParagraphsField, WebAddressField

MOST_LINKS: Final = 5
LONGEST_LINK: Final = 300


class EvidenceForm(forms.Form):
    """The words and the addresses by which we can check who somebody is."""

    evidence = ParagraphsField(
        label=_("What shows that this is you"),
        max_length=3000,
        help_text=_("For example the number in the company register, who signs for you, and where we can read it."),
        missing=_("Write what we can check: a register number, a name, a place."),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=MOST_LINKS * (LONGEST_LINK + 2),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address on each line, five at most: register entries, press, memberships."),
    )

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("Give five addresses at most. The strongest ones are enough."))
        field = WebAddressField(max_length=LONGEST_LINK)
        return [field.clean(line) for line in lines]


class DecisionForm(forms.Form):
    """A moderator's reason, with the step that was looked at."""

    reason = ParagraphsField(
        label=_("Reason"),
        max_length=3000,
        rows=4,
        help_text=_("The agency reads it, word for word."),
        missing=_("Write the reason. The agency gets it, and it stays in the history."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
