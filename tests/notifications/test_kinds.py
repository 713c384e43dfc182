"""Every kind of message has its four texts, and each renders, whatever the facts are."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from marketplace.lib import clock, urls
from marketplace.lib.unlinked import GAP
from notifications import kinds, texts
from notifications.actions import notifications
from notifications.models import Notification
from tests.notifications.conftest import Noticed

TEXTS = ["subject.txt", "body.txt", "body.html", "inbox.html"]
RESERVED = {
    "recipient",
    "kind",
    "url",
    "button_url",
    "preferences_url",
    "unsubscribe_url",
    "site_origin",
    "notification",
}
UNDEFINED = "no such variable:"
HOSTILE = [
    '<script>alert("x")</script>',
    "{{191*191}}{% include 'secret' %}%(name)s{0.__class__}",
    "First line\r\nBcc: everybody@example.com\r\n\r\nBody of somebody else",
    "x" * 1000,
    "' onmouseover='alert(1)",
    '" href="https://elsewhere.example/" x="',
    "Ægir Þórsson \u202egnp.exe\u2028next\x85",
]


@pytest.fixture(autouse=True)
def nothing_undefined(settings: Settings) -> None:
    """A variable that does not exist shows, instead of printing nothing."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = f"{UNDEFINED} %s"
    settings.TEMPLATES = templates


def every_kind() -> list[str]:
    return [kind.name for kind in kinds.everything()]


def _row(person: User, name: str, facts: dict[str, Any]) -> Notification:
    (row,) = notifications.tell([person], name, event="example", facts=facts, path="/inbox/", at=clock.now())
    row.refresh_from_db()
    return row


def _inbox(row: Notification) -> str:
    request = RequestFactory().get("/inbox/")
    drawn = Template("{% load inbox %}{% inbox_row row %}").render(Context({"row": row, "request": request}))
    return re.sub(r"<form.*?<button|</button></form>", "", drawn, flags=re.DOTALL)


def _check(row: Notification) -> None:
    subject, plain, html = texts.subject(row), texts.plain(row), texts.html(row)
    for text in (subject, plain, html, _inbox(row)):
        assert UNDEFINED not in text
    assert subject.isprintable()
    assert 0 < len(subject) <= texts.LONGEST_SUBJECT
    assert plain.strip()
    assert "&lt;" not in plain
    assert "&amp;" not in plain
    assert "\r" not in plain
    assert "<time" not in subject + plain
    led_to = re.findall(r'href="([^"]*)"', html)
    assert [address for address in led_to if not address.startswith(urls.absolute("/"))] == []
    for drawn in (html, _inbox(row)):
        assert "<script" not in drawn
        assert " onmouseover='" not in drawn
        assert drawn.count("<html") == (1 if drawn is html else 0)


@pytest.mark.parametrize("name", every_kind())
def test_every_kind_has_its_texts_and_they_render(name: str, ada: User) -> None:
    kind = kinds.named(name)
    assert not RESERVED & kind.facts.keys()
    for text in TEXTS:
        source = get_template(kind.template(text)).template.source
        assert "autoescape" not in source
        assert not re.search(r"\|\s*safe\b", source)
    row = _row(ada, name, dict(kind.facts))
    _check(row)
    assert "/inbox/" in texts.plain(row)


def test_every_kind_has_an_icon_that_is_drawn(settings: Settings) -> None:
    drawn = set(re.findall(r'id="([a-z0-9-]+)"', (settings.BASE_DIR / "static" / "icons.svg").read_text()))
    assert {kind.name: kind.icon for kind in kinds.everything() if kind.icon not in drawn} == {}


@pytest.mark.parametrize("name", ["question_waiting", "bid_received", "bid_receipt", "bids_closed", "contract_made"])
def test_a_long_title_is_shortened_and_the_fact_stays(name: str, ada: User) -> None:
    """Where the facts are many, mail programs that show ninety characters still show all of them."""
    facts = dict(kinds.named(name).facts)
    told = texts.subject(_row(ada, name, facts)).removesuffix(str(facts["project"]))
    Notification.objects.all().delete()
    long = texts.subject(_row(ada, name, {**facts, "project": "A title that goes on " * 7}))
    assert long.startswith(told)
    assert long.endswith("…")
    assert len(long) <= 90


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", every_kind())
def test_every_kind_bears_hostile_facts(name: str, hostile: str, ada: User) -> None:
    _check(_row(ada, name, _poisoned(kinds.named(name).facts, hostile)))


def _poisoned(facts: Any, hostile: str) -> Any:
    if isinstance(facts, str):
        return hostile
    if isinstance(facts, dict):
        return {name: _poisoned(value, hostile) for name, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_poisoned(value, hostile) for value in facts]
    return facts


# --- the same checks on a kind of the tests' own, so that they are known to look -----------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_facts_stay_text(noticed: Noticed, ada: User, hostile: str) -> None:
    row = _row(ada, "brief_noticed", _poisoned(noticed.kind.facts, hostile))
    _check(row)
    if "191*191" in hostile:
        for text in (texts.subject(row), texts.plain(row), texts.html(row), _inbox(row)):
            assert "{{191*191}}" in text
            assert "36481" not in text.replace(row.code, "")


@pytest.mark.parametrize("name", every_kind())
def test_what_others_wrote_is_no_link_in_a_mail(name: str, ada: User) -> None:
    row = _row(ada, name, _poisoned(kinds.named(name).facts, "see https://evil.example"))
    for body in (texts.plain(row), texts.html(row)):
        assert "evil.example" not in body
        assert "https://evil" not in body
    assert "https:" in texts.plain(row)


def test_a_line_break_in_a_name_makes_no_line_of_its_own(noticed: Noticed, ada: User) -> None:
    row = _row(ada, "brief_noticed", _poisoned(noticed.kind.facts, HOSTILE[2]))
    own_words = texts.facts(row)["brief_text"].splitlines()
    lines = [line for line in texts.plain(row).replace(GAP, "").splitlines() if line not in own_words]
    assert not [line for line in lines if line.startswith(("Bcc", "Body of somebody else"))]


def test_dates_come_back_as_dates_in_the_zone_of_the_recipient(
    tell: Callable[..., Notification], ada: User, noticed: Noticed
) -> None:
    ada.time_zone = "Europe/Stockholm"
    ada.save(update_fields=["time_zone"])
    row = tell(ada)
    row.refresh_from_db()
    assert "Thu 14 May, 19:00" in texts.plain(row)
    assert "Thu 14 May, 19:00" in texts.html(row)


def test_an_unknown_zone_is_read_as_utc(tell: Callable[..., Notification], ada: User) -> None:
    ada.time_zone = "Atlantis/Centre"
    ada.save(update_fields=["time_zone"])
    row = tell(ada)
    row.refresh_from_db()
    assert "17:00" in texts.plain(row)


def test_a_long_subject_ends_in_an_ellipsis(tell: Callable[..., Notification], ada: User) -> None:
    subject = texts.subject(tell(ada, project="word " * 200))
    assert len(subject) <= texts.LONGEST_SUBJECT
    assert subject.endswith("…")


def test_two_kinds_of_one_name_are_refused(noticed: Noticed) -> None:
    other = kinds.Kind(name="brief_noticed", group=noticed.kind.group, label="Another", facts={})
    with pytest.raises(ValueError, match="Two kinds"):
        kinds.register(other)


def test_groups_come_with_their_kinds(noticed: Noticed, money_moved: kinds.Kind) -> None:
    found = {group.slug: [kind.name for kind in members] for group, members in kinds.groups()}
    assert found["notices"] == ["brief_noticed"]
    assert found["money"] == ["money_moved"]
    assert kinds.group("notices") == noticed.kind.group
    assert kinds.group("unheard-of") is None


def test_control_a_variable_that_does_not_exist_is_noticed(noticed: Noticed, ada: User) -> None:
    row = _row(ada, "brief_noticed", dict(noticed.kind.facts))
    Notification.objects.update(facts={"client": "Only"})
    row.refresh_from_db()
    with pytest.raises(AssertionError):
        _check(row)
