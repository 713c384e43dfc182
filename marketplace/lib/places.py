"""Countries (ISO 3166) and languages (ISO 639-1) by name, in the reader's language, for choices and for sentences."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from babel import Locale
from django.utils.translation import get_language, gettext as _, to_locale

# Two letters in CLDR that are no country: unions, test codes, islands that belong to another code.
_NO_COUNTRY: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
LANGUAGES: Final = tuple(
    "ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv mk ms mt nb nl nn pl pt ro "
    "ru sk sl sq sr sv sw ta th tr uk ur vi zh".split()
)
"""Languages that people offer or ask to work in. A longer list would be harder to search than to do without."""

Choice = tuple[str, str]


def country_name(code: str) -> str:
    """The country's name, or the code itself when it names none."""
    return _locale().territories.get(code) or code


def language_name(code: str) -> str:
    """The language's name with a capital letter, or the code itself when it names none."""
    return _capital(_locale().languages.get(code) or code)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def countries() -> list[Choice]:
    """All countries as (code, name), by name."""
    return list(_countries(str(_locale())))


def countries_with_none() -> list[Choice]:
    """The same below an empty choice, for a field that may stay open."""
    return [("", _("Not stated")), *countries()]


def languages() -> list[Choice]:
    """The languages of `LANGUAGES` as (code, name), by name."""
    return list(_languages(str(_locale())))


def _locale() -> Locale:
    return _parsed(get_language() or "en")


@lru_cache(maxsize=16)
def _parsed(language: str) -> Locale:
    return Locale.parse(to_locale(language))


@lru_cache(maxsize=16)
def _languages(locale: str) -> tuple[Choice, ...]:
    names = Locale.parse(locale).languages
    return tuple(_by_name((code, _capital(names.get(code) or code)) for code in LANGUAGES))


@lru_cache(maxsize=16)
def _countries(locale: str) -> tuple[Choice, ...]:
    names = Locale.parse(locale).territories
    found = (
        (code, names[code]) for code in map(str, names) if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    )
    return tuple(_by_name(found))


def _by_name(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice[1].casefold())
