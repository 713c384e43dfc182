"""What an agency asks, and what the client answers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.lib.fields import ParagraphsField
from marketplace.lib.widgets import CountedTextarea
from projects.models import Question

_ASKED = Question._meta.get_field("text").max_length or 0
_ANSWERED = Question._meta.get_field("answer").max_length or 0
_LOW = {"class": "said ta-3"}
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class AskForm(forms.Form):
    """One question. An e-mail address in it would tell everybody who asks."""

    text = ParagraphsField(
        label=gettext_lazy("Your question"),
        max_length=_ASKED,
        widget=CountedTextarea(_LOW, limit=_ASKED, rows=3),
        missing=gettext_lazy("Write your question."),
        help_text=gettext_lazy(
            "Every invited agency reads question and answer, nobody learns who asked; "
            "leave names and contact details out."
        ),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if _ADDRESS.search(text):
            raise ValidationError(_("Leave e-mail addresses out: they would show who asks."), code="address")
        return text


class AnswerForm(forms.Form):
    """One answer, for everybody who was asked."""

    text = ParagraphsField(
        label=gettext_lazy("Your answer"),
        max_length=_ANSWERED,
        widget=CountedTextarea(_LOW, limit=_ANSWERED, rows=3),
        missing=gettext_lazy("Write your answer."),
        help_text=gettext_lazy("Every invited agency sees the question and the answer, never who asked."),
    )
