"""The one shortfall named beside the reasons is something that matters."""

from dataclasses import replace

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.sentences import of
from matching.types import Brief, CaseStudy, Profile
from tests.matching.examples import AGENCIES, FERRY, TICKETS, crowd


def gap(agency: Profile, brief: Brief, *others: Profile) -> str | None:
    """The gap of one agency, as the client reads it."""
    index = AgencyIndex.from_profiles([agency, *others])
    match = next(match for match in rank(index, brief, seed=1).matches if match.key == agency.key)
    return of(match.gap, "client") if match.gap else None


def test_a_service_not_offered_comes_first() -> None:
    assert gap(replace(FERRY, services={"python-back-end": 100}), TICKETS) == (
        "They offer Python back end, but not Booking and payments."
    )


def test_an_industry_not_shown_is_named() -> None:
    other = replace(FERRY, industries=("retail",), case_studies=())
    assert gap(other, TICKETS) == "They show nothing in Transport and logistics."


BRIEF = Brief("b", title="Timed entry to a museum", text="Must have:\nretention rules\nwet hands\nplain code")
ARCHIVE = Profile("a", text="Timed entry to a museum.")
KEEPER = Profile("k", case_studies=(CaseStudy("1", "Files", "We wrote the retention rules of two counties."),))


def test_a_phrase_is_missed_only_where_others_mention_it() -> None:
    assert gap(ARCHIVE, BRIEF, KEEPER, *crowd(20)) == "No project of theirs mentions “retention rules”."
    assert gap(ARCHIVE, BRIEF, *crowd(20)) is None


def test_single_words_are_missed_as_names_of_things() -> None:
    users = [Profile(f"u{number}", text="A route to the depots, and manifests.") for number in range(2)]
    brief = Brief("b", title="Manifests and a route", text="Timed entry to a museum.")
    assert gap(ARCHIVE, brief, *users, *crowd(20)) == "No project of theirs mentions “manifests”."
    brief = replace(brief, title="A route")
    assert gap(ARCHIVE, brief, *users, *crowd(20)) is None


def test_an_agency_that_lacks_nothing_has_no_gap() -> None:
    whole = Brief("w", title="Seat booking for an archipelago line")
    assert gap(FERRY, whole, *AGENCIES[1:]) is None


def test_a_single_word_of_the_trade_is_missed_only_where_it_is_stressed() -> None:
    said = Brief("b", title="Timed entry to a museum", text="It has a queue, an API and a counter.")
    assert gap(ARCHIVE, said, *crowd(20)) is None
    asked = replace(said, title="Timed entry to a museum with an API")
    assert gap(ARCHIVE, asked, *crowd(20)) == "No project of theirs mentions “API”."
