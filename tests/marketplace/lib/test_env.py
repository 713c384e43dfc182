"""Reading the environment strictly."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.lib import env

NAME = "BRIEFWELL_TEST_VALUE"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "READ", set())


def test_a_value_or_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text(NAME, "default") == "default"
    monkeypatch.setenv(NAME, "given")
    assert env.text(NAME, "default") == "given"
    assert NAME in env.READ


def test_a_secret_in_a_file_comes_first_and_without_its_last_line_break(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv(NAME, "from the environment")
    monkeypatch.setenv(f"{NAME}_FILE", str(secret))
    assert env.text(NAME) == "from the file"


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE names .*missing"):
        env.text(NAME)


@pytest.mark.parametrize(("value", "meaning"), [("True", True), ("False", False)])
def test_true_and_false_are_spelled_so(monkeypatch: pytest.MonkeyPatch, value: str, meaning: bool) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.boolean(NAME, not meaning) is meaning


@pytest.mark.parametrize("value", ["true", "1", "yes", "", "on", " True"])
def test_other_spellings_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.boolean(NAME, True)


def test_whole_numbers_have_a_least(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.integer(NAME, 5) == 5
    monkeypatch.setenv(NAME, "3")
    assert env.integer(NAME, 5, least=3) == 3
    with pytest.raises(ImproperlyConfigured, match="at least 4"):
        env.integer(NAME, 5, least=4)


@pytest.mark.parametrize("value", ["", "three", "3.5", "1e3"])
def test_what_is_no_whole_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.integer(NAME, 5)


@pytest.mark.parametrize(("value", "found"), [("", []), ("a", ["a"]), (" a , b,,c ", ["a", "b", "c"]), (",", [])])
def test_lists_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch, value: str, found: list[str]) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.items(NAME) == found
