"""Money: whole minor units and a currency, parsed as people type it, printed as they expect it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, get_decimal_symbol
from django.utils.translation import get_language, gettext as _, to_locale

# What a project or an agency may be priced in.
CURRENCIES = ("EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "JPY", "INR", "UAH")
LONGEST = 40  # characters of an amount that anybody would type
MOST_MINOR = 10**14  # a trillion in most currencies: more is a slip of the finger, and fits a BigInteger


class MoneyError(ValueError):
    """The text is no amount. The message is fit to stand beside the field."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units (cents; yen have none) of one currency (ISO 4217)."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """In major units, exactly."""
        return Decimal(self.minor).scaleb(-precision(self.currency))

    def __str__(self) -> str:
        return show(self.minor, self.currency)


def precision(currency: str) -> int:
    """How many decimals the currency has (EUR 2, JPY 0, KWD 3), from CLDR."""
    return get_currency_precision(currency)


def _locale() -> str:
    return to_locale(get_language() or "en")


def show(minor: int, currency: str, *, exact: bool = False) -> str:
    """€74,900 in text; with `exact`, or when there are cents, €74,900.00 as in a ledger."""
    digits = precision(currency)
    amount = Decimal(minor).scaleb(-digits)
    if exact or amount != amount.to_integral_value():
        shown = format_currency(amount, currency, locale=_locale())
    else:
        shown = format_currency(amount, currency, format="¤#,##0", locale=_locale(), currency_digits=False)
    return _CODE_AND_DIGIT.sub("\u00a0", shown)


def show_range(low: int | None, high: int | None, currency: str) -> str:
    """“€60,000 to €85,000”, “up to €85,000”, “from €60,000”, one amount when both are equal, else nothing."""
    if low is not None and high is not None:
        if low == high:
            return show(low, currency)
        return _("%(low)s to %(high)s") % {"low": show(low, currency), "high": show(high, currency)}
    if high is not None:
        return _("up to %(high)s") % {"high": show(high, currency)}
    if low is not None:
        return _("from %(low)s") % {"low": show(low, currency)}
    return ""


_NUMBER = re.compile(r"^(?P<number>[0-9][0-9.,' ]*)(?P<scale>k|m|mio|tsd|thousand|million)?$")
# Babel leaves out the space that CLDR wants between a currency's letters and the figures: “SEK 1,000”.
_CODE_AND_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_ROUND = re.compile(r"[.,][-–—]$")  # “20.000,-”
_SCALES = {"k": 3, "tsd": 3, "thousand": 3, "m": 6, "mio": 6, "million": 6}
# What people write beside an amount where the currency is at home; CLDR knows the rest ("CA$", "EUR").
_SYMBOLS = {
    "EUR": ("€",),
    "GBP": ("£",),
    "USD": ("us$", "$"),
    "CHF": ("sfr", "fr.", "fr"),
    "SEK": ("kr",),
    "NOK": ("kr",),
    "DKK": ("kr",),
    "PLN": ("zł",),
    "CZK": ("kč",),
    "CAD": ("c$", "$"),
    "AUD": ("$",),
    "JPY": ("¥", "円"),
    "INR": ("₹", "rs.", "rs"),
    "UAH": ("₴",),
}


def parse(text: str, currency: str) -> Money:
    """The amount that a person typed: “20k”, “€20,000”, “20.000”, “1.5m”, “20 000,50”, “EUR 20000”.

    A lone point or comma followed by exactly three digits parts thousands, otherwise it is the decimal
    mark (“1.500” is fifteen hundred, “1.5k” fifteen hundred, “1.50” one and a half).

    Raises MoneyError with a sentence when there is no amount in it, when it is in another currency, has more
    decimals than the currency, is negative, or absurdly large.
    """
    cleaned = text.strip().casefold().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    for mark in _marks(currency):
        cleaned = cleaned.replace(mark, "")
    cleaned = _ROUND.sub("", cleaned.strip())
    if cleaned.startswith(("-", "−", "–")):
        raise MoneyError(_("Enter an amount above zero."))
    found = _NUMBER.match(cleaned) if len(cleaned) <= LONGEST else None
    if not found and any(mark in cleaned for other in CURRENCIES for mark in _marks(other)):
        raise MoneyError(_("Enter the amount in %(currency)s, or choose another currency.") % {"currency": currency})
    if not found:
        raise MoneyError(_("Enter an amount in figures, such as 20,000 or 20k."))
    number = found["number"].replace(" ", "").replace("'", "")
    decimal = _as_decimal(number, currency, scaled=bool(found["scale"]))
    minor = decimal.scaleb(_SCALES.get(found["scale"] or "", 0) + precision(currency))
    if minor != minor.to_integral_value():
        if precision(currency) == 0:
            raise MoneyError(_("%(currency)s has no smaller unit: enter a whole amount.") % {"currency": currency})
        raise MoneyError(_("Enter at most %(digits)d digits after the decimal mark.") % {"digits": precision(currency)})
    if minor > MOST_MINOR:
        raise MoneyError(_("This amount is too large. Check the number of zeros."))
    return Money(int(minor), currency)


def _marks(currency: str) -> list[str]:
    """How the currency may be written beside an amount, the longest first."""
    known = {currency, get_currency_symbol(currency, locale=_locale()), *_SYMBOLS.get(currency, ())}
    return sorted((mark.casefold() for mark in known), key=len, reverse=True)


def _as_decimal(number: str, currency: str, *, scaled: bool) -> Decimal:
    last = max(number.rfind("."), number.rfind(","))
    if last == -1:
        return Decimal(number)
    mark = number[last]
    other = "," if mark == "." else "."
    head, tail = number[:last], number[last + 1 :]
    lone_group = other not in head and len(tail) == 3 and not scaled and head != "0"
    if precision(currency) == 3 and mark == get_decimal_symbol(_locale()):
        lone_group = False  # three digits are this currency's decimals
    thousands = number.count(mark) > 1 or lone_group
    groups = re.split(r"[.,]", number if thousands else head)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        raise MoneyError(_("Enter an amount in figures, such as 20,000 or 20k."))
    whole = "".join(groups)
    return Decimal(whole) if thousands else Decimal(f"{whole or '0'}.{tail or '0'}")
