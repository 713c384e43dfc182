"""What the engine says, in the reader's language: reasons, gaps and counts, as text or with the evidence in bold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext as _, ngettext
from django_stubs_ext import StrOrPromise

from marketplace.lib import money, places
from matching import sentences, taxonomy
from matching.sentences import Reader
from matching.types import Exclusion, Lift, Match, Params, Reason

# Private-use characters around each value, so that it can be made bold after everything else was escaped.
_OPEN, _CLOSE = "\ue000", "\ue001"
_VALUE = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_MARKS = {ord(_OPEN): None, ord(_CLOSE): None}

Said = Reason | Exclusion | Lift


def text_of(said: Said, reader: Reader) -> str:
    """The sentence as plain text."""
    return _rendered(said.code, said.params, reader).translate(_MARKS)


def html_of(said: Said, reader: Reader, *, instead: StrOrPromise | None = None) -> SafeString:
    """The sentence, escaped, with the first thing it names in bold: the evidence. `instead` is another sentence
    with the same placeholders."""
    rendered = str(instead) % _shown(said.params) if instead else _rendered(said.code, said.params, reader)
    found = _VALUE.search(rendered)
    if found is None:
        return conditional_escape(rendered.translate(_MARKS))
    parts = (rendered[: found.start()], found[1], rendered[found.end() :])
    return format_html("{}<b>{}</b>{}", *(part.translate(_MARKS) for part in parts))


def reasons_of(match: Match, reader: Reader, *, count: int = 3) -> list[str]:
    """The best reasons as plain text, for mails and for anybody who only reads."""
    return [text_of(reason, reader) for reason in match.best_reasons(count)]


def gap_of(match: Match, reader: Reader) -> str:
    return text_of(match.gap, reader) if match.gap else ""


def agencies(count: int) -> str:
    """A number of agencies in words; small numbers are not told apart, so that they point at nobody."""
    if count < settings.SMALLEST_GROUP_SHOWN:
        return _("fewer than %(least)d agencies") % {"least": settings.SMALLEST_GROUP_SHOWN}
    return ngettext("%(count)d agency", "%(count)d agencies", count) % {"count": count}


def of_code(code: str, params: Params, reader: Reader) -> str:
    """The sentence of a code with these values, as plain text."""
    return _rendered(code, params, reader).translate(_MARKS)


def _rendered(code: str, params: Params, reader: Reader) -> str:
    return sentences.render(code, _marked(params), reader, translate=gettext, formatters=FORMATTERS)


def _shown(params: Params) -> dict[str, str]:
    return {name: _as_text(value) for name, value in _marked(params).items()}


def _as_text(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    ((kind, inner),) = value.items()
    return FORMATTERS[kind]([_as_text(item) for item in inner] if kind == "all" else inner)


def _marked(params: Params) -> dict[str, Any]:
    """The values with those that the engine shows as they are marked like those that have a formatter."""
    return {
        name: f"{_OPEN}{_bare(value)}{_CLOSE}" if isinstance(value, str) else value for name, value in params.items()
    }


def _bare(value: object) -> str:
    return str(value).translate(_MARKS)


def _wrapped(show: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: f"{_OPEN}{_bare(show(value))}{_CLOSE}"


def _date(value: str) -> str:
    day = parse_date(value)
    return formats.date_format(day, "j F Y") if day else value


FORMATTERS: Mapping[str, Callable[[Any], str]] = {
    "money": _wrapped(lambda value: money.show(value[0], value[1])),
    "date": _wrapped(_date),
    "service": _wrapped(lambda slug: gettext(taxonomy.service(slug).name)),
    "industry": _wrapped(lambda slug: gettext(taxonomy.industry(slug).name)),
    "country": _wrapped(places.country_name),
    "language": _wrapped(places.language_name),
    "percent": _wrapped(lambda value: _("%(value)s%%") % {"value": value}),
    "word": _wrapped(lambda value: _("“%(word)s”") % {"word": value}),
    "all": lambda values: get_text_list(values, _("and")),
}
