"""A row of somebody else's file, read as a project: what it says is checked, what it doesn't say is not stated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.lib import places
from marketplace.lib.fields import readable
from marketplace.lib.money import CURRENCIES, MoneyError, parse
from matching import taxonomy
from projects.models import BriefVersion
from projects.models.briefs import BudgetKind

KNOWN: Final = {
    "id": ("id", "external_id", "reference"),
    "title": ("title", "name"),
    "text": ("text", "description", "summary"),
    "buyer": ("buyer", "client", "organisation"),
    "published_on": ("published_on", "published", "date"),
    "status": ("status", "source_status"),
    "country": ("country",),
    "currency": ("currency",),
    "budget": ("budget", "budget_high", "budget_to"),
    "budget_low": ("budget_low", "budget_from"),
    "starts_on": ("starts_on", "start"),
    "ends_on": ("ends_on", "end", "deadline"),
    "services": ("services", "service"),
    "industry": ("industry",),
    "lot": ("lot",),
    "role": ("role",),
    "region": ("region",),
}
"""What is read, and the columns it may stand in. The amount that was awarded in the end is none of them: nobody knew
it when the project was published."""
COLUMNS: Final = frozenset(column for columns in KNOWN.values() for column in columns)
LONGEST: Final = {"title": 1_000, "text": 20_000, "id": 200, "buyer": 300, "status": 60}
TITLE: Final = 140
_DATES: Final = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y", "%d.%m.%Y")


class RowProblem(ValueError):
    """The row is no project. The message is fit to be shown."""


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """A checked row: the unsaved brief it makes, and what is known of it at its source."""

    external_id: str
    buyer: str
    country: str
    status: str
    published_on: date | None
    brief: BriefVersion


def read(row: Mapping[str, Any]) -> ImportedProject:
    """The project that the row describes. Raises RowProblem with the reason when it describes none.

    The buyer's name stays out of the brief's text: who asks says nothing of what is needed, and would match
    whoever won there before.
    """
    external_id = _line(row, "id")
    title = _line(row, "title")
    if not external_id:
        raise RowProblem(_("The row has no id."))
    if not title:
        raise RowProblem(_("The row has no title."))
    published_on = _date(row, "published_on")
    country = _country(row)
    brief = BriefVersion(
        title=title if len(title) <= TITLE else f"{title[: TITLE - 2].rsplit(' ', 1)[0]} …",
        text=_text(row, title),
        services=_services(row),
        industry=_industry(row),
        country=country,
        dated_on=published_on,
        offers_leads=False,
        **_budget(row),
        **_days(row),
    )
    return ImportedProject(
        external_id=external_id,
        buyer=_line(row, "buyer"),
        country=country,
        status=_line(row, "status"),
        published_on=published_on,
        brief=brief,
    )


def _value(row: Mapping[str, Any], name: str) -> Any:
    return next((row[column] for column in KNOWN[name] if row.get(column) not in (None, "")), None)


def _line(row: Mapping[str, Any], name: str) -> str:
    value = _value(row, name)
    if isinstance(value, bool | dict | list):
        raise RowProblem(_("“%(column)s” is no text.") % {"column": name})
    line = re.sub(r"\s+", " ", readable(str(value if value is not None else ""))).strip()
    longest = LONGEST.get(name, 1_000)
    if len(line) > longest:
        raise RowProblem(
            _("“%(column)s” is longer than %(most)d characters.") % {"column": name, "most": longest},
        )
    return line


def _text(row: Mapping[str, Any], title: str) -> str:
    """What is said of the work, then role, lot and region in words; for want of all of them the title."""
    value = _value(row, "text")
    if value is not None and not isinstance(value, str):
        raise RowProblem(_("“%(column)s” is no text.") % {"column": "text"})
    told = readable(value or "")
    if len(told) > LONGEST["text"]:
        raise RowProblem(_("“%(column)s” is longer than %(most)d characters.") % {"column": "text", "most": 20_000})
    lines = [told] if told else []
    labels = {"role": _("Role: %(words)s."), "lot": _("Kind of work: %(words)s."), "region": _("Region: %(words)s.")}
    for name, sentence in labels.items():
        words = _line(row, name).replace("-", " ")
        if words:
            lines.append(sentence % {"words": words})
    return "\n\n".join(lines)[: LONGEST["text"]] or title


def _date(row: Mapping[str, Any], name: str) -> date | None:
    typed = _line(row, name)
    if not typed:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise RowProblem(_("“%(typed)s” is no day that exists.") % {"typed": typed[:40]})


def _days(row: Mapping[str, Any]) -> dict[str, date | None]:
    starts_on, ends_on = _date(row, "starts_on"), _date(row, "ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise RowProblem(_("The project ends before it starts."))
    return {"starts_on": starts_on, "ends_on": ends_on}


def _country(row: Mapping[str, Any]) -> str:
    typed = _line(row, "country")
    code = typed.upper()
    if not typed or code in dict(places.countries()):
        return code
    raise RowProblem(_("“%(typed)s” is no country code.") % {"typed": typed[:40]})


def _budget(row: Mapping[str, Any]) -> dict[str, Any]:
    """The budget as it was stated; without one it is not stated, whatever the currency."""
    currency = _line(row, "currency").upper() or "EUR"
    typed = {"low": _line(row, "budget_low"), "high": _line(row, "budget")}
    if not any(typed.values()):
        return {"budget_kind": BudgetKind.OPEN, "currency": currency if currency in CURRENCIES else "EUR"}
    if currency not in CURRENCIES:
        raise RowProblem(_("We have no rate for the currency “%(typed)s”.") % {"typed": currency[:10]})
    try:
        low, high = (parse(text, currency).minor if text else None for text in typed.values())
    except MoneyError as problem:
        raise RowProblem(str(problem)) from problem
    if high == 0 or (low is not None and high is not None and low > high):
        raise RowProblem(_("The budget is zero, or its end is less than its beginning."))
    return {"budget_kind": BudgetKind.RANGE, "budget_low": low, "budget_high": high, "currency": currency}


def _services(row: Mapping[str, Any]) -> list[str]:
    """Services of our taxonomy, by slug or name; others are not stated."""
    value = _value(row, "services")
    named = value if isinstance(value, list) else re.split(r"[;|,]", str(value or ""))
    by_name = {node.name.casefold(): slug for slug, node in taxonomy.SERVICES.items()}
    found = (str(item).strip().casefold() for item in named)
    return list(
        dict.fromkeys(by_name.get(item, item) for item in found if item in by_name or item in taxonomy.SERVICES)
    )


def _industry(row: Mapping[str, Any]) -> str:
    typed = _line(row, "industry").casefold()
    by_name = {node.name.casefold(): slug for slug, node in taxonomy.INDUSTRIES.items()}
    return typed if typed in taxonomy.INDUSTRIES else by_name.get(typed, "")
