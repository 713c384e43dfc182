"""Form controls of our design: choice cards, chips, amounts, counted texts, long lists that a few letters narrow."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.utils.translation import get_language, to_locale
from django_stubs_ext import StrOrPromise


class ChoiceCards(forms.RadioSelect):
    """A few big choices; the whole card is the label. `hints`: a line below the label, by value."""

    template_name = "forms/widgets/choice_cards.html"

    def __init__(self, *args: Any, hints: Mapping[str, StrOrPromise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class Chips(forms.RadioSelect):
    """One of a few short choices."""

    template_name = "forms/widgets/chips.html"


class ManyChips(forms.CheckboxSelectMultiple):
    """Several of a few short choices."""

    template_name = "forms/widgets/chips.html"


class SearchableChoices(forms.CheckboxSelectMultiple):
    """Many ticks in folding groups, with a line that narrows them; without script it is the plain list.

    `synonyms`: more words by which a value is found.
    """

    template_name = "forms/widgets/searchable_choices.html"

    def __init__(self, *args: Any, synonyms: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.synonyms = dict(synonyms or {})

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        option["terms"] = f"{label} {self.synonyms.get(str(value), '')}".strip().lower()
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["groups"] = [
            {
                "name": group,
                "options": options,
                "chosen": sum(bool(option["selected"]) for option in options),
            }
            for group, options, _index in widget["optgroups"]
        ]
        widget["grouped"] = any(group["name"] for group in widget["groups"])
        return context


class AmountInput(forms.TextInput):
    """An amount as people type it (“20k”, “€20,000”), after the sign of its currency."""

    template_name = "forms/widgets/amount.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, currency: str = "EUR", unit: StrOrPromise = "") -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "maxlength": 40, **(attrs or {})})
        self.currency = currency
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        symbol = get_currency_symbol(self.currency, locale=to_locale(get_language() or "en"))
        context["widget"]["unit"] = self.unit or symbol
        return context


class DateInput(forms.DateInput):
    """The browser's own calendar; the value always in ISO form, which is what such inputs take."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CountedTextarea(forms.Textarea):
    """What people say, with a line that counts. The limit is told, not enforced while typing: nothing is cut off."""

    template_name = "forms/widgets/counted_textarea.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, limit: int = 5000, rows: int = 6) -> None:
        super().__init__({"class": "said", "rows": rows, **(attrs or {})})
        self.limit = limit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        # CharField adds maxlength, with which browsers cut pasted text without a word.
        context["widget"]["limit"] = given.pop("maxlength", self.limit)
        given["data-limit"] = context["widget"]["limit"]
        if given.get("id"):
            context["widget"]["counter_id"] = f"{given['id']}_counter"
            given["aria-describedby"] = f"{given.get('aria-describedby', '')} {given['id']}_counter".strip()
        return context
