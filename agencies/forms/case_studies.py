"""What people type about a finished project, and the pictures of it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from agencies.forms import pictures
from agencies.forms.profile import VersionedForm
from agencies.forms.taxonomy_field import IndustryField, ServicesField
from agencies.models import Agency, CaseStudy
from marketplace.lib.fields import AmountField, LineField, ParagraphsField, minor, typed
from marketplace.lib.money import CURRENCIES
from marketplace.lib.pictures import ACCEPT
from marketplace.lib.widgets import DateInput

MOST_SERVICES = 8
FIRST_YEAR = 1970


class CaseStudyForm(VersionedForm):
    """One finished project."""

    title = LineField(
        label=gettext_lazy("What was it"),
        help_text=gettext_lazy("Such as “Seat and cabin booking for a ferry line”."),
        max_length=200,
        missing=gettext_lazy("Enter a title for this project."),
    )
    text = ParagraphsField(
        label=gettext_lazy("What you did, and what came of it"),
        help_text=gettext_lazy("The strongest evidence a match can have. Name the systems and the result."),
        max_length=5_000,
        rows=8,
        required=False,
    )
    client = LineField(
        label=gettext_lazy("Client"),
        help_text=gettext_lazy("Shown to everybody. Leave it empty if you may not name them."),
        max_length=200,
        required=False,
    )
    industry = IndustryField(label=gettext_lazy("Their industry"), required=False)
    services = ServicesField(label=gettext_lazy("Services you gave"), required=False)
    finished_on = forms.DateField(
        label=gettext_lazy("Finished on"),
        required=False,
        widget=DateInput(attrs={"class": "w-12"}),
        error_messages={"invalid": gettext_lazy("Enter a day that exists, such as 2025-03-01.")},
    )
    amount = AmountField(label=gettext_lazy("Size"))
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=[(code, code) for code in CURRENCIES],
        error_messages={"invalid_choice": gettext_lazy("Choose a currency from the list.")},
    )

    def __init__(self, data: Any = None, *, agency: Agency, case_study: CaseStudy | None = None) -> None:
        self.case_study = case_study
        super().__init__(data, agency=agency)

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        case_study = self.case_study
        if case_study is None:
            return {"currency": agency.currency}
        kept = ("title", "text", "client", "industry", "services", "finished_on", "currency")
        said = {name: getattr(case_study, name) for name in kept}
        return {**said, "amount": typed(case_study.amount, case_study.currency)}

    def clean_services(self) -> list[str]:
        services: list[str] = self.cleaned_data["services"]
        if len(services) > MOST_SERVICES:
            raise ValidationError(
                _("Choose up to %(most)d services. You chose %(count)d.")
                % {"most": MOST_SERVICES, "count": len(services)},
                code="too_many",
            )
        return services

    def clean_finished_on(self) -> date | None:
        day: date | None = self.cleaned_data["finished_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet. Enter when the project was finished."), code="future")
        if day and day.year < FIRST_YEAR:
            raise ValidationError(_("Check the year."), code="early")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["amount"] = minor(self, "amount", cleaned.get("currency") or "EUR")
        return cleaned


class PictureForm(forms.Form):
    """A picture and the words for those who can't see it."""

    image = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 20 MB. Where and when it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": gettext_lazy("Choose a picture first."),
            "empty": gettext_lazy("This file is empty."),
            "missing": gettext_lazy("Choose a picture first."),
        },
    )
    alt = LineField(
        label=gettext_lazy("What it shows"),
        help_text=gettext_lazy("For people who can't see it, such as “Seat map of a ferry with 40 free seats”."),
        max_length=200,
        missing=gettext_lazy("Say in a few words what the picture shows."),
    )

    def __init__(self, *args: Any, by: User | None = None, **options: Any) -> None:
        self.by = by
        super().__init__(*args, **options)

    def clean_image(self) -> Any:
        return pictures.clean(self.cleaned_data["image"], by=self.by)
