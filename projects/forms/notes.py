"""What a client's team writes for itself, and what it tells bidders when it calls a project off."""

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.lib.fields import ParagraphsField
from projects.forms.declines import LONGEST_REPLY
from projects.models import Remark

LONGEST_NOTE: int = Remark._meta.get_field("note").max_length or 0


class NoteForm(forms.Form):
    """A note about a bid. Empty takes it away."""

    note = ParagraphsField(
        label=gettext_lazy("Your notes"),
        required=False,
        max_length=LONGEST_NOTE,
        rows=3,
    )


class CancelForm(forms.Form):
    """What bidders are told when the project is called off."""

    note = ParagraphsField(
        label=gettext_lazy("What bidders are told"),
        required=False,
        max_length=LONGEST_REPLY,
        rows=3,
        help_text=gettext_lazy("They hear that the project was called off, and this in your words."),
    )
