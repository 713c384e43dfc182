"""What is read out of a bid as typed: every limit with its sentence, and nothing lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict

from projects.bid_terms import MOST_LINES, MOST_MILESTONES, MOST_PEOPLE, MOST_WEEKS, BidTerms, Milestone
from projects.forms import bids as forms
from projects.models import BriefVersion

NOW = "2026-05-04 12:00Z"
CLOSES = datetime(2026, 5, 11, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day_in_may():
    with time_machine.travel(NOW, tick=False):
        yield


def row(**changes: str) -> dict[str, str]:
    return {"title": "Model and API", "due_on": "2026-06-19", "amount": "21,500", "accepted_when": "", **changes}


def answers(*rows: dict[str, str], **changes: Any) -> dict[str, Any]:
    """A bid of €40,900 in two milestones."""
    written = rows or (row(), row(title="Handover", due_on="2026-07-17", amount="19.4k"))
    return {
        "letter": "We replaced a ferry line's booking core last year.",
        "milestones": list(written),
        "starts_on": "2026-05-18",
        "weeks": "14",
        "team": "Mirjam Kasekivi, lead\r\n\r\nTarmo Oksaväli",
        "assumptions": "You provide two test units.",
        "exclusions": "",
        "stands_until": "2026-06-14",
        **changes,
    }


def read(*rows: dict[str, str], currency: str = "EUR", **changes: Any) -> forms.Reading:
    return forms.read(answers(*rows, **changes), brief=BriefVersion(currency=currency), closes_at=CLOSES)


def problem(*rows: dict[str, str], field: str, index: int | None = None, **changes: Any) -> str:
    """The sentence beside one field, of a bid with nothing else wrong."""
    reading = read(*rows, **changes)
    assert reading.terms is None
    form = reading.form if index is None else reading.rows[index]
    assert {name for each in reading.forms for name in each.errors} == {field}
    return str(form.errors[field][0])


def test_a_whole_bid_becomes_terms_whose_price_is_the_sum():
    terms = read().terms
    assert terms == BidTerms(
        currency="EUR",
        letter="We replaced a ferry line's booking core last year.",
        milestones=(
            Milestone("Model and API", date(2026, 6, 19), 2_150_000),
            Milestone("Handover", date(2026, 7, 17), 1_940_000),
        ),
        starts_on=date(2026, 5, 18),
        weeks=14,
        team=("Mirjam Kasekivi, lead", "Tarmo Oksaväli"),
        assumptions=("You provide two test units.",),
        exclusions=(),
        stands_until=date(2026, 6, 14),
    )
    assert terms.total == read().total == 4_090_000


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("20k", "EUR", 2_000_000),
        ("€20,000", "EUR", 2_000_000),
        ("20.000", "EUR", 2_000_000),
        ("20 000,50", "EUR", 2_000_050),
        ("¥1.2m", "JPY", 1_200_000),
        ("SEK 90 000", "SEK", 9_000_000),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, currency: str, minor: int):
    terms = read(row(amount=typed), currency=currency).terms
    assert terms is not None
    assert (terms.total, terms.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "sentence"),
    [
        ("", "EUR", "Enter what this milestone costs, without VAT."),
        ("0", "EUR", "Enter an amount above zero."),
        ("-5", "EUR", "Enter an amount above zero."),
        ("9" * 30, "EUR", "This amount is too large. Check the number of zeros."),
        ("9" * 5000, "EUR", "Enter an amount in figures, such as 20,000 or 20k."),
        ("20,000.505", "EUR", "Enter at most 2 digits after the decimal mark."),
        ("1000.5", "JPY", "JPY has no smaller unit: enter a whole amount."),
        ("$20,000", "EUR", "Enter the amount in EUR, or choose another currency."),
        ("a lot", "EUR", "Enter an amount in figures, such as 20,000 or 20k."),
    ],
)
def test_an_amount_that_is_none_has_its_sentence(typed: str, currency: str, sentence: str):
    assert problem(row(amount=typed), field="amount", index=0, currency=currency) == sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Say what you deliver with this milestone."),
        ({"title": "x" * 141}, "Shorten this to 140 characters. It has 141."),
    ],
)
def test_a_milestone_has_a_short_name(changes: dict[str, str], sentence: str):
    assert problem(row(**changes), field="title", index=0) == sentence


def test_what_it_is_accepted_by_has_a_limit():
    found = problem(row(accepted_when="x" * 1001), field="accepted_when", index=0)
    assert found == "Shorten this to 1000 characters. It has 1001."


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        ("", "Enter the day on which you deliver this."),
        ("2026-02-30", "Enter a day that exists, such as 2027-03-01."),
        ("2026-05-17", "This is before your start on 18 May 2026."),
        ("2026-08-25", "Your 14 weeks end on 24 August 2026. Enter an earlier day, or a longer duration."),
    ],
)
def test_a_milestone_lies_between_start_and_end(due_on: str, sentence: str):
    assert problem(row(due_on=due_on), field="due_on", index=0) == sentence


def test_milestones_stand_in_the_order_of_their_days():
    found = problem(row(due_on="2026-07-01"), row(due_on="2026-06-30"), field="due_on", index=1)
    assert found == "This is before milestone 1. Put the milestones in the order of their days."
    assert read(row(due_on="2026-07-01"), row(due_on="2026-07-01")).terms


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("letter", "", "Write a few sentences: why you, and how you would begin."),
        ("letter", "word " * 301, "Shorten the letter to 300 words. It has 301."),
        ("letter", "x" * 4001, "Shorten this to 4000 characters. It has 4001."),
        ("starts_on", "", "Enter the day on which you would start."),
        ("starts_on", "2026-05-03", "This day has passed. Enter today or a later day."),
        ("weeks", "", "Enter how many weeks it takes from the start to the end."),
        ("weeks", "0", "Enter at least one week."),
        ("weeks", "-3", "Enter at least one week."),
        ("weeks", str(MOST_WEEKS + 1), f"Enter at most {MOST_WEEKS} weeks."),
        ("weeks", "2.5", "Enter a whole number of weeks, such as 14."),
        ("weeks", "9" * 5000, "Enter a whole number of weeks, such as 14."),
        ("team", "Ann\n" * (MOST_PEOPLE + 1), f"Keep at most {MOST_PEOPLE} lines. There are {MOST_PEOPLE + 1}."),
        ("assumptions", "a\n" * (MOST_LINES + 1), f"Keep at most {MOST_LINES} lines. There are {MOST_LINES + 1}."),
        ("exclusions", "ok\n" + "x" * 301, "Shorten line 2 to 300 characters. It has 301."),
        ("stands_until", "2026-05-10", "Bids close on 11 May 2026. Enter that day or a later one."),
    ],
)
def test_every_field_has_a_limit_and_a_sentence(field: str, value: str, sentence: str):
    assert problem(field=field, **{field: value}) == sentence


def test_the_last_days_and_lines_allowed_are_allowed():
    reading = read(row(due_on="2026-08-24"), stands_until="2026-05-11", starts_on="2026-05-18", letter="word " * 300)
    assert reading.terms
    assert read(starts_on="2026-05-04").terms
    assert read(stands_until="").terms


def test_as_many_milestones_as_may_be_and_not_one_more():
    assert read(*[row() for _ in range(MOST_MILESTONES)]).terms
    reading = read(*[row() for _ in range(MOST_MILESTONES + 1)])
    assert reading.terms is None
    assert reading.form.non_field_errors() == [
        f"A bid has at most {MOST_MILESTONES} milestones. There are {MOST_MILESTONES + 1}: put some together."
    ]


def test_an_empty_row_counts_as_none_but_one_is_needed():
    blank = row(title="", due_on=" ", amount="")
    terms = read(row(), blank, row(due_on="2026-06-20"), blank).terms
    assert terms is not None
    assert len(terms.milestones) == 2
    reading = read(blank)
    assert set(reading.rows[0].errors) == {"title", "due_on", "amount"}
    assert forms.read({}, brief=BriefVersion(currency="EUR"), closes_at=None).rows[0].errors


def test_the_total_counts_what_can_be_read():
    reading = read(row(amount="10k"), row(amount="a lot"), row(title="", amount="5k"))
    assert (reading.terms, reading.total, reading.written) == (None, 1_500_000, 3)


def test_the_form_as_it_was_left_says_nothing_of_what_is_wrong():
    reading = forms.unread(answers(row(amount="a lot")), brief=BriefVersion(currency="JPY"))
    assert not any(form.errors for form in reading.forms)
    assert reading.rows[0]["amount"].value() == "a lot"


def test_a_bid_begins_with_the_clients_own_dates_unless_they_have_passed():
    brief = BriefVersion(starts_on=date(2026, 6, 1))
    began = forms.first_answers(brief, decide_by=CLOSES + timedelta(days=14))
    assert began == {"starts_on": "2026-06-01", "stands_until": "2026-06-08"}, "a client may decide two weeks late"
    past = BriefVersion(starts_on=date(2026, 5, 1))
    assert forms.first_answers(past, decide_by=None) == {"starts_on": "", "stands_until": ""}


# --- what is typed ------------------------------------------------------------------------------------


def posted(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def test_rows_are_kept_in_their_order_whatever_is_missing_between_and_lines_end_alike():
    typed = forms.typed(
        posted(
            **{
                "milestones-7-title": "Later",
                "milestones-2-amount": "5k",
                "milestones-2-secret": "x",
                "milestones-x-title": "x",
                "letter": "One\r\ntwo\rthree",
                "state": "awarded",
            }
        )
    )
    assert typed["milestones"] == [
        {"title": "", "due_on": "", "amount": "5k", "accepted_when": ""},
        {"title": "Later", "due_on": "", "amount": "", "accepted_when": ""},
    ]
    assert typed["letter"] == "One\ntwo\nthree"
    assert set(typed) == {*forms.FIELDS, "milestones"}


def test_more_than_anybody_writes_is_not_kept():
    assert not forms.too_long_to_keep(answers(*[row()] * forms.MOST_ROWS_KEPT))
    assert forms.too_long_to_keep(answers(*[row()] * (forms.MOST_ROWS_KEPT + 1)))
    assert forms.too_long_to_keep(answers(letter="x" * (forms.MOST_KEPT + 1)))
    assert forms.too_long_to_keep(answers(row(accepted_when="x" * (forms.MOST_KEPT + 1))))


@pytest.mark.parametrize(
    ("go", "titles"),
    [
        ("add", ["A", "B", ""]),
        ("remove-1", ["B"]),
        ("remove-2", ["A"]),
        ("remove-3", ["A", "B"]),
        ("remove-0", ["A", "B"]),
        ("remove--1", ["A", "B"]),
        ("remove-²", ["A", "B"]),
        ("remove-99999999", ["A", "B"]),
        ("save", ["A", "B"]),
        ("", ["A", "B"]),
    ],
)
def test_buttons_add_and_remove_rows(go: str, titles: list[str]):
    rearranged = forms.rearranged(answers(row(title="A"), row(title="B")), go)
    assert [each["title"] for each in rearranged["milestones"]] == titles


def test_no_row_is_added_to_a_full_bid():
    full = answers(*[row()] * MOST_MILESTONES)
    assert forms.rearranged(full, "add") == full


def test_two_drafts_are_told_apart_field_by_field():
    saved, mine = answers(letter="Theirs"), answers(row(title="Other"), letter="Mine")
    assert dict(forms.differences(saved, mine)) == {
        "Opening letter": "Theirs",
        "Milestones": "1. Model and API · 2026-06-19 · 21,500\n2. Handover · 2026-07-17 · 19.4k",
    }
    assert forms.differences(saved, saved) == []


def test_withdrawing_asks_for_a_reason():
    assert not forms.WithdrawForm({}).is_valid()
    assert not forms.WithdrawForm({"reason": "other"}).is_valid()
    assert forms.WithdrawForm({"reason": "no_capacity"}).is_valid()
