"""An invented market: agencies in any number, always the same ones, written straight to an empty database."""

import random
from datetime import datetime, timedelta
from typing import Final

from accounts.models import Organisation
from agencies.models import Agency, AgencyCountry, AgencyIndustry, AgencyLanguage, AgencyService, CaseStudy
from marketplace.lib import places
from matching import taxonomy

SEED: Final = 20_260
BATCH: Final = 1_000
_FIRST: Final = (
    "Amber Barrow Cinder Drift Elder Fathom Garnet Harrow Ivory Juniper Kestrel Lantern Marlow Nettle Osprey Pewter "
    "Quarry Rowan Saltmarsh Thistle Umber Vellum Willow Yarrow Zephyr Copper Flint Hollin Larch Merrow"
).split()
_SECOND: Final = (
    "Works Labs Foundry Studio Collective Partners Digital Systems Harbour Forge Workshop House Guild Yard Mill "
    "Assembly Bureau Field Bridge Signal"
).split()
_SAYS: Final = (
    "We build booking and ticketing systems that hold in summer. Small teams ship every week and write down why. "
    "Most of our clients came by word of mouth and stayed for years. We take over code that others left behind, "
    "measure before we change it and move it step by step. Our people talk to your users, draw the flow on paper and "
    "test it the same afternoon. Warehouses, clinics, ferries and theatres run on what we made. Accessibility is part "
    "of the price. We host nothing that we would not answer the telephone for at night."
).split(". ")
_DID: Final = ("Booking", "Warehouse", "Ticketing", "Intranet", "Checkout", "Portal", "Timetable", "Records", "Payroll")
_FOR: Final = ("a ferry line", "three clinics", "a theatre", "a city", "a grocer", "a publisher", "a museum", "a bank")
_COUNTRIES: Final = "DE GB US FR NL IE PT PL ES IT SE EE CZ RO IN CA AT CH DK FI".split()
_SIZES: Final = (None, 1, 4, 8, 15, 30, 60, 120, 400)


def seed(number: int, *, at: datetime) -> None:
    """Write so many published agencies (one in twenty paused), each with its lists and two case studies."""
    dice = random.Random(SEED)
    services, industries = list(taxonomy.SERVICES), list(taxonomy.INDUSTRIES)
    popular = [1 / (place + 1) ** 0.7 for place in range(len(services))]  # some services are offered by many
    for start in range(0, number, BATCH):
        numbers = range(start, min(start + BATCH, number))
        organisations = Organisation.objects.bulk_create(
            Organisation(name=_name(n), country=dice.choice(_COUNTRIES), claimed_at=at) for n in numbers
        )
        made = Agency.objects.bulk_create(
            _agency(n, organisation, dice, at) for n, organisation in zip(numbers, organisations, strict=True)
        )
        offered, served, spoken, reached, told = [], [], [], [], []
        for agency in made:
            chosen = sorted(set(dice.choices(services, popular, k=dice.randint(2, 6))))
            shares = [100 // len(chosen)] * len(chosen)
            shares[0] += 100 - sum(shares)
            offered += [AgencyService(agency=agency, service=s, focus=f) for s, f in zip(chosen, shares, strict=True)]
            served += [AgencyIndustry(agency=agency, industry=i) for i in dice.sample(industries, dice.randint(0, 3))]
            languages = {"en", *dice.sample(places.LANGUAGES, dice.randint(0, 2))}
            spoken += [AgencyLanguage(agency=agency, language=language) for language in sorted(languages)]
            reached += [AgencyCountry(agency=agency, country=c) for c in dice.sample(_COUNTRIES, dice.randint(0, 3))]
            told += [
                CaseStudy(
                    agency=agency, title=f"{dice.choice(_DID)} for {dice.choice(_FOR)}", text=". ".join(_SAYS[:3])
                )
                for _ in range(2)
            ]
        AgencyService.objects.bulk_create(offered)
        AgencyIndustry.objects.bulk_create(served)
        AgencyLanguage.objects.bulk_create(spoken)
        AgencyCountry.objects.bulk_create(reached)
        CaseStudy.objects.bulk_create(told)


def _title(dice: random.Random) -> str:
    return f"{dice.choice(_DID)} for {dice.choice(_FOR)}"


def _name(number: int) -> str:
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    return f"{first} {second} {number // (len(_FIRST) * len(_SECOND)) or ''}".strip()


def _agency(number: int, organisation: Organisation, dice: random.Random, at: datetime) -> Agency:
    hourly = dice.choice((None, dice.randint(40, 140) * 100))
    return Agency(
        organisation=organisation,
        slug=f"agency-{number}",
        state="paused" if number % 20 == 0 else "published",
        version=1,
        name=organisation.name,
        tagline=dice.choice(_SAYS)[:140],
        description=". ".join(dice.sample(_SAYS, 6)),
        country=organisation.country,
        city=dice.choice(("Lisbon", "Galway", "Tartu", "Graz", "Leeds", "")),
        team_size=dice.choice(_SIZES),
        currency=dice.choice(("EUR", "EUR", "GBP", "USD", "SEK")),
        hourly_low=hourly,
        hourly_high=hourly and hourly + 3_000,
        minimum_budget=dice.choice((None, dice.randint(2, 90) * 100_000)),
        available_on=dice.choice((None, (at + timedelta(days=dice.randint(1, 90))).date())),
        capacity_confirmed_at=at,
        accepting_leads=dice.random() < 0.8,
        published_at=at - timedelta(minutes=number),
    )
