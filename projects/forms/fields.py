"""Fields of a brief: text without what can't be seen, dates as people write them, amounts as people type them."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy

from marketplace.lib.widgets import AmountInput, CountedTextarea, DateInput

YEARS_AHEAD = 5
# What is no text: control characters except new line and tab, and marks that turn the direction of writing around,
# with which a line can be made to read as something else than it is.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")

TOO_LONG = ngettext_lazy(
    "Shorten this to %(limit_value)d character. It has %(show_value)d.",
    "Shorten this to %(limit_value)d characters. It has %(show_value)d.",
    "limit_value",
)


def readable(text: str) -> str:
    """The text with its lines, without what can't be seen."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, *, missing: Any = "", **options: Any) -> None:
        super().__init__(**options)
        _say(self, missing)

    def to_python(self, value: Any) -> str:
        return _SPACE.sub(" ", readable(super().to_python(value) or "")).strip()


class TextField(forms.CharField):
    """Several lines of text, counted as they are stored."""

    def __init__(self, *, max_length: int | None = 5_000, rows: int = 4, missing: Any = "", **options: Any) -> None:
        widget = CountedTextarea(limit=max_length or 5_000, rows=rows)
        super().__init__(**{"widget": widget, "max_length": max_length, **options})
        _say(self, missing)

    def to_python(self, value: Any) -> str:
        return readable(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without maxlength: a browser would cut what is pasted and say nothing."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class AmountField(forms.CharField):
    """An amount as it was typed; the form reads it, because it knows the currency and whether one is needed."""

    widget = AmountInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        return readable(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        """Nothing here: for the label it is no optional field, and an empty one is the form's matter."""


class DayField(forms.DateField):
    """A day from today to a few years ahead."""

    widget = DateInput
    input_formats = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["invalid"] = gettext_lazy("Enter a day that exists, such as 2027-03-01.")

    def to_python(self, value: Any) -> date | None:
        return super().to_python(value.strip()[:40] if isinstance(value, str) else value)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        if value < today:
            raise ValidationError(_("This day has passed. Enter today or a later day."), code="past")
        if value > today + timedelta(days=366 * YEARS_AHEAD):
            raise ValidationError(
                _("This is more than %(years)d years ahead. Check the year.") % {"years": YEARS_AHEAD}, code="far"
            )


def _say(field: forms.CharField, missing: Any) -> None:
    if missing:
        field.error_messages["required"] = missing
    for validator in field.validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = TOO_LONG  # type: ignore[attr-defined]
