"""Components, fields and filters draw what they were given, escaped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler

from marketplace.lib import verdict, widgets
from marketplace.lib.money import Money
from marketplace.templatetags import ui

NASTY = """"x" onclick=alert(1) y="'><script>alert(1)</script>"""


def draw(source: str, **context: Any) -> str:
    """What a template with components becomes."""
    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


class BriefForm(forms.Form):
    title = forms.CharField(help_text="Agencies see this <first>.", error_messages={"required": "Enter a name."})
    start = forms.DateField(required=False, widget=widgets.DateInput())
    kind = forms.ChoiceField(
        choices=[("a", "A range"), ("b", "Fixed")], widget=widgets.ChoiceCards(hints={"a": "Say why outside"})
    )
    budget = forms.CharField(widget=widgets.AmountInput(currency="GBP"))
    text = forms.CharField(max_length=40, widget=widgets.CountedTextarea(limit=40))
    agreed = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        if self.data.get("title") == "clash":
            raise forms.ValidationError("Two of these answers contradict each other.")


# --- attributes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '<c-button :data-x="nasty">Go</c-button>',
        '<c-button data-x="{{ nasty }}">Go</c-button>',
        '<c-button href="{{ nasty }}">Go</c-button>',
        '<c-alert title="{{ nasty }}">{{ nasty }}</c-alert>',
        '<c-tab :href="nasty">{{ nasty }}</c-tab>',
        '<c-logo src="{{ nasty }}" name="{{ nasty }}" />',
        '<c-search label="{{ nasty }}" value="{{ nasty }}" />',
    ],
)
def test_a_component_never_lets_text_out_of_its_attribute(source: str) -> None:
    drawn = draw(source, nasty=NASTY)
    assert "<script" not in drawn
    assert '"x" onclick' not in drawn


def test_false_and_none_leave_no_attribute() -> None:
    drawn = draw('<c-button :data-a="no" :data-b="none" data-c>Go</c-button>', no=False, none=None)
    assert "data-a" not in drawn
    assert "data-b" not in drawn
    assert " data-c>" in drawn


def test_a_component_does_not_see_its_page() -> None:
    assert "danger" not in draw("<c-button>Go</c-button>", kind="danger")


# --- buttons -----------------------------------------------------------------------------------------


def test_a_refused_button_is_dead_and_says_why() -> None:
    drawn = draw('<c-button :verdict="may" href="/x">Publish</c-button>', may=verdict.no("Only the owner can."))
    assert "disabled" in drawn
    assert "Only the owner can." in drawn
    assert "/x" not in drawn


def test_an_allowed_button_is_alive() -> None:
    drawn = draw('<c-button :verdict="may">Publish</c-button>', may=verdict.YES)
    assert "disabled" not in drawn
    assert 'type="submit"' in drawn


# --- forms -------------------------------------------------------------------------------------------


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    drawn = BriefForm({})["title"].as_field_group()
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'id="id_title_helptext">Agencies see this &lt;first&gt;.' in drawn
    assert 'aria-invalid="true"' in drawn
    order = [drawn.index(part) for part in ("<label", "_helptext", "<input", 'class="error"')]
    assert order == sorted(order)


def test_only_optional_fields_are_marked() -> None:
    assert "(optional)" in BriefForm()["start"].as_field_group()
    assert "(optional)" not in BriefForm()["title"].as_field_group()
    assert "(optional)" not in BriefForm()["agreed"].as_field_group()


def test_a_search_form_can_leave_the_marks_out() -> None:
    form = BriefForm()
    form.mark_optional = False  # type: ignore[attr-defined]
    assert "(optional)" not in form["start"].as_field_group()


def test_the_summary_links_to_every_wrong_field() -> None:
    drawn = str(BriefForm({}))
    assert 'role="alert"' in drawn
    assert 'href="#id_title">Enter a name.' in drawn
    assert 'href="#id_kind_0"' in drawn
    assert 'id="id_kind_0"' in drawn


def test_the_summary_tells_what_belongs_to_no_field() -> None:
    drawn = str(BriefForm({"title": "clash"}))
    assert drawn.count("Two of these answers contradict each other.") == 1


def test_a_fresh_form_has_no_summary() -> None:
    assert "error-summary" not in str(BriefForm())
    assert draw('<c-error-summary :form="form" />', form=BriefForm()).strip() == ""


def test_the_summary_takes_several_forms() -> None:
    formset = forms.formset_factory(BriefForm, extra=2)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"})
    formset.forms[0].empty_permitted = False
    drawn = draw('<c-error-summary :forms="forms" />', forms=formset)
    assert 'href="#id_form-0-title"' in drawn


def test_a_form_draws_its_hidden_fields() -> None:
    assert 'type="hidden" name="secret"' in str(BriefForm())


def test_values_that_people_typed_stay() -> None:
    drawn = str(BriefForm({"title": NASTY, "budget": "20k"}))
    assert 'value="20k"' in drawn
    assert "<script" not in drawn


def test_a_field_can_have_another_label_and_a_link_beside_it() -> None:
    drawn = draw(
        '<c-field :field="form.title" label="Name" class="w-12">'
        '<c-slot name="aside"><a href="/">Why</a></c-slot></c-field>',
        form=BriefForm(),
    )
    assert 'class="field w-12"' in drawn
    assert '<a href="/">Why</a>' in drawn
    assert ">Name</label>" in drawn


# --- widgets -----------------------------------------------------------------------------------------


def test_cards_show_their_hints() -> None:
    drawn = BriefForm()["kind"].as_field_group()
    assert drawn.count('class="choice"') == 2
    assert "Say why outside" in drawn


def test_an_amount_stands_after_its_sign() -> None:
    drawn = BriefForm()["budget"].as_field_group()
    assert "£" in drawn
    assert 'inputmode="decimal"' in drawn


def test_a_counted_text_is_told_its_limit_and_never_cut() -> None:
    drawn = BriefForm()["text"].as_field_group()
    assert "maxlength" not in drawn
    assert 'data-limit="40"' in drawn
    assert "At most 40 characters" in drawn
    assert 'aria-describedby="id_text_counter"' in drawn


def test_a_long_list_opens_the_groups_that_hold_a_choice() -> None:
    class Services(forms.Form):
        services = forms.MultipleChoiceField(
            choices=[("Software", [("py", "Python")]), ("Design", [("ux", "Product design")])],
            widget=widgets.SearchableChoices(synonyms={"py": "Backend"}),
        )

    drawn = str(Services(initial={"services": ["py"]}))
    assert drawn.count("<details data-group open>") == 1
    assert 'data-terms="python backend"' in drawn


def test_a_date_is_filled_in_the_form_browsers_take() -> None:
    assert 'value="2026-06-01"' in BriefForm(initial={"start": date(2026, 6, 1)})["start"].as_field_group()


# --- fit and bars ------------------------------------------------------------------------------------


def test_the_fit_glyph_takes_shares_in_order_or_by_name() -> None:
    by_order = ui.fit_lines([1, 0.5, 0, 2, None])  # type: ignore[list-item]
    by_name = ui.fit_lines({"skills": 1, "industry": 0.5, "timing": 2})
    assert [line["width"] for line in by_order] == ["20.0", "10.0", "0.0", "20.0", "0.0"]
    assert by_order == by_name
    assert len(ui.fit_lines(None)) == 5


@pytest.mark.parametrize(
    ("score", "word"), [(85, "Strong fit"), (84.99, "Good fit"), (70, "Good fit"), (50, "Partial fit"), (49, "")]
)
def test_a_score_has_its_word(score: float, word: str) -> None:
    assert ui.fit_word(score) == word


def test_the_glyph_says_its_number_in_words() -> None:
    drawn = draw('<c-fit :score="score" :shares="shares" word />', score=92.7, shares=[1, 1, 1, 1, 1])
    assert "<b>92</b>" in drawn
    assert "of 100" in drawn
    assert "Strong fit" in drawn


@pytest.mark.parametrize(("value", "full", "width"), [(62, 100, "62.0"), (9, 5, "100.0"), (1, 0, "0"), (None, 5, "0")])
def test_a_bar_starts_at_zero_and_ends_at_its_end(value: float | None, full: float, width: str) -> None:
    assert ui.share_of(value, full) == width


# --- money and time ----------------------------------------------------------------------------------


def test_money_is_written_from_minor_units() -> None:
    assert ui.money(7490000, "EUR") == "€74,900"
    assert ui.money(Money(7490050, "EUR")) == "€74,900.50"
    assert ui.money(None) == ""


def test_a_moment_stands_in_the_readers_zone() -> None:
    at = datetime(timezone.now().year, 5, 14, 15, 0, tzinfo=UTC)
    with timezone.override("Europe/Dublin"):
        drawn = ui.moment(at)
    assert "14 May, 16:00</time>" in drawn
    assert f'datetime="{at.isoformat()}"' in drawn


def test_another_year_is_named() -> None:
    assert ui.day(date(2020, 5, 14)) == "Thu 14 May 2020"
    assert ui.day(None) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=6, hours=3, minutes=1), "6 days 3 h"),
        (timedelta(days=1, minutes=1), "1 day"),
        (timedelta(hours=3, minutes=12, seconds=30), "3 h 12 min"),
        (timedelta(minutes=8, seconds=30), "8 min"),
        (timedelta(minutes=-1), ""),
    ],
)
def test_what_is_left_is_told_in_two_units(left: timedelta, words: str) -> None:
    assert ui.time_left(timezone.now() + left) == words


# --- lists -------------------------------------------------------------------------------------------


def test_a_pager_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/agencies/?q=ferry&page=2")
    page = Paginator(range(100), 10).page(2)
    source = CottonCompiler().process('<c-pager :page="page" />')
    drawn = engines["django"].from_string(source).render({"page": page}, request)
    assert 'href="?q=ferry&amp;page=3"' in drawn
    assert 'aria-current="page">2<' in drawn


def test_one_page_needs_no_pager() -> None:
    assert draw('<c-pager :page="page" />', page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("name", "letters"), [("Rowan Ellery", "RE"), ("Odd", "O"), ("", ""), ("Ann van der Berg", "AB"), ("«» x", "X")]
)
def test_initials_are_one_or_two_letters(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_words_are_listed_as_people_say_them() -> None:
    assert ui.listed(["Python", "Django", "data"]) == "Python, Django and data"
    assert ui.listed(["Python"]) == "Python"
    assert ui.listed(None) == ""
