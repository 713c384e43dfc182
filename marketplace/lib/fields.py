"""Form fields for what people type: text without what can't be seen, addresses of web pages, amounts of money."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from marketplace.lib import money
from marketplace.lib.widgets import CountedTextarea

# Control characters but for new line and tab; marks that turn the direction of writing around, with which a line can
# be made to read as something else than it is; and what has no width. Joiners stay: scripts need them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SEEN: Final = re.compile(r"[^\s\u200c\u200d\u115f\u1160\u3164\uffa0\u2800]")
_SPACES: Final = re.compile(r"\s+")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")

TOO_LONG = ngettext_lazy(
    "Shorten this to %(limit_value)d character. It has %(show_value)d.",
    "Shorten this to %(limit_value)d characters. It has %(show_value)d.",
    "limit_value",
)


def readable(text: str) -> str:
    """The text with its lines, without what can't be seen; empty when nothing of it can."""
    cleaned = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_LINES.sub("\n\n", cleaned).strip() if _SEEN.search(cleaned) else ""


class LineField(forms.CharField):
    """One line of text. `missing`: the sentence for an empty one."""

    def __init__(self, *, missing: Any = "", **options: Any) -> None:
        super().__init__(**options)
        _say(self, missing)

    def to_python(self, value: Any) -> str:
        return _SPACES.sub(" ", readable(super().to_python(value) or "")).strip()


class ParagraphsField(forms.CharField):
    """Several lines of text, counted as they are stored. `missing`: the sentence for an empty one."""

    def __init__(self, *, max_length: int, rows: int = 6, missing: Any = "", **options: Any) -> None:
        widget = CountedTextarea(limit=max_length, rows=rows)
        super().__init__(**{"widget": widget, "max_length": max_length, **options})
        _say(self, missing)

    def to_python(self, value: Any) -> str:
        return readable(super().to_python(value) or "")


class WebAddressField(LineField):
    """The address of a web page; https:// is added where nobody typed a scheme. Nothing but http and https."""

    _validate_url = URLValidator(
        schemes=["http", "https"], message=_("Enter a web address, such as https://example.com.")
    )

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if address and "://" not in address and ":" not in address.split("/")[0].split(".")[0]:
            address = f"https://{address}"
        return address

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        type(self)._validate_url(value)
        if "@" in urlsplit(value).netloc:
            raise ValidationError(_("Leave out user name and password: everybody will see this address."))


class AmountField(LineField):
    """An amount as people type it. It stays text here: the form that knows the currency calls `minor`."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-12"})
        super().__init__(**{"widget": widget, "max_length": 40, "required": False, **options})


def minor(form: forms.Form, name: str, currency: str) -> int | None:
    """The field's amount in minor units, None when it is empty or wrong; what is wrong stands beside the field."""
    text = form.cleaned_data.get(name)
    if not text:
        return None
    try:
        return money.parse(text, currency).minor
    except money.MoneyError as problem:
        form.add_error(name, str(problem))
        return None


def typed(amount: int | None, currency: str) -> str:
    """An amount as a person would type it again: figures without the currency's sign, cents only where there are."""
    if amount is None:
        return ""
    value = money.Money(amount, currency).amount
    return f"{value:,f}" if value != value.to_integral_value() else f"{value:,.0f}"


def _say(field: forms.CharField, missing: Any) -> None:
    if missing:
        field.error_messages["required"] = missing
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = TOO_LONG
