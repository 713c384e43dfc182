"""Invented agencies and briefs, and strategies that draw many more of them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from matching.taxonomy import INDUSTRIES, SERVICES
from matching.types import Amount, Brief, CaseStudy, Load, Profile

FERRY = Profile(
    key="ferry-works",
    version=3,
    text="Booking and ticket systems for ferries, railways and buses. Twelve people, mostly Python and Django.",
    services={"python-back-end": 62, "booking-and-payments": 38},
    industries=("transport",),
    country="FI",
    countries=("FI", "SE", "GB"),
    languages=("fi", "en"),
    team_size=12,
    hourly_low=Amount(7000, "EUR"),
    hourly_high=Amount(9000, "EUR"),
    minimum_budget=Amount(800_000, "EUR"),
    available_on=date(2026, 2, 1),
    case_studies=(
        CaseStudy(
            "seats",
            "Seat booking for an archipelago line",
            "A ferry line sold paper tickets at the quay. We built online seat booking with a scanner for the crew.",
            ("booking-and-payments",),
            "transport",
            date(2025, 5, 1),
        ),
        CaseStudy("timetable", "Timetable feed for a bus operator", "Open data of departures and delays, in Django."),
    ),
)
ROASTERY = Profile(
    key="shop-window",
    text="Shopify shops for small brands: design, photographs, launch and newsletters.",
    services={"e-commerce": 80, "branding": 20},
    industries=("retail",),
    country="DE",
    languages=("de", "en"),
    team_size=4,
    minimum_budget=Amount(300_000, "EUR"),
    case_studies=(CaseStudy("coffee", "Online shop for a coffee roaster", "Subscriptions and new photographs."),),
)
CLAIMS = Profile(
    key="claims-desk",
    text="Python developers. Back ends, APIs and office tools, kept running for years.",
    services={"python-back-end": 90, "devops": 10},
    industries=("insurance",),
    country="PL",
    languages=("pl", "en"),
    team_size=30,
    minimum_budget=Amount(2_000_000, "EUR"),
    available_on=date(2026, 5, 1),
    case_studies=(CaseStudy("claims", "Claims office for an insurer", "Cases, documents and roles in Django."),),
)
SILENT = Profile(key="says-nothing")
AGENCIES = (FERRY, ROASTERY, CLAIMS, SILENT)

TICKETS = Brief(
    key="tickets",
    version=2,
    title="Online booking for a small ferry company",
    text="We sell tickets at the quay and lose passengers because nobody can book a seat online. Crew should scan "
    "tickets and read card terminals on board. We would like Python and Django.",
    services=("python-back-end", "booking-and-payments"),
    industry="transport",
    budget_low=Amount(1_000_000, "EUR"),
    budget_high=Amount(1_500_000, "EUR"),
    budget_kind="range",
    starts_on=date(2026, 3, 1),
    ends_on=date(2026, 6, 1),
    country="FI",
    place="near_time",
    languages=("en",),
    team_size_low=2,
    team_size_high=20,
    published_on=date(2026, 1, 10),
)


def crowd(size: int) -> list[Profile]:
    """Many agencies that say different things, the same each time."""
    texts = (
        "booking for ferries",
        "shops and newsletters",
        "claims and documents",
        "maps of forests",
        "card terminals",
    )
    slugs = list(SERVICES)
    return [
        Profile(
            key=f"agency-{number:03}",
            text=f"{texts[number % 5]} number{number % 7}",
            services={slugs[number % len(slugs)]: 60, slugs[(number * 7 + 1) % len(slugs)]: 40} if number % 4 else {},
            country=("FI", "DE", "US", None)[number % 4],
            languages=(("en",), ("de",), ())[number % 3],
            minimum_budget=Amount(number * 50_000, "EUR") if number % 5 else None,
            case_studies=(CaseStudy("one", f"{texts[(number + 2) % 5]} for a town"),) if number % 2 else (),
        )
        for number in range(size)
    ]


def loads(profiles: list[Profile], **changes: int) -> list[Load]:
    """A load with room for each."""
    return [replace(Load(profile.key, capacity=3), **changes) for profile in profiles]


words = st.sampled_from(
    "booking ferry ticket shop coffee claims python django card terminals map the and of Джанго 東京都 ü".split()
)
texts = st.one_of(st.lists(words, max_size=12).map(" ".join), st.text(max_size=40))
services = st.sampled_from(sorted(SERVICES)[:6])
industries = st.sampled_from(sorted(INDUSTRIES)[:3])
countries = st.sampled_from(("FI", "DE", "US"))
languages = st.sampled_from(("en", "de", "fi"))
days = st.integers(0, 400).map(lambda number: date(2026, 1, 1) + timedelta(number))
amounts = st.builds(Amount, st.integers(0, 3_000_000), st.sampled_from(("EUR", "JPY", "KWD")))
some = st.none


@st.composite
def profiles(draw: st.DrawFn) -> list[Profile]:
    """A few agencies with different keys."""
    keys = draw(st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=8, unique=True))
    return [draw(one_profile(key)) for key in keys]


def one_profile(key: str) -> st.SearchStrategy[Profile]:
    """Any agency with this key."""
    studies = st.lists(
        st.builds(
            CaseStudy,
            key=st.uuids().map(str),
            title=texts,
            text=texts,
            services=st.lists(services, max_size=2).map(tuple),
            industry=st.one_of(some(), industries),
            finished_on=st.one_of(some(), days),
        ),
        max_size=3,
        unique_by=lambda study: study.key,
    )
    return st.builds(
        Profile,
        key=st.just(key),
        text=texts,
        services=st.dictionaries(services, st.integers(0, 100), max_size=3),
        industries=st.lists(industries, max_size=2).map(tuple),
        country=st.one_of(some(), countries),
        countries=st.lists(countries, max_size=2).map(tuple),
        languages=st.lists(languages, max_size=2).map(tuple),
        team_size=st.one_of(some(), st.integers(1, 500)),
        hourly_low=st.one_of(some(), amounts),
        hourly_high=st.one_of(some(), amounts),
        minimum_budget=st.one_of(some(), amounts),
        available_on=st.one_of(some(), days),
        case_studies=studies.map(tuple),
        accepting=st.booleans(),
    )


briefs = st.builds(
    Brief,
    key=st.just("brief"),
    title=texts,
    text=texts,
    services=st.lists(services, max_size=3, unique=True).map(tuple),
    industry=st.one_of(some(), industries),
    budget_low=st.one_of(some(), amounts),
    budget_high=st.one_of(some(), amounts),
    budget_kind=st.sampled_from(("range", "fixed", "open")),
    starts_on=st.one_of(some(), days),
    ends_on=st.one_of(some(), days),
    country=st.one_of(some(), countries),
    place=st.sampled_from(("anywhere", "near_time", "country")),
    languages=st.lists(languages, max_size=2).map(tuple),
    team_size_low=st.one_of(some(), st.integers(0, 50)),
    team_size_high=st.one_of(some(), st.integers(0, 50)),
    published_on=st.one_of(some(), days),
)
