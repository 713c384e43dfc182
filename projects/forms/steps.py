"""The five steps of a brief. Each form validates one step and never saves; what is typed is kept as it is."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from agencies.forms.taxonomy_field import IndustryField, ServicesField
from marketplace.lib import places
from marketplace.lib.fields import LineField, ParagraphsField
from marketplace.lib.money import CURRENCIES, MoneyError, parse, show_range
from marketplace.lib.widgets import Chips, ChoiceCards, SearchableChoices
from matching import taxonomy
from projects.forms.fields import AmountField, DayField
from projects.models.briefs import BudgetKind, Place

LEAST_WORDS = 5
LEAST_CHARACTERS = 40
MOST_SERVICES = 8
MOST_KEPT = 200_000


class StepForm(forms.Form):
    """One step: its place in the wizard, and the answers it keeps as typed."""

    use_required_attribute = False

    slug: ClassVar[str]
    heading: ClassVar[Any]
    lead: ClassVar[Any]

    def typed(self) -> dict[str, Any]:
        """The raw answers, valid or not, by field: text, or a list where several can be chosen."""
        return {name: self._raw(name) for name in self.fields}

    def _raw(self, name: str) -> Any:
        value = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
        return list(value) if isinstance(value, list | tuple) else (value or "")

    def too_long_to_keep(self) -> bool:
        """So long that it is no text anybody wrote: refused instead of stored."""
        return any(len(str(value)) > MOST_KEPT for value in self.typed().values())

    def summary(self) -> str:
        """What the folded step says of its answers."""
        return ""


class WhatForm(StepForm):
    slug = "what"
    heading = gettext_lazy("What you need")
    lead = gettext_lazy("A name and a paragraph are enough to begin.")

    title = LineField(
        label=gettext_lazy("Give it a name"),
        help_text=gettext_lazy("Agencies see this first. No company names needed."),
        max_length=140,
        missing=gettext_lazy("Enter a name for the project, such as “New booking back end”."),
    )
    text = ParagraphsField(
        label=gettext_lazy("What do you need?"),
        help_text=gettext_lazy("What exists today, and what should be different. Plain words are fine."),
        max_length=20_000,
        rows=9,
        missing=gettext_lazy("Describe in a sentence or two what you need."),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.split()) < LEAST_WORDS and len(text) < LEAST_CHARACTERS:
            raise ValidationError(
                _("Write a little more: agencies can't judge a project by fewer than %(least)d words.")
                % {"least": LEAST_WORDS},
                code="too_short",
            )
        return text

    def summary(self) -> str:
        words = len(str(self.cleaned_data.get("text", "")).split())
        counted = ngettext("%(count)s word", "%(count)s words", words) % {"count": intcomma(words)} if words else ""
        return " · ".join(part for part in (self.cleaned_data.get("title", ""), counted) if part)


class WhyForm(StepForm):
    slug = "why"
    heading = gettext_lazy("Why, and for whom")
    lead = gettext_lazy("Both change what agencies propose more than any list of features.")

    reason = ParagraphsField(
        label=gettext_lazy("Why now?"),
        help_text=gettext_lazy("What goes wrong today, and what should be better afterwards."),
        max_length=5_000,
        rows=4,
        required=False,
    )
    audience = ParagraphsField(
        label=gettext_lazy("Who will use it?"),
        help_text=gettext_lazy("About how many people, and what they know already."),
        max_length=5_000,
        rows=4,
        required=False,
    )

    def summary(self) -> str:
        first = self.cleaned_data.get("reason") or self.cleaned_data.get("audience") or ""
        return first if len(first) <= 80 else f"{first[:80].rsplit(' ', 1)[0]} …"


class ServicesForm(StepForm):
    slug = "services"
    heading = gettext_lazy("Services and must-haves")
    lead = gettext_lazy("Agencies that offer none of the services are not asked.")

    services = ServicesField(
        label=gettext_lazy("Which services do you need?"),
        help_text=gettext_lazy("Leave it open if you are not sure: then the words of your brief decide."),
        required=False,
    )
    industry = IndustryField(label=gettext_lazy("Your industry"), required=False)
    must_haves = ParagraphsField(
        label=gettext_lazy("What must an agency bring?"),
        help_text=gettext_lazy(
            "Without which you would not choose it: experience, certificates, systems it must know."
        ),
        max_length=5_000,
        rows=4,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages to work in"),
        choices=places.languages,
        widget=SearchableChoices(),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose languages from the list.")},
    )

    def clean_services(self) -> list[str]:
        services: list[str] = list(dict.fromkeys(self.cleaned_data["services"]))
        if len(services) > MOST_SERVICES:
            raise ValidationError(
                _("Choose at most %(most)d services. The text can say the rest.") % {"most": MOST_SERVICES},
                code="too_many",
            )
        return services

    def summary(self) -> str:
        names = [taxonomy.SERVICES[slug].name for slug in self.cleaned_data.get("services") or ()]
        industry = self.cleaned_data.get("industry")
        if industry:
            names.append(taxonomy.INDUSTRIES[industry].name)
        return " · ".join(names)


class BudgetForm(StepForm):
    slug = "budget"
    heading = gettext_lazy("Budget and timing")
    lead = gettext_lazy("These two narrow your matches the most.")

    budget_kind = forms.ChoiceField(
        label=gettext_lazy("How sure are you about the budget?"),
        choices=BudgetKind.choices,
        widget=ChoiceCards(
            hints={
                "range": gettext_lazy("Agencies whose smallest project is above it are not asked"),
                "fixed": gettext_lazy("One amount: enter it under “To”"),
                "open": gettext_lazy("Agencies propose, the amounts below are left out"),
            }
        ),
        initial=BudgetKind.RANGE,
        error_messages={
            "required": gettext_lazy("Choose how sure you are about the budget."),
            "invalid_choice": gettext_lazy("Choose one of the three."),
        },
    )
    budget_low = AmountField(label=gettext_lazy("From"))
    budget_high = AmountField(label=gettext_lazy("To"))
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=[(code, code) for code in CURRENCIES],
        initial="EUR",
        error_messages={"invalid_choice": gettext_lazy("Choose a currency from the list.")},
    )
    starts_on = DayField(label=gettext_lazy("Earliest start"), required=False)
    ends_on = DayField(label=gettext_lazy("Needed by"), required=False)
    place = forms.ChoiceField(
        label=gettext_lazy("Where may the agency be?"),
        choices=Place.choices,
        widget=Chips(),
        initial=Place.ANYWHERE,
        error_messages={
            "required": gettext_lazy("Choose where the agency may be."),
            "invalid_choice": gettext_lazy("Choose one of the three."),
        },
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Your country"),
        choices=places.countries_with_none,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a country from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self["currency"].value()
        for name in ("budget_low", "budget_high"):
            self.fields[name].widget.currency = chosen if chosen in CURRENCIES else "EUR"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_budget(cleaned)
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("This is before the start. Enter a later day, or move the start."))
        if cleaned.get("place") not in {None, "", Place.ANYWHERE} and not cleaned.get("country"):
            self.add_error("country", _("Choose your country, so that we know what is near it."))
        return cleaned

    def _clean_budget(self, cleaned: dict[str, Any]) -> None:
        kind, currency = cleaned.get("budget_kind"), cleaned.get("currency")
        if kind == BudgetKind.OPEN or not currency:
            cleaned["budget_low"] = cleaned["budget_high"] = None
            return
        low = self._amount("budget_low", currency)
        high = self._amount("budget_high", currency)
        cleaned["budget_low"], cleaned["budget_high"] = low, high
        if self.has_error("budget_low") or self.has_error("budget_high"):
            return
        if kind == BudgetKind.FIXED:
            self._clean_fixed(cleaned, low, high)
        elif kind == BudgetKind.RANGE and high is None:
            self.add_error("budget_high", _("Enter the most you would pay, or choose “Tell me”."))
        elif low is not None and high is not None and low > high:
            self.add_error("budget_high", _("This is less than “From”. Enter a larger amount, or swap the two."))

    def _clean_fixed(self, cleaned: dict[str, Any], low: int | None, high: int | None) -> None:
        if low is not None and high is not None and low != high:
            self.add_error("budget_low", _("A fixed budget is one amount. Leave “From” empty, or choose a range."))
            return
        fixed = high if high is not None else low
        if fixed is None:
            self.add_error("budget_high", _("Enter the amount, or choose “Tell me”."))
        cleaned["budget_low"] = cleaned["budget_high"] = fixed

    def _amount(self, name: str, currency: str) -> int | None:
        typed = self.cleaned_data.get(name)
        if not typed:
            return None
        try:
            amount = parse(typed, currency)
        except MoneyError as error:
            self.add_error(name, str(error))
            return None
        if amount.minor == 0:
            self.add_error(name, _("Enter an amount above zero."))
            return None
        return amount.minor

    def summary(self) -> str:
        cleaned = self.cleaned_data
        amounts = (
            _("Agencies propose a budget")
            if cleaned.get("budget_kind") == BudgetKind.OPEN
            else show_range(cleaned.get("budget_low"), cleaned.get("budget_high"), cleaned.get("currency") or "EUR")
        )
        place = dict(Place.choices).get(cleaned.get("place") or "", "")
        return " · ".join(str(part) for part in (amounts, place) if part)


class ChoosingForm(StepForm):
    slug = "choosing"
    heading = gettext_lazy("How you will choose")
    lead = gettext_lazy("Agencies write better bids when they know what you weigh.")

    choosing = ParagraphsField(
        label=gettext_lazy("What matters most to you?"),
        help_text=gettext_lazy("Who decides, and by what. Agencies read this."),
        max_length=5_000,
        rows=4,
        required=False,
    )
    bid_days = forms.TypedChoiceField(
        label=gettext_lazy("How long may bids come in?"),
        coerce=int,
        choices=lambda: [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in range(settings.BID_WINDOW_DAYS_LEAST, settings.BID_WINDOW_DAYS_MOST + 1)
        ],
        initial=settings.BID_WINDOW_DAYS_DEFAULT,
        error_messages={
            "required": gettext_lazy("Choose how long bids may come in."),
            "invalid_choice": gettext_lazy("Choose a number of days from the list."),
        },
    )
    seats = forms.TypedChoiceField(
        label=gettext_lazy("How many agencies may answer?"),
        help_text=gettext_lazy("More seats mean more to read, not a better choice. Five suit most projects."),
        coerce=int,
        choices=[(seats, str(seats)) for seats in range(settings.SEATS_LEAST, settings.SEATS_MOST + 1)],
        initial=settings.SEATS_DEFAULT,
        widget=Chips(),
        error_messages={
            "required": gettext_lazy("Choose how many agencies may answer."),
            "invalid_choice": gettext_lazy("Choose a number from the list."),
        },
    )

    def summary(self) -> str:
        days, seats = self.cleaned_data.get("bid_days"), self.cleaned_data.get("seats")
        if not days or not seats:
            return ""
        return _("Bids for %(days)d days · %(seats)d seats") % {"days": days, "seats": seats}


STEPS: Final[Mapping[str, type[StepForm]]] = {
    form.slug: form for form in (WhatForm, WhyForm, ServicesForm, BudgetForm, ChoosingForm)
}
"""The steps by their place in the URL, in their order. After them comes the check page."""


def as_data(answers: Mapping[str, Any]) -> QueryDict:
    """Saved answers as if they had just been posted."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        if isinstance(value, list):
            data.setlist(name, [str(item) for item in value])
        else:
            data[name] = str(value)
    return data
