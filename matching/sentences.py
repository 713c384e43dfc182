"""What each code says: one sentence for the client, one for the agency, in plain words that name the evidence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from matching.rates import decimals
from matching.taxonomy import INDUSTRIES, SERVICES
from matching.types import Exclusion, Lift, Params, Reason

Reader = Literal["client", "agency"]
Formatter = Callable[[Any], str]


def gettext_noop(text: str) -> str:
    """Marks a text for translation where it stands; the reader's language is chosen in `render`."""
    return text


_ = gettext_noop


class Sentence(NamedTuple):
    """One thing said to two readers."""

    client: str
    agency: str


SENTENCES: Final[Mapping[str, Sentence]] = {
    # skills
    "text_case_study_dated": Sentence(
        _("Built “%(title)s” in %(year)s, which speaks of %(words)s as your brief does."),
        _("Your “%(title)s” of %(year)s speaks of %(words)s, as the brief does."),
    ),
    "text_case_study": Sentence(
        _("Built “%(title)s”, which speaks of %(words)s as your brief does."),
        _("Your “%(title)s” speaks of %(words)s, as the brief does."),
    ),
    "text_profile": Sentence(
        _("Their profile speaks of %(words)s, as your brief does."),
        _("Your profile speaks of %(words)s, as the brief does."),
    ),
    "text_nothing": Sentence(
        _("Nothing they show speaks of what your brief describes."),
        _("Nothing in your profile or case studies speaks of what the brief describes."),
    ),
    "text_single_words": Sentence(
        _("What they show shares no more than single words with your brief: %(words)s."),
        _("Your profile and case studies share no more than single words with the brief: %(words)s."),
    ),
    "text_everyday": Sentence(
        _("What they show shares only everyday words with your brief."),
        _("Your profile and case studies share only everyday words with the brief."),
    ),
    "services_all": Sentence(
        _("They offer everything you ask for: %(services)s."),
        _("You offer everything that is asked for: %(services)s."),
    ),
    "services_some": Sentence(
        _("They offer %(services)s, but not %(lacking)s."),
        _("You offer %(services)s, but not %(lacking)s."),
    ),
    "services_not_stated": Sentence(
        _("They don't say which services they offer, so their texts are read instead."),
        _("Your profile names no services, so your texts are read instead."),
    ),
    "focus": Sentence(
        _("%(percent)s of their work is %(services)s."),
        _("%(percent)s of your work is %(services)s."),
    ),
    "focus_small": Sentence(
        _("Only %(percent)s of their work is %(services)s."),
        _("Only %(percent)s of your work is %(services)s."),
    ),
    "focus_not_stated": Sentence(
        _("They don't say how their work is divided."),
        _("Your profile doesn't say how your work is divided."),
    ),
    "word_not_mentioned": Sentence(
        _("No project of theirs mentions “%(word)s”."),
        _("None of your projects mentions “%(word)s”."),
    ),
    # industry
    "industry_shown": Sentence(
        _("Built “%(title)s” in your industry, %(industry)s."),
        _("Your “%(title)s” is in the client's industry, %(industry)s."),
    ),
    "industry_known": Sentence(
        _("They have worked in your industry, %(industry)s."),
        _("You have worked in the client's industry, %(industry)s."),
    ),
    "industry_stated": Sentence(
        _("They name %(industry)s as an industry they work in."),
        _("You name %(industry)s, the client's industry."),
    ),
    "industry_other": Sentence(
        _("They show nothing in %(industry)s."),
        _("You show nothing in %(industry)s, the client's industry."),
    ),
    "industry_not_stated": Sentence(
        _("They don't say which industries they know."),
        _("Your profile names no industries."),
    ),
    # budget
    "minimum_within": Sentence(
        _("Your budget of up to %(budget)s covers the smallest project they take, %(minimum)s."),
        _("The budget of up to %(budget)s covers your minimum of %(minimum)s."),
    ),
    "minimum_tight": Sentence(
        _("The smallest project they take is %(minimum)s, close to your %(budget)s."),
        _("Your minimum of %(minimum)s is close to the most the client would pay, %(budget)s."),
    ),
    "minimum_not_stated": Sentence(
        _("They don't say how small a project they take."),
        _("Your profile states no minimum budget."),
    ),
    "rate_fits": Sentence(
        _("At about %(rate)s an hour, %(budget)s buys %(days)s days of their work."),
        _("At your rate of about %(rate)s an hour, %(budget)s buys %(days)s days."),
    ),
    "rate_high": Sentence(
        _("At about %(rate)s an hour, %(budget)s buys %(days)s days of their work; the dates suggest %(needed)s."),
        _("At your rate of about %(rate)s an hour, %(budget)s buys %(days)s days; the dates suggest %(needed)s."),
    ),
    "rate_not_stated": Sentence(
        _("They don't state an hourly rate."),
        _("Your profile states no hourly rate."),
    ),
    # timing
    "start_fits": Sentence(
        _("They are free from %(available)s, in time for your start on %(starts)s."),
        _("You are free from %(available)s, in time for the start on %(starts)s."),
    ),
    "start_late": Sentence(
        _("They are free from %(available)s, %(days)s days after your start."),
        _("You are free from %(available)s, %(days)s days after the wanted start."),
    ),
    "start_not_stated": Sentence(
        _("They don't say when they are free."),
        _("Your profile doesn't say when you are free."),
    ),
    # place
    "country_same": Sentence(
        _("They are in %(country)s, as you are."),
        _("You are in %(country)s, as the client is."),
    ),
    "country_served": Sentence(
        _("They serve clients in %(country)s."),
        _("You serve clients in %(country)s."),
    ),
    "country_near": Sentence(
        _("They are in %(home)s, within a few hours of your time."),
        _("You are in %(home)s, within a few hours of the client's time."),
    ),
    "country_far": Sentence(
        _("They are in %(home)s, many hours from your time."),
        _("You are in %(home)s, many hours from the client's time."),
    ),
    "country_elsewhere": Sentence(
        _("They don't say that they serve %(country)s."),
        _("You don't say that you serve %(country)s."),
    ),
    "country_not_stated": Sentence(
        _("They don't say where they are."),
        _("Your profile doesn't say where you are."),
    ),
    "languages_all": Sentence(
        _("They work in %(languages)s."),
        _("You work in %(languages)s, as the client wishes."),
    ),
    "languages_some": Sentence(
        _("They work in %(languages)s, but not in %(lacking)s."),
        _("You work in %(languages)s, but not in %(lacking)s."),
    ),
    "languages_not_stated": Sentence(
        _("They don't say which languages they work in."),
        _("Your profile names no languages."),
    ),
    "team_fits": Sentence(
        _("With %(people)s people they are of the size you want."),
        _("With %(people)s people you are of the size the client wants."),
    ),
    "team_small": Sentence(
        _("They are %(people)s people, you want at least %(wanted)s."),
        _("You are %(people)s people, the client wants at least %(wanted)s."),
    ),
    "team_large": Sentence(
        _("They are %(people)s people, you want at most %(wanted)s."),
        _("You are %(people)s people, the client wants at most %(wanted)s."),
    ),
    "team_not_stated": Sentence(
        _("They don't say how many people they are."),
        _("Your profile doesn't say how many people you are."),
    ),
    # exclusions
    "not_accepting": Sentence(
        _("They take no leads at the moment."),
        _("You were taking no leads."),
    ),
    "service_not_offered": Sentence(
        _("They offer none of the services you ask for: %(services)s."),
        _("You offer none of the services asked for: %(services)s."),
    ),
    "country_not_served": Sentence(
        _("They don't serve %(country)s."),
        _("The countries you serve don't include %(country)s."),
    ),
    "based_elsewhere": Sentence(
        _("They are in %(home)s and don't say that they serve %(country)s."),
        _("You are in %(home)s and don't say that you serve %(country)s, which the client asks for."),
    ),
    "no_common_language": Sentence(
        _("They work in none of the languages you ask for: %(languages)s."),
        _("You work in none of the languages asked for: %(languages)s."),
    ),
    "minimum_above_budget": Sentence(
        _("The smallest project they take is %(minimum)s, above your %(budget)s."),
        _("Your minimum of %(minimum)s is above the budget of %(budget)s."),
    ),
    "available_too_late": Sentence(
        _("They are free from %(available)s, after your project should end on %(ends)s."),
        _("You are free from %(available)s, after the project should end on %(ends)s."),
    ),
    "ranked_lower": Sentence(
        _("They fit, but others fit better."),
        _("You were eligible, but other agencies scored higher."),
    ),
    # what would have changed an exclusion
    "accept_leads": Sentence(
        _("They can be asked when they take leads again."),
        _("Take leads again in your agency's settings."),
    ),
    "add_service": Sentence(
        _("Ask for another service as well."),
        _("If you do offer one of them, add it to your profile: %(services)s."),
    ),
    "serve_country": Sentence(
        _("Let the agency be anywhere, if that suits you."),
        _("If you do serve %(country)s, add it to the countries in your profile."),
    ),
    "add_language": Sentence(
        _("Add a language you could also work in."),
        _("If you do work in one of them, add it to your profile: %(languages)s."),
    ),
    "meet_minimum": Sentence(
        _("A budget of %(needed)s would include them."),
        _("A minimum of %(lowered)s would have included you."),
    ),
    "be_available": Sentence(
        _("A later end would include them."),
        _("Being free before %(ends)s would have included you."),
    ),
    # what would bring more agencies
    "supply_raise_budget": Sentence(
        _("A budget of up to %(budget)s adds %(agencies)s."),
        _("A budget of up to %(budget)s adds %(agencies)s."),
    ),
    "supply_any_place": Sentence(
        _("Taking agencies from anywhere adds %(agencies)s."),
        _("Taking agencies from anywhere adds %(agencies)s."),
    ),
    "supply_later_end": Sentence(
        _("Ending by %(ends)s adds %(agencies)s."),
        _("Ending by %(ends)s adds %(agencies)s."),
    ),
    "supply_more_languages": Sentence(
        _("Leaving the language open adds %(agencies)s."),
        _("Leaving the language open adds %(agencies)s."),
    ),
}
"""Texts by code. Placeholders are the names of the values in a reason's `params`."""

_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


def english_money(value: Any) -> str:
    """[2000000, "EUR"] as €20,000; whole amounts without decimals."""
    minor, currency = value
    places = decimals(currency)
    whole, rest = divmod(minor, 10**places)
    number = f"{whole:,}" + (f".{rest:0{places}d}" if rest else "")
    return f"{_SYMBOLS[currency]}{number}" if currency in _SYMBOLS else f"{number} {currency}"


def english_date(value: Any) -> str:
    """ "2026-06-01" as 1 June 2026."""
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


def english_list(values: list[str]) -> str:
    """Values as "one, two and three"."""
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}" if values else ""


ENGLISH: Final[Mapping[str, Formatter]] = {
    "money": english_money,
    "date": english_date,
    "service": lambda slug: SERVICES[slug].name,
    "industry": lambda slug: INDUSTRIES[slug].name,
    "country": str,
    "language": str,
    "percent": lambda value: f"{value}%",
    "word": lambda value: f"“{value}”",
    "all": english_list,
}
"""How each kind of value is shown without a locale. A caller passes its own for countries, languages, dates
and money."""


def render(
    code: str,
    params: Params,
    reader: Reader,
    *,
    translate: Callable[[str], str] = gettext_noop,
    formatters: Mapping[str, Formatter] = ENGLISH,
) -> str:
    """The sentence of a code for one reader. `formatters` may hold only those that differ from `ENGLISH`.

    Raises KeyError for an unknown code or a value that the sentence names and `params` lacks. The result is
    plain text: titles and words come from people, so a page must escape it.
    """
    sentence = SENTENCES[code]
    shown = {name: _shown(value, {**ENGLISH, **formatters}) for name, value in params.items()}
    return translate(sentence.client if reader == "client" else sentence.agency) % shown


def of(said: Reason | Exclusion | Lift, reader: Reader, **how: Any) -> str:
    """The sentence of a reason, an exclusion or what would lift it; `how` as in `render`."""
    return render(said.code, said.params, reader, **how)


def _shown(value: Any, formatters: Mapping[str, Formatter]) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    ((kind, inner),) = value.items()
    if kind == "all":
        return formatters["all"]([_shown(item, formatters) for item in inner])
    return formatters[kind](inner)
