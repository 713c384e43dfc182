"""A row of a file as an agency: what is known of it, checked with the same limits as what people type."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _, gettext_lazy

from agencies.forms.profile import MOST_INDUSTRIES, MOST_SERVICES, ProfileForm, even_shares
from agencies.imported import ImportedAgency, RowRefused
from marketplace.lib import money, places
from marketplace.lib.fields import LineField
from matching import taxonomy

AMOUNTS: Final = ("hourly_low", "hourly_high", "minimum_budget")
LISTS: Final = ("industries", "countries", "languages")
_PLAIN: Final = ("id", "name", "tagline", "description", "country", "city", "website", "founded", "team_size")
COLUMNS: Final = frozenset(
    {*_PLAIN, *LISTS, *AMOUNTS, "services", "currency", "available_on", "capacity", "past_projects"}
)
"""What is read of a row. `past_projects` may be a list or its JSON; lists may be text parted by semicolons."""
MOST_PAST_PROJECTS: Final = 200


class _RowForm(forms.Form):
    """The plain columns. The sentences are those of the profile's own form."""

    id = LineField(max_length=200, missing=gettext_lazy("Every row needs an id that stays the same."))
    name = ProfileForm.base_fields["name"]
    tagline = ProfileForm.base_fields["tagline"]
    description = ProfileForm.base_fields["description"]
    country = forms.CharField(
        required=False, validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Two letters, ISO 3166."))]
    )
    city = ProfileForm.base_fields["city"]
    website = ProfileForm.base_fields["website"]
    founded = ProfileForm.base_fields["founded"]
    team_size = ProfileForm.base_fields["team_size"]
    available_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    capacity = forms.IntegerField(required=False, min_value=1, max_value=50)

    clean_founded = ProfileForm.clean_founded


def read_agency(line: int, row: Mapping[str, Any], *, currency: str = "GBP") -> ImportedAgency:
    """The agency that a row tells of. Amounts are in the row's `currency`, else in the one given.

    Raises RowRefused with a sentence that names the column.
    """
    plain = _RowForm({name: _plain(name, row.get(name, "")) for name in _RowForm.base_fields})
    if not plain.is_valid():
        name, problems = next(iter(plain.errors.items()))
        raise RowRefused(f"{name}: {' '.join(str(problem) for problem in problems)}")
    details = {name: value for name, value in plain.cleaned_data.items() if name in row and name != "id"}
    if "country" in details:
        details["country"] = _country("country", details["country"])
    details["currency"] = _currency(row.get("currency", currency))
    for name in AMOUNTS:
        if name in row:
            details[name] = _amount(name, row[name], details["currency"])
    _check_band(details)
    details |= {name: _list(name, row[name]) for name in LISTS if name in row}
    if "services" in row:
        details["services"] = _services(row["services"])
    return ImportedAgency(
        line, plain.cleaned_data["id"], details, _past_projects(row.get("past_projects", []), details["currency"])
    )


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool | list | dict):
        raise RowRefused(_("%(column)s: Expected text or a number.") % {"column": name})
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _country(column: str, code: str) -> str:
    code = code.strip().upper()
    if code and code not in dict(places.countries()):
        raise RowRefused(_("%(column)s: %(code)s is no country.") % {"column": column, "code": code[:20]})
    return code


def _currency(code: Any) -> str:
    code = str(code).strip().upper()
    if code not in money.CURRENCIES:
        raise RowRefused(_("currency: %(code)s is none that we know.") % {"code": code[:20]})
    return code


def _amount(column: str, value: Any, currency: str) -> int:
    """Minor units of a number in whole units, or of an amount as people type it."""
    if isinstance(value, str):
        try:
            return money.parse(value, currency).minor
        except money.MoneyError as problem:
            raise RowRefused(f"{column}: {problem}") from problem
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RowRefused(_("%(column)s: Expected an amount.") % {"column": column})
    minor = Decimal(str(value)).scaleb(money.precision(currency))
    if not 0 <= minor <= money.MOST_MINOR:
        raise RowRefused(_("%(column)s: Expected an amount from 0 to a trillion.") % {"column": column})
    return round(minor)


def _check_band(details: Mapping[str, Any]) -> None:
    low, high = details.get("hourly_low"), details.get("hourly_high")
    if low is not None and high is not None and low > high:
        raise RowRefused(_("hourly_high: Below hourly_low."))


def _texts(column: str, value: Any) -> list[str]:
    texts = value.split(";") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts) or len(texts) > 300:
        raise RowRefused(_("%(column)s: Expected a list of words.") % {"column": column})
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _list(column: str, value: Any) -> list[str]:
    texts = _texts(column, value)
    if column == "countries":
        return sorted({_country(column, text) for text in texts})
    if column == "languages":
        unknown = [text for text in texts if text.lower() not in places.LANGUAGES]
        found = sorted({text.lower() for text in texts})
    else:
        slugs = {text: _slug(text, "industry") for text in texts}
        unknown = [text for text, slug in slugs.items() if slug is None]
        found = sorted({slug for slug in slugs.values() if slug})[:MOST_INDUSTRIES]
    if unknown:
        raise RowRefused(_("%(column)s: %(word)s is none that we know.") % {"column": column, "word": unknown[0][:60]})
    return found


def _services(value: Any) -> dict[str, int]:
    """Shares by slug: as given when they are percentages that sum to 100, split evenly when there are only names."""
    if isinstance(value, dict):
        shares = {_known_service(name): share for name, share in value.items()}
        whole = all(
            isinstance(share, int) and not isinstance(share, bool) and 1 <= share <= 100 for share in shares.values()
        )
        if not whole or sum(shares.values()) != 100 or len(shares) != len(value):
            raise RowRefused(_("services: Expected whole percentages that sum to 100."))
        return shares
    slugs = list(dict.fromkeys(_known_service(text) for text in _texts("services", value)))[:MOST_SERVICES]
    return dict(even_shares(slugs)) if slugs else {}


def _known_service(text: str) -> str:
    slug = _slug(text, "service")
    if slug is None:
        raise RowRefused(_("services: %(word)s is none that we know.") % {"word": text[:60]})
    return slug


def _slug(text: str, kind: taxonomy.Kind) -> str | None:
    """The slug of a service or industry given as slug or by any of its names, without guessing at typing errors."""
    nodes = taxonomy.SERVICES if kind == "service" else taxonomy.INDUSTRIES
    if text in nodes:
        return text
    exact = text.casefold()
    named = (node.slug for node in nodes.values() if exact in {word.casefold() for word in (node.name, *node.synonyms)})
    return next(named, None)


def _past_projects(value: Any, currency: str) -> tuple[dict[str, Any], ...]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as problem:
            raise RowRefused(_("past_projects: Expected a list of projects as JSON.")) from problem
    if not isinstance(value, list) or len(value) > MOST_PAST_PROJECTS or not all(isinstance(p, dict) for p in value):
        raise RowRefused(
            _("past_projects: Expected a list of at most %(most)d projects.") % {"most": MOST_PAST_PROJECTS}
        )
    told: dict[str, dict[str, Any]] = {}
    for number, project in enumerate(value, 1):
        try:
            story = _past_project(project, currency)
        except RowRefused as problem:
            raise RowRefused(
                _("past_projects %(number)d, %(problem)s") % {"number": number, "problem": problem}
            ) from problem
        key, copies = story["external_id"], 1
        while story["external_id"] in told:  # the same twice is twice
            copies += 1
            story["external_id"] = f"{key}-{copies}"
        told[story["external_id"]] = story
    return tuple(told.values())


def _past_project(project: Mapping[str, Any], currency: str) -> dict[str, Any]:
    title = _line("title", project.get("title"), 200)
    buyer = _line("buyer", project.get("buyer"), 200)
    awarded_on = _day(project.get("awarded_on"))
    if not title:
        raise RowRefused(_("title: Every project needs one."))
    own = _currency(project.get("currency") or currency)
    amount = project.get("amount")
    said = f"{title}\n{_line('text', project.get('text'), 5000)}"
    return {
        "external_id": str(project.get("id") or "")[:190] or _stable_id(title, buyer, awarded_on),
        "title": title,
        "text": said.split("\n", 1)[1],
        "client": buyer,
        # What the words of its title speak of; the buyer says in which industry it was.
        "services": list(taxonomy.services_in(said))[:8],
        "industry": next(iter(taxonomy.industries_in(f"{title}\n{buyer}")), ""),
        "finished_on": awarded_on,
        "amount": None if amount in (None, "") else _amount("amount", amount, own),
        "currency": own,
    }


def _line(column: str, value: Any, most: int) -> str:
    if value is None:
        return ""
    try:
        return LineField(max_length=most, required=False).clean(_plain(column, value))
    except ValidationError as problem:
        raise RowRefused(f"{column}: {problem.messages[0]}") from problem


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as problem:
        raise RowRefused(_("awarded_on: Expected a day such as 2017-06-06.")) from problem


def _stable_id(title: str, buyer: str, awarded_on: date | None) -> str:
    """Names a project that came without an id: the same title, buyer and day are the same project."""
    return hashlib.sha256(f"{title}\n{buyer}\n{awarded_on}".encode()).hexdigest()[:32]
