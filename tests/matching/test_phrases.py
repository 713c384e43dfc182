"""What brief and agency share is shown in phrases and rare words, never in words that anybody uses."""

from dataclasses import replace

import pytest

from matching.index import AgencyIndex
from matching.phrases import shown
from matching.quotes import as_written, quotes
from matching.reading import Reading
from matching.types import Brief, CaseStudy, Profile
from matching.words import is_everyday
from tests.matching.examples import AGENCIES, crowd


def told(text: str, *studies: str, title: str, body: str = "", **changes: object) -> list[str]:
    """The phrases and words shown of an agency with these texts, among many others."""
    cases = tuple(CaseStudy(str(number), "", study) for number, study in enumerate(studies))
    agency = replace(Profile("z", text=text, case_studies=cases), **changes)
    index = AgencyIndex.from_profiles([*AGENCIES, *crowd(40), agency])
    services = tuple(agency.services)
    reading = Reading(index.columns, Brief("b", title=title, text=body, services=services))
    best = shown(reading, index.columns.rows["z"])
    return [" ".join(each.words) for each in best.shared] if best else []


def test_phrases_come_before_words() -> None:
    found = told(
        "",
        "Card terminals on the quay, group tickets and a new seat inventory. Passengers get refunds.",
        title="Booking for passengers",
        body="With group tickets and refunds, talking to our card terminals.",
    )
    assert found[:2] == ["group ticket", "card terminal"]
    assert sorted(found[2:]) == ["passenger", "refund"]


@pytest.mark.parametrize(
    "words",
    [
        "Back office on one screen",
        "A small team with plain code and care for data",
        "New system for our people and their work",
        "We need a good service that is easy to use",
        "Wir suchen ein neues System für unsere Kunden",
        "Nous cherchons un nouveau système pour nos clients",
        "Vi söker ett nytt system för våra kunder",
    ],
)
def test_everyday_words_show_nothing(words: str) -> None:
    assert told(" ".join(reversed(words.split())), title=words) == []


@pytest.mark.parametrize(
    "word", ["system", "care", "plain", "code", "vehicle", "card", "400", "x", "busiest", "carefully"]
)
def test_a_word_of_every_day_is_known_as_one(word: str) -> None:
    assert is_everyday(word)


@pytest.mark.parametrize("word", ["ferry", "refund", "django", "seed", "assembly", "паром", "fähre"])
def test_a_word_of_some_trade_is_not_everyday(word: str) -> None:
    assert not is_everyday(word)


def test_one_rare_word_needs_company_or_stress() -> None:
    text = "Nylon for trawlers, mended by hand."
    assert told(text, title="Something for the harbour", body="It is about trawlers, paint and more of it.") == []
    assert told(text, title="Trawlers") == ["trawler"]
    assert sorted(told(text, title="For the harbour", body="Old nylon and old trawlers.")) == ["nylon", "trawler"]


def test_a_word_that_many_agencies_use_shows_nothing_alone() -> None:
    assert told("Claims and documents.", title="Claims") == []
    assert told("Claims of cattle breeders.", title="Claims of cattle breeders") == ["claim of cattle breeder"]


def test_the_name_of_a_service_is_left_to_the_reasons_about_services() -> None:
    brief = {"title": "Booking and payments for cattle markets", "body": "A payment gateway for cattle markets."}
    text = "Booking and payments for cattle markets."
    assert told(text, **brief, services={"booking-and-payments": 100}) == ["cattle market"]


def test_a_phrase_ends_where_a_sentence_does() -> None:
    assert "cattle market" in told("A cattle market.", title="Cattle markets")
    assert "cattle market" not in told("We count cattle. Markets come later.", title="Cattle markets")


def test_a_case_study_is_shown_rather_than_a_profile() -> None:
    index = AgencyIndex.from_profiles(
        [*AGENCIES, Profile("z", text="Cattle markets.", case_studies=(CaseStudy("1", "Cattle markets"),))]
    )
    reading = Reading(index.columns, Brief("b", title="Cattle markets"))
    best = shown(reading, index.columns.rows["z"])
    assert best is not None
    assert best.document.key == "1"


@pytest.mark.parametrize(
    ("title", "text", "shared"),
    [
        ("Buchung für eine Fähre", "Sitzplatzbuchung für Reedereien, auch für eine Fähre im Fluss.", ["fähre"]),
        (
            "Biljetter för skärgårdsbåtar",
            "Biljetter och båtplatser för skärgårdsbåtar.",
            ["biljetter", "skärgårdsbåtar"],
        ),
        ("連絡船の予約", "連絡船の予約", ["連絡 絡船 船の の予 予約"]),
    ],
)
def test_other_languages_are_read_as_well(title: str, text: str, shared: list[str]) -> None:
    assert told(text, title=title) == shared


def test_quotes_stand_around_a_phrase() -> None:
    text = "We sell. " * 20 + "The crew reads card terminals on board, " + "every day. " * 20
    quote = quotes(text, [("card", "terminal"), ("absent",)])
    assert set(quote) == {("card", "terminal")}
    assert quote["card", "terminal"].startswith("… ")
    assert "reads card terminals on board" in quote["card", "terminal"]


@pytest.mark.parametrize(
    ("document", "spans", "quote", "expected"),
    [
        ("Tickets sold. We sell tickets.", ((0, 7), (22, 29)), "", "tickets"),
        ("Box scheme for farms", ((0, 10),), "Box scheme for 40 farms", "box scheme"),
        ("Kent ferries", ((0, 4),), "the shore of Kent", "Kent"),
        ("Python wanted", ((0, 6),), "", "Python"),
        ("CRM wanted", ((0, 3),), "", "CRM"),
        ("We love Kent", ((8, 12),), "", "Kent"),
    ],
)
def test_words_are_written_as_within_a_sentence(
    document: str, spans: tuple[tuple[int, int], ...], quote: str, expected: str
) -> None:
    assert as_written(document, spans, quote) == expected
