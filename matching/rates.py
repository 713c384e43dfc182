"""Reference exchange rates, dated, so that a budget and a minimum in two currencies can be compared."""

from datetime import date
from typing import Final

RATES_AS_OF: Final = date(2026, 1, 2)
"""The day the table was rounded to. Fixed within an engine version: a live feed would make a run impossible
to replay."""

PER_EURO: Final[dict[str, float]] = {
    "EUR": 1.0,
    "AED": 4.30,
    "AUD": 1.76,
    "BRL": 6.45,
    "CAD": 1.61,
    "CHF": 0.93,
    "CZK": 24.2,
    "DKK": 7.47,
    "GBP": 0.87,
    "HUF": 385.0,
    "ILS": 3.75,
    "INR": 105.0,
    "JPY": 184.0,
    "KRW": 1700.0,
    "KWD": 0.36,
    "MXN": 21.1,
    "NOK": 11.8,
    "NZD": 2.04,
    "PLN": 4.22,
    "RON": 5.09,
    "SEK": 10.8,
    "SGD": 1.51,
    "TRY": 50.4,
    "UAH": 49.6,
    "USD": 1.17,
    "ZAR": 19.4,
}
"""Units of each currency for one euro, to about three figures: good enough to say that a budget is too small,
not to invoice."""

_DECIMALS: Final[dict[str, int]] = {"JPY": 0, "KRW": 0, "KWD": 3}


def decimals(currency: str) -> int:
    """How many decimals the currency's minor unit has (ISO 4217): 2 for euros and cents, 0 for yen, 3 for
    Kuwaiti dinars."""
    return _DECIMALS.get(currency, 2)


def is_known(currency: str) -> bool:
    """Whether amounts in this currency can be compared with others."""
    return currency in PER_EURO


def in_euros(minor: int, currency: str) -> float:
    """An amount in minor units as euros. Raises KeyError for a currency outside the table."""
    return minor / (10.0 ** decimals(currency) * PER_EURO[currency])


def converted(minor: int, currency: str, into: str) -> int:
    """An amount in minor units as minor units of another currency, rounded to whole ones. Exact when both are
    the same."""
    if currency == into:
        return minor
    return round(in_euros(minor, currency) * PER_EURO[into] * 10.0 ** decimals(into))
