"""A bid as an agency types it: what is valid, what is wrong where, and the terms to send. Forms never save."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from marketplace.lib.fields import LineField, ParagraphsField, readable
from marketplace.lib.money import MoneyError, parse
from projects.bid_terms import MOST_LINES, MOST_MILESTONES, MOST_PEOPLE, MOST_WEEKS, BidTerms, Milestone
from projects.forms.fields import AmountField, DayField
from projects.forms.leads import DeclineForm
from projects.models import BriefVersion

Answers = dict[str, Any]

MOST_WORDS = 300
MOST_ROWS_KEPT = 100
"""Of milestones as typed: more than a bid may have are kept as well, so that nobody loses what was pasted."""
MOST_KEPT = 100_000
"""Characters of one bid as typed: a bid within all limits has less than half of them."""
ROW = re.compile(r"^milestones-([0-9]{1,5})-(title|due_on|amount|accepted_when)$")


class LinesField(forms.CharField):
    """A list, one line each."""

    def __init__(self, *, most: int, longest: int, **options: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(required=False, widget=forms.Textarea({"rows": 3, "class": "said ta-3"}), **options)

    def to_python(self, value: Any) -> Any:
        return tuple(line.strip() for line in readable(super().to_python(value) or "").split("\n") if line.strip())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                _("Keep at most %(most)d lines. There are %(count)d.") % {"most": self.most, "count": len(value)},
                code="too_many",
            )
        for number, line in enumerate(value, start=1):
            if len(line) > self.longest:
                raise ValidationError(
                    _("Shorten line %(number)d to %(most)d characters. It has %(count)d.")
                    % {"number": number, "most": self.longest, "count": len(line)},
                    code="too_long",
                )


class MilestoneForm(forms.Form):
    """One row. A row in which nothing stands asks for nothing."""

    use_required_attribute = False

    title = LineField(
        label=gettext_lazy("What you deliver"),
        max_length=140,
        missing=gettext_lazy("Say what you deliver with this milestone."),
    )
    due_on = DayField(
        label=gettext_lazy("Due"), error_messages={"required": gettext_lazy("Enter the day on which you deliver this.")}
    )
    amount = AmountField(label=gettext_lazy("Amount"))
    accepted_when = ParagraphsField(
        label=gettext_lazy("Accepted when"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "ta-2"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, number: int, currency: str, **options: Any) -> None:
        super().__init__(data, prefix=f"milestones-{number - 1}", **options)
        self.number, self.currency = number, currency
        self.fields["amount"].widget.currency = currency
        # A browser would cut what is pasted and say nothing.
        self.fields["accepted_when"].widget.attrs.pop("maxlength", None)

    def clean_amount(self) -> int:
        typed = self.cleaned_data["amount"]
        if not typed:
            raise ValidationError(_("Enter what this milestone costs, without VAT."), code="required")
        try:
            amount = parse(typed, self.currency)
        except MoneyError as error:
            raise ValidationError(str(error), code="invalid") from error
        if amount.minor == 0:
            raise ValidationError(_("Enter an amount above zero."), code="zero")
        return amount.minor

    def milestone(self) -> Milestone:
        """Of a valid row."""
        return Milestone(**{name: self.cleaned_data[name] for name in ROW_FIELDS})


class BidForm(forms.Form):
    """Everything but the milestones."""

    use_required_attribute = False

    letter = ParagraphsField(
        label=gettext_lazy("Opening letter"),
        help_text=gettext_lazy("Answer the client's own words. At most 300 words."),
        max_length=4_000,
        rows=7,
        missing=gettext_lazy("Write a few sentences: why you, and how you would begin."),
    )
    starts_on = DayField(
        label=gettext_lazy("You start on"),
        error_messages={"required": gettext_lazy("Enter the day on which you would start.")},
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Duration in weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        error_messages={
            "required": gettext_lazy("Enter how many weeks it takes from the start to the end."),
            "invalid": gettext_lazy("Enter a whole number of weeks, such as 14."),
            "min_value": gettext_lazy("Enter at least one week."),
            "max_value": gettext_lazy("Enter at most %(limit_value)s weeks."),
        },
    )
    team = LinesField(
        label=gettext_lazy("Who will do it"),
        help_text=gettext_lazy("One person a line, with their part in it if you like."),
        most=MOST_PEOPLE,
        longest=120,
    )
    assumptions = LinesField(
        label=gettext_lazy("What your price depends on"),
        help_text=gettext_lazy("One line each. The client sees these beside the other bids."),
        most=MOST_LINES,
        longest=300,
    )
    exclusions = LinesField(
        label=gettext_lazy("What is not included"),
        help_text=gettext_lazy("One line each, so that nobody is surprised later."),
        most=MOST_LINES,
        longest=300,
    )
    stands_until = DayField(
        label=gettext_lazy("Your bid stands until"),
        help_text=gettext_lazy("The last day on which the client can choose it."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, closes_on: date | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.closes_on = closes_on

    def clean_letter(self) -> str:
        letter: str = self.cleaned_data["letter"]
        words = len(letter.split())
        if words > MOST_WORDS:
            raise ValidationError(
                _("Shorten the letter to %(most)d words. It has %(count)d.") % {"most": MOST_WORDS, "count": words},
                code="too_long",
            )
        return letter

    def clean_stands_until(self) -> date | None:
        until: date | None = self.cleaned_data["stands_until"]
        if until and self.closes_on and until < self.closes_on:
            raise ValidationError(
                _("Bids close on %(day)s. Enter that day or a later one.") % {"day": _day(self.closes_on)},
                code="too_early",
            )
        return until


class WithdrawForm(DeclineForm):
    """Why the bid is taken back."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = _("Why do you withdraw?")


FIELDS = tuple(BidForm.base_fields)
ROW_FIELDS = tuple(MilestoneForm.base_fields)


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers read by all forms. `total` counts the amounts that can be read, in minor units of `currency`."""

    form: BidForm
    rows: list[MilestoneForm]
    terms: BidTerms | None
    total: int
    currency: str

    @property
    def forms(self) -> list[forms.Form]:
        return [self.form, *self.rows]

    @property
    def written(self) -> int:
        """In how many rows something stands."""
        return sum(not row.empty_permitted for row in self.rows)


def read(answers: Mapping[str, Any], *, brief: BriefVersion, closes_at: datetime | None) -> Reading:
    """All forms bound to the answers, and the terms they make when nothing is wrong, in the brief's currency."""
    form = BidForm(_texts(answers, FIELDS), closes_on=_local_day(closes_at))
    rows = [_bound(number, row, brief.currency) for number, row in enumerate(rows_of(answers), start=1)]
    _validate(form, rows)
    if len(rows) > MOST_MILESTONES:
        form.add_error(
            None,
            _("A bid has at most %(most)d milestones. There are %(count)d: put some together.")
            % {"most": MOST_MILESTONES, "count": len(rows)},
        )
    written = [row for row in rows if not row.empty_permitted]
    amounts = [row.cleaned_data["amount"] for row in written if "amount" in row.cleaned_data]
    valid = not form.errors and not any(row.errors for row in rows)
    terms = _terms(form, written, brief.currency) if valid else None
    return Reading(form, rows, terms, sum(amounts), brief.currency)


def unread(answers: Mapping[str, Any], *, brief: BriefVersion) -> Reading:
    """The same forms as they were left, saying nothing about what is wrong yet."""
    form = BidForm(initial=_texts(answers, FIELDS))
    rows = [
        MilestoneForm(initial=_texts(row, ROW_FIELDS), number=number, currency=brief.currency)
        for number, row in enumerate(rows_of(answers), start=1)
    ]
    return Reading(form, rows, None, 0, brief.currency)


def blank_row(currency: str) -> MilestoneForm:
    """A row for the page's script to copy."""
    row = MilestoneForm(number=1, currency=currency)
    row.prefix = "milestones-__index__"
    return row


def first_answers(brief: BriefVersion, *, decide_by: datetime | None) -> Answers:
    """What a bid begins with: the client's own dates. It stands as long as the client, reminded, may still decide."""
    today = timezone.localdate()
    grace = timedelta(days=settings.DECISION_GRACE_DAYS)
    starts_on, stands_until = brief.starts_on, _local_day(decide_by + grace if decide_by else None)
    return {
        "starts_on": starts_on.isoformat() if starts_on and starts_on >= today else "",
        "stands_until": stands_until.isoformat() if stands_until and stands_until >= today else "",
    }


def typed(data: QueryDict) -> Answers:
    """What was posted, valid or not: text by field, and the rows in their order. Lines end alike, whoever posts."""
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        found = ROW.match(name)
        if found:
            row = rows.setdefault(int(found[1]), dict.fromkeys(ROW_FIELDS, ""))
            row[found[2]] = _lines(str(data[name]))
    answers: Answers = {name: _lines(str(data.get(name, ""))) for name in FIELDS}
    return {**answers, "milestones": [rows[index] for index in sorted(rows)]}


def too_long_to_keep(answers: Answers) -> bool:
    """More than anybody writes as a bid: refused instead of stored."""
    rows = answers["milestones"]
    length = sum(len(answers[name]) for name in FIELDS) + sum(len(value) for row in rows for value in row.values())
    return len(rows) > MOST_ROWS_KEPT or length > MOST_KEPT


def rearranged(answers: Answers, go: str) -> Answers:
    """With a row more for “add”, with one less for “remove-2”; a button that is none of ours changes nothing."""
    rows = list(answers["milestones"])
    if go == "add" and len(rows) < MOST_MILESTONES:
        rows.append(dict.fromkeys(ROW_FIELDS, ""))
    verb, _dash, number = go.partition("-")
    if (
        verb == "remove"
        and number.isascii()
        and number.isdecimal()
        and len(number) < 5
        and 0 < int(number) <= len(rows)
    ):
        del rows[int(number) - 1]
    return {**answers, "milestones": rows}


def differences(saved: Mapping[str, Any], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands differently in the two, by label, as it was saved."""
    found = [
        (str(BidForm.base_fields[name].label), str(saved.get(name) or _("nothing")))
        for name in FIELDS
        if (saved.get(name) or "") != (answers.get(name) or "")
    ]
    before, after = saved.get("milestones") or [], answers.get("milestones") or []
    if before != after:
        found.append((_("Milestones"), in_words(before) or _("nothing")))
    return found


def in_words(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as typed, a line each."""
    return "\n".join(
        f"{number}. " + " · ".join(str(row.get(name)) for name in ROW_FIELDS if row.get(name))
        for number, row in enumerate(rows, start=1)
    )


def labelled(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Everything that was typed, by label."""
    return differences(answers, {})


def rows_of(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows to be drawn: at least one, never more than are kept."""
    return list(answers.get("milestones") or [{}])[:MOST_ROWS_KEPT]


def _validate(form: BidForm, rows: list[MilestoneForm]) -> None:
    form.full_clean()
    for row in rows:
        row.full_clean()
    starts_on, weeks = form.cleaned_data.get("starts_on"), form.cleaned_data.get("weeks")
    ends_on = starts_on + timedelta(weeks=weeks) if starts_on and weeks else None
    last: MilestoneForm | None = None
    for row in rows:
        due_on = row.cleaned_data.get("due_on")
        if not due_on:
            continue
        if starts_on and due_on < starts_on:
            row.add_error("due_on", _("This is before your start on %(day)s.") % {"day": _day(starts_on)})
        elif ends_on and due_on > ends_on:
            row.add_error(
                "due_on",
                ngettext(
                    "Your %(weeks)d week ends on %(day)s. Enter an earlier day, or a longer duration.",
                    "Your %(weeks)d weeks end on %(day)s. Enter an earlier day, or a longer duration.",
                    weeks or 0,
                )
                % {"weeks": weeks, "day": _day(ends_on)},
            )
        elif last is not None and due_on < last.cleaned_data["due_on"]:
            row.add_error(
                "due_on",
                _("This is before milestone %(number)d. Put the milestones in the order of their days.")
                % {"number": last.number},
            )
        else:
            last = row


def _terms(form: BidForm, rows: list[MilestoneForm], currency: str) -> BidTerms:
    return BidTerms(currency=currency, milestones=tuple(row.milestone() for row in rows), **form.cleaned_data)


def _bound(number: int, row: Mapping[str, Any], currency: str) -> MilestoneForm:
    """The first row has to be filled in; an empty one after it counts as none."""
    texts = {f"milestones-{number - 1}-{name}": value for name, value in _texts(row, ROW_FIELDS).items()}
    blank = number > 1 and not any(value.strip() for value in texts.values())
    return MilestoneForm(texts, number=number, currency=currency, empty_permitted=blank)


def _texts(answers: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: str(answers.get(name) or "") for name in names}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _local_day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _day(on: date) -> str:
    return date_format(on, "j F Y")
