"""Texts become the words that people would compare."""

import time

import pytest
from hypothesis import given, strategies as st

from matching.text import LONGEST_TOKEN, MOST_TOKENS, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C# and C++, .NET or ASP.NET", ["c#", "and", "c++", ".net", "or", "asp.net"]),
        ("Node.js, nodejs", ["node.js", "node.js"]),
        ("an API, two APIs", ["an", "api", "two", "api"]),
        ("agencies, boxes, classes, status, news", ["agency", "box", "class", "status", "news"]),
        ("the client's users' wishes", ["the", "client", "user", "wish"]),
        ("Разработка САЙТА", ["разработка", "сайта"]),
        ("cafe\u0301 ﬁle", ["café", "file"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("東京で予約", ["東京", "京で", "で予", "予約"]),
        ("dj\x00an\u00adgo", ["django"]),
        ("<b>bold</b> & more", ["b", "bold", "b", "more"]),
        ("snake_case __ _x_", ["snake_case", "x"]),
        ("", []),
        ("!!! ... \n\t", []),
    ],
)
def test_words_are_found_as_people_see_them(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_every_token_stands_where_it_says(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= end or token.end > end  # pairs of unspaced scripts overlap by one
        assert 0 < len(token.term) <= LONGEST_TOKEN
        end = token.start


@given(st.text())
def test_case_never_changes_a_simple_word(text: str) -> None:
    simple = "".join(letter for letter in text if letter.isascii())
    assert terms(simple.upper()) == terms(simple.lower())


def test_a_text_of_any_length_is_read_quickly() -> None:
    began = time.perf_counter()
    assert len(terms("word " * 200_000)) == MOST_TOKENS
    assert terms("x" * 200_000) == ["x" * LONGEST_TOKEN]
    assert time.perf_counter() - began < 2
