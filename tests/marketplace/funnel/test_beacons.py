"""Reports of pages: what is counted, what is refused, and that nothing about a reader stays."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from blog.models import HomePage
from marketplace.funnel import beacons, places
from marketplace.funnel.beacons import Beacon, MalformedBeacon
from marketplace.models import PageDay, Reading
from tests.marketplace.funnel import pages
from tests.races import at_once

BROWSER = {
    "Origin": "http://testserver",
    "Sec-Fetch-Site": "same-origin",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
SECRETS = "10.20.30.40"


def _tell(client: Client, *, headers: Mapping[str, str] | None = None, **said: Any) -> int:
    body = json.dumps(said)
    sent = {**BROWSER, **(headers or {})}
    sent = {name: value for name, value in sent.items() if value}
    return client.post("/beacon/", body, content_type="text/plain", headers=sent).status_code


def _counts() -> dict[tuple[str, str, str], int]:
    return {(row.event, row.block, row.variant): row.count for row in PageDay.objects.all()}


@pytest.fixture
def home(db: None) -> HomePage:
    cache.clear()
    return pages.with_calls()


def test_what_happens_on_a_page_is_counted(client: Client, home: HomePage) -> None:
    assert _tell(client, event="read", page=home.pk) == 204
    for variant in ("a", "b", "b"):
        assert _tell(client, event="seen", page=home.pk, block=pages.BOTH, variant=variant) == 204
    assert _tell(client, event="followed", page=home.pk, block=pages.BOTH, variant="b") == 204
    assert _tell(client, event="seen", page=home.pk, block=places.HERO, variant="a") == 204
    assert _counts() == {
        ("read", "", ""): 1,
        ("seen", pages.BOTH, "a"): 1,
        ("seen", pages.BOTH, "b"): 2,
        ("followed", pages.BOTH, "b"): 1,
        ("seen", places.HERO, "a"): 1,
    }
    assert {row.title for row in PageDay.objects.all()} == {home.title}


def test_nothing_about_the_reader_is_kept(client: Client, home: HomePage) -> None:
    client.post(
        "/beacon/",
        json.dumps({"event": "read", "page": home.pk, "visitor": SECRETS}),
        content_type="text/plain",
        headers=BROWSER,
        REMOTE_ADDR=SECRETS,
    )
    row = PageDay.objects.values().get()
    assert set(row) == {"id", "page", "title", "block", "variant", "event", "day", "count"}
    assert SECRETS not in str(row)
    assert not client.cookies


def test_get_is_refused_and_counts_nothing(client: Client, home: HomePage) -> None:
    assert client.get("/beacon/", {"event": "read", "page": home.pk}, headers=BROWSER).status_code == 405
    assert not PageDay.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "", "Sec-Fetch-Site": ""},
        {"Origin": "http://testserver.evil.example"},
    ],
)
def test_other_sites_and_programs_without_a_page_are_refused(
    client: Client, home: HomePage, headers: dict[str, str]
) -> None:
    assert _tell(client, headers=headers, event="read", page=home.pk) == 403
    assert not PageDay.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"DNT": "1"},
        {"Sec-GPC": "1"},
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/138.0"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "facebookexternalhit/1.1"},
    ],
)
def test_who_asks_not_to_be_counted_and_programs_are_not(
    client: Client, home: HomePage, headers: dict[str, str]
) -> None:
    assert _tell(client, headers=headers, event="read", page=home.pk) == 204
    assert not PageDay.objects.exists()


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (Linux; Android 15; CUBOT X90) Chrome/139.0 Mobile"])
def test_a_phone_is_no_program(client: Client, home: HomePage, agent: str) -> None:
    assert _tell(client, headers={"User-Agent": agent}, event="read", page=home.pk) == 204
    assert PageDay.objects.exists()


def test_a_page_that_is_not_there_is_not_counted(client: Client, home: HomePage) -> None:
    assert _tell(client, event="read", page=home.pk + 999) == 204
    home.live = False
    home.save()
    cache.clear()
    assert _tell(client, event="read", page=home.pk) == 204
    assert not PageDay.objects.exists()


@pytest.mark.parametrize(
    ("block", "variant"),
    [("0f0e0d0c-0b0a-4908-8706-050403020100", "a"), (pages.ONE, "b"), ("footer", "a"), (pages.TEXT, "a")],
)
def test_a_call_that_does_not_stand_there_is_not_counted(
    client: Client, home: HomePage, block: str, variant: str
) -> None:
    assert _tell(client, event="seen", page=home.pk, block=block, variant=variant) == 204
    assert not PageDay.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'"read"',
        b"\xff\xfe",
        b'{"event": "read"}',
        b'{"event": "read", "page": "7"}',
        b'{"event": "read", "page": true}',
        b'{"event": "read", "page": 7.0}',
        b'{"event": "read", "page": 0}',
        b'{"event": "read", "page": 1e400}',
        b'{"event": "read", "page": 99999999999999999999999}',
        b'{"event": ["read"], "page": 7}',
        b'{"event": "bought", "page": 7}',
        b'{"event": "seen", "page": 7}',
        b'{"event": "seen", "page": 7, "block": "<b>", "variant": "a"}',
        b'{"event": "seen", "page": 7, "block": "hero", "variant": "c"}',
        b'{"event": "seen", "page": 7, "block": {"a": 1}, "variant": "a"}',
        b"[" * 250,
    ],
)
def test_what_no_page_would_say_is_400(client: Client, db: None, body: bytes) -> None:
    assert client.post("/beacon/", body, content_type="text/plain", headers=BROWSER).status_code == 400


def test_a_long_body_is_not_read(client: Client, db: None) -> None:
    body = b'{"event": "read", "page": 7, "x": "' + b"x" * 1000 + b'"}'
    assert client.post("/beacon/", body, content_type="text/plain", headers=BROWSER).status_code == 413


def test_one_address_counts_only_so_often(client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.funnel.views.BEACONS_A_MINUTE", 2)
    assert {_tell(client, event="read", page=home.pk) for _ in range(5)} == {204}
    assert PageDay.objects.get().count <= 4  # a window may end in between


def test_a_second_report_of_a_page_asks_only_for_the_count(
    client: Client, home: HomePage, django_assert_max_num_queries: Any
) -> None:
    _tell(client, event="read", page=home.pk)
    with django_assert_max_num_queries(4 if connection.vendor == "postgresql" else 3):
        _tell(client, event="read", page=home.pk)


@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.dictionaries(st.sampled_from(["event", "page", "block", "variant"]), inner, max_size=4)
            | st.lists(inner, max_size=3)
        ),
    )
)
def test_whatever_is_said_is_a_beacon_or_malformed(said: Any) -> None:
    try:
        told = Beacon.parse(json.dumps(said).encode())
    except MalformedBeacon:
        return
    assert told.event in Reading.values


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_are_all_counted() -> None:
    told = Beacon(Reading.SEEN, 7, "hero", "a")
    _results, failures = at_once(
        12, lambda _number: [beacons.count(told, title="T", on=date(2027, 1, 1)) for _ in range(5)]
    )
    assert failures == []
    assert PageDay.objects.get().count == 60
