"""Fields of a brief that are its own: amounts read by their form, days from today on."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from marketplace.lib.fields import LineField
from marketplace.lib.widgets import AmountInput, DateInput

YEARS_AHEAD = 5


class AmountField(LineField):
    """An amount as it was typed; the form reads it, because it knows the currency and whether one is needed."""

    widget = AmountInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.pop("maxlength", None)

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
