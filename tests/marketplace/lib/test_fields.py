"""What people type, cleaned of what can't be seen and refused with a sentence."""

import pytest
from django import forms

from marketplace.lib.fields import AmountField, LineField, ParagraphsField, WebAddressField, minor, readable, typed


class Everything(forms.Form):
    line = LineField(max_length=20, required=False, missing="Enter a line.")
    text = ParagraphsField(max_length=50, required=False)
    page = WebAddressField(max_length=60, required=False)
    amount = AmountField()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two \t words ", "two words"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u200b\u2060", ""),
        ("\u200d\u3164", ""),
        ("a\x07b\x1b[31m", "ab[31m"),
        ("\u202egpj.exe", "gpj.exe"),
        ("Пример", "Пример"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_a_line_holds_what_can_be_seen(raw: str, clean: str) -> None:
    form = Everything({"line": raw})
    assert form.is_valid()
    assert form.cleaned_data["line"] == clean


def test_lines_stay_and_empty_ones_do_not_pile_up() -> None:
    assert readable("one\r\ntwo\n\n\n \nthree\n") == "one\ntwo\n\nthree"


def test_a_text_that_is_too_long_is_counted() -> None:
    form = Everything({"text": "x" * 100_000})
    assert form.errors["text"] == ["Shorten this to 50 characters. It has 100000."]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("example.com/a", "https://example.com/a"), ("http://example.com", "http://example.com"), ("", "")],
)
def test_a_web_address_gets_its_scheme(raw: str, clean: str) -> None:
    form = Everything({"page": raw})
    assert form.is_valid()
    assert form.cleaned_data["page"] == clean


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "ftp://example.com",
        "https://user:pass@example.com",
        "no page",
        "https://",
        "data:text/html,x",
    ],
)
def test_what_is_no_public_page_is_refused(raw: str) -> None:
    assert "page" in Everything({"page": raw}).errors


@pytest.mark.parametrize(
    ("raw", "amount"), [("20k", 2_000_000), ("€20,000", 2_000_000), ("20.000", 2_000_000), ("", None)]
)
def test_amounts_are_read_as_people_type_them(raw: str, amount: int | None) -> None:
    form = Everything({"amount": raw})
    assert form.is_valid()
    assert minor(form, "amount", "EUR") == amount


def test_what_is_no_amount_is_said_beside_the_field() -> None:
    form = Everything({"amount": "a lot"})
    assert form.is_valid()
    assert minor(form, "amount", "EUR") is None
    assert form.errors["amount"] == ["Enter an amount in figures, such as 20,000 or 20k."]


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(2_000_000, "EUR", "20,000"), (2_050, "EUR", "20.50"), (500, "JPY", "500"), (None, "EUR", "")],
)
def test_an_amount_is_shown_as_it_would_be_typed(amount: int | None, currency: str, text: str) -> None:
    assert typed(amount, currency) == text
