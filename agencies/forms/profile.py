"""What people type about their agency, in the short forms of /settings/agency/. They validate and never save."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from agencies.forms import pictures
from agencies.forms.taxonomy_field import IndustriesField, ServicesField
from agencies.models import Agency
from marketplace.lib import places
from marketplace.lib.fields import AmountField, LineField, ParagraphsField, WebAddressField, minor, typed
from marketplace.lib.money import CURRENCIES, MOST_MINOR, precision
from marketplace.lib.pictures import ACCEPT
from marketplace.lib.widgets import DateInput, SearchableChoices
from matching import taxonomy

MOST_SERVICES: Final = 12
MOST_INDUSTRIES: Final = 10
MOST_HOURLY: Final = 100_000  # in whole units: yen and rupees have long figures
MOST_PEOPLE: Final = 100_000
FIRST_YEAR: Final = 1800
YEARS_AHEAD: Final = 3


def whole_number(label: Any, least: int, most: int, sentence: Any, **options: Any) -> forms.IntegerField:
    """A number between two bounds, with one sentence for everything else."""
    messages = {"invalid": sentence, "required": sentence}
    return forms.IntegerField(
        label=label,
        error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 12, "class": "w-12"}),
        validators=[MinValueValidator(least, sentence), MaxValueValidator(most, sentence)],
        **options,
    )


class VersionedForm(forms.Form):
    """A part of the profile, with the version its sender had looked at."""

    FIELDS_OF_THE_PROFILE: ClassVar[tuple[str, ...]] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any = None, files: Any = None, *, agency: Agency, **options: Any) -> None:
        self.agency = agency
        initial = {"version": agency.version, **self.initial_from(agency)}
        super().__init__(data, files, initial=initial, **options)

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        return {name: getattr(agency, name) for name in self.FIELDS_OF_THE_PROFILE}

    @property
    def seen_version(self) -> int | None:
        """The version to compare with; None where the form came without one."""
        return self.cleaned_data.get("version")

    def details(self) -> dict[str, Any]:
        """What was typed, by the names that the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def compare_with(self, agency: Agency) -> list[tuple[str, str]]:
        """What the profile says by now where it differs from what was typed. Sending again is then meant so."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(agency.version)
        self.data = data
        now = self.initial_from(agency)
        shown = [(field, self._shown(field, now[field.name])) for field in self.visible_fields() if field.name in now]
        return [(str(field.label), there) for field, there in shown if there != self._shown(field, field.value())]

    @staticmethod
    def _shown(field: forms.BoundField, value: Any) -> str:
        if isinstance(field.field, forms.MultipleChoiceField | forms.ChoiceField):
            names = dict(_flat(field.field.choices))
            chosen = value if isinstance(value, list | tuple) else [value]
            return ", ".join(str(names.get(str(each), "")) for each in chosen if each)
        return "" if value is None else " ".join(str(value).split())


class ProfileForm(VersionedForm):
    """Who the agency is."""

    FIELDS_OF_THE_PROFILE = ("name", "tagline", "description", "country", "city", "website", "founded", "team_size")

    name = LineField(label=gettext_lazy("Name"), max_length=120, missing=gettext_lazy("Enter the name of your agency."))
    tagline = LineField(
        label=gettext_lazy("Tagline"),
        help_text=gettext_lazy("One line that says what you are good at, such as “Booking systems for transport”."),
        max_length=140,
        required=False,
    )
    description = ParagraphsField(
        label=gettext_lazy("What you do, and for whom"),
        help_text=gettext_lazy(
            "The words you use here are compared with briefs, so name systems, methods and clients."
        ),
        max_length=10_000,
        rows=10,
        required=False,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Home country"),
        choices=places.countries_with_none,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a country from the list.")},
    )
    city = LineField(label=gettext_lazy("City"), max_length=80, required=False)
    website = WebAddressField(label=gettext_lazy("Website"), max_length=300, required=False)
    founded = whole_number(
        gettext_lazy("Founded in"),
        FIRST_YEAR,
        9999,
        gettext_lazy("Enter the year, such as 2015, or leave it empty."),
        required=False,
    )
    team_size = whole_number(
        gettext_lazy("People"),
        1,
        MOST_PEOPLE,
        gettext_lazy("Enter how many people work with you: at least 1, or leave it empty."),
        required=False,
        help_text=gettext_lazy("Everybody who works on projects, freelancers included."),
    )

    def clean_founded(self) -> int | None:
        founded: int | None = self.cleaned_data["founded"]
        if founded and founded > timezone.localdate().year:
            raise ValidationError(_("This year has not come yet."), code="future")
        return founded


class NewAgencyForm(forms.Form):
    """The little that a profile begins with."""

    name = ProfileForm.base_fields["name"]
    tagline = ProfileForm.base_fields["tagline"]
    country = ProfileForm.base_fields["country"]


class ServicesForm(VersionedForm):
    """Which services; how much of the work each is comes next."""

    services = ServicesField(
        label=gettext_lazy("Services"),
        help_text=gettext_lazy("Choose what you want to be asked for, not everything you have ever done."),
        error_messages={"required": gettext_lazy("Choose at least one service.")},
    )

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        return {"services": [row.service for row in agency.services.all()]}

    def clean_services(self) -> list[str]:
        services: list[str] = self.cleaned_data["services"]
        if len(services) > MOST_SERVICES:
            raise ValidationError(
                _("Choose up to %(most)d services. You chose %(count)d.")
                % {"most": MOST_SERVICES, "count": len(services)},
                code="too_many",
            )
        return services


class SharesForm(VersionedForm):
    """How much of the work each chosen service is, in whole percent; together 100."""

    def __init__(self, data: Any = None, *, agency: Agency, services: list[str]) -> None:
        self.services = services
        super().__init__(data, agency=agency)
        sentence = gettext_lazy("Enter a whole number from 1 to 100.")
        for slug in services:
            field = whole_number(taxonomy.service(slug).name, 1, 100, sentence)
            field.widget.attrs["data-share"] = "true"
            self.fields[f"share-{slug}"] = field

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        had = {row.service: row.focus for row in agency.services.all() if row.service in self.services}
        shares = had or even_shares(self.services)
        return {f"share-{slug}": shares.get(slug, "") for slug in self.services}

    def share_fields(self) -> list[forms.BoundField]:
        return [self[f"share-{slug}"] for slug in self.services]

    @property
    def total(self) -> int:
        """The sum of what stands in the fields now, numbers only."""
        values = (str(field.value() or "").strip() for field in self.share_fields())
        return sum(int(value) for value in values if value.isdecimal() and len(value) < 6)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        total = sum(cleaned.get(f"share-{slug}") or 0 for slug in self.services)
        if not self.errors and total != 100:
            raise ValidationError(
                _("The shares sum to %(total)d%%, not 100%%: %(advice)s.")
                % {
                    "total": total,
                    "advice": _("take off %(count)d") % {"count": total - 100}
                    if total > 100
                    else _("add %(count)d") % {"count": 100 - total},
                },
                code="sum",
            )
        return cleaned

    def details(self) -> dict[str, Any]:
        return {"services": {slug: self.cleaned_data[f"share-{slug}"] for slug in self.services}}


class ReachForm(VersionedForm):
    """For whom and where: industries, countries, languages."""

    industries = IndustriesField(
        label=gettext_lazy("Industries you know"),
        help_text=gettext_lazy("Leave all empty if you work for any."),
        required=False,
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries you serve"),
        help_text=gettext_lazy("Leave all empty if you work for clients anywhere."),
        choices=places.countries,
        widget=SearchableChoices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose countries from the list.")},
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you work in"),
        choices=places.languages,
        widget=SearchableChoices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose languages from the list.")},
    )

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        return {
            "industries": [row.industry for row in agency.industries.all()],
            "countries": [row.country for row in agency.countries.all()],
            "languages": [row.language for row in agency.languages.all()],
        }

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data, agency=agency)
        for name in ("countries", "languages"):  # long lists: what is chosen stands first
            field = cast(forms.MultipleChoiceField, self.fields[name])
            chosen = set(self[name].value() or ())
            field.choices = sorted(_flat(field.choices), key=lambda choice: choice[0] not in chosen)

    def clean_industries(self) -> list[str]:
        industries: list[str] = self.cleaned_data["industries"]
        if len(industries) > MOST_INDUSTRIES:
            raise ValidationError(
                _("Choose up to %(most)d industries, those you know best. You chose %(count)d.")
                % {"most": MOST_INDUSTRIES, "count": len(industries)},
                code="too_many",
            )
        return industries


class TermsForm(VersionedForm):
    """For how much, from when, and how many leads at once."""

    FIELDS_OF_THE_PROFILE = ("currency", "available_on", "capacity", "accepting_leads")
    AMOUNTS = ("hourly_low", "hourly_high", "minimum_budget")

    currency = forms.ChoiceField(
        label=gettext_lazy("Currency of your prices"),
        choices=[(code, code) for code in CURRENCIES],
        error_messages={"invalid_choice": gettext_lazy("Choose a currency from the list.")},
    )
    hourly_low = AmountField(label=gettext_lazy("Hourly rate from"))
    hourly_high = AmountField(label=gettext_lazy("Hourly rate to"))
    minimum_budget = AmountField(
        label=gettext_lazy("Smallest project"),
        help_text=gettext_lazy("You are not asked for less. Write it as you like: 20k, 20,000, 20.000."),
    )
    available_on = forms.DateField(
        label=gettext_lazy("Next free from"),
        help_text=gettext_lazy("Leave it empty if you could begin now."),
        required=False,
        widget=DateInput(attrs={"class": "w-12"}),
        error_messages={"invalid": gettext_lazy("Enter a day that exists, such as 2027-03-01.")},
    )
    capacity = whole_number(
        gettext_lazy("Open leads you want at once"),
        1,
        50,
        gettext_lazy("Enter a number from 1 to 50."),
        help_text=gettext_lazy("You are never sent more than this."),
    )
    accepting_leads = forms.BooleanField(label=gettext_lazy("We take new leads at the moment"), required=False)

    def initial_from(self, agency: Agency) -> dict[str, Any]:
        amounts = {name: typed(getattr(agency, name), agency.currency) for name in self.AMOUNTS}
        return {**super().initial_from(agency), **amounts}

    def clean_available_on(self) -> date | None:
        day: date | None = self.cleaned_data["available_on"]
        today = timezone.localdate()
        if day and day > today + timedelta(days=366 * YEARS_AHEAD):
            raise ValidationError(
                _("This is more than %(years)d years ahead. Check the year.") % {"years": YEARS_AHEAD}, code="far"
            )
        return day if day and day > today else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        currency = cleaned.get("currency") or self.agency.currency
        for name in self.AMOUNTS:
            cleaned[name] = minor(self, name, currency)
        most = min(MOST_HOURLY * 10 ** precision(currency), MOST_MINOR)
        for name in ("hourly_low", "hourly_high"):
            if (cleaned.get(name) or 0) > most:
                self.add_error(name, _("Enter the rate for one hour."))
        low, high = cleaned.get("hourly_low"), cleaned.get("hourly_high")
        if low is not None and high is not None and low > high:
            self.add_error("hourly_high", _("Enter a rate that is not below the first one."))
        return cleaned


class LogoForm(VersionedForm):
    """A picture for the profile, or none."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 20 MB. It is shown on white, at most 80 pixels high."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": gettext_lazy("Choose a picture first."),
            "empty": gettext_lazy("This file is empty."),
            "missing": gettext_lazy("Choose a picture first."),
        },
    )

    def __init__(self, *args: Any, by: User | None = None, **options: Any) -> None:
        self.by = by
        super().__init__(*args, **options)

    def clean_logo(self) -> Any:
        return pictures.clean(self.cleaned_data["logo"], by=self.by, longest_side=480)


def even_shares(services: list[str]) -> Mapping[str, int]:
    """100 percent split as evenly as whole numbers can be, the first services getting what is left over."""
    each, rest = divmod(100, max(1, len(services)))
    return {slug: each + (place < rest) for place, slug in enumerate(services)}


def _flat(choices: Any) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for value, label in choices:
        rows += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return rows
