"""What pages report from a real browser: wordings drawn once, calls seen and followed, silence where asked."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from blog.models import HomePage
from marketplace.funnel import places
from marketplace.models import PageDay
from tests.marketplace.funnel import pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.postgres,  # reports come two at a time; a database in memory has one connection for all threads
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture
def home() -> HomePage:
    cache.clear()
    return pages.with_calls()


@pytest.fixture
def reader(browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """A browser that does not call itself headless."""
    context = browser.new_context(base_url=live_server.url, user_agent=AGENT)
    yield context
    context.close()


def _draws(context: BrowserContext, number: int) -> Page:
    """A page of a browser that has drawn this number already."""
    context.add_init_script(f"localStorage.setItem('wording', '{number}')")
    return context.new_page()


def _counts(page: Page, *wanted: tuple[str, str, str]) -> dict[tuple[str, str, str], int]:
    """What was counted, as soon as all that is wanted is; a busy machine takes its time."""
    deadline = time.monotonic() + (15 if wanted else 0)
    while True:
        page.wait_for_timeout(600)
        counts = {(row.event, row.block, row.variant): row.count for row in PageDay.objects.all()}
        if set(wanted) <= counts.keys() or time.monotonic() > deadline:
            return counts


def _look_at(page: Page, block: str) -> None:
    page.locator(f'[data-call="{block}"]').evaluate("node => node.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(1500)


@pytest.mark.parametrize(("number", "variant", "heading"), [(3, "a", "Need a back end?"), (97, "b", "Tell agencies")])
def test_a_wording_is_shown_counted_and_credited(
    home: HomePage, reader: BrowserContext, number: int, variant: str, heading: str
) -> None:
    page = _draws(reader, number)
    page.goto("/")
    call = page.locator(f'[data-call="{pages.BOTH}"]')
    expect(call.get_by_role("heading")).to_contain_text(heading)
    _look_at(page, pages.BOTH)
    call.locator("[data-call-link]").click()
    expect(page).to_have_url(re.compile(r"/projects/new/\?"))
    came_from = page.locator('input[name="came_from"]').get_attribute("value")
    assert came_from == f"/?page={home.pk}&block={pages.BOTH}&variant={variant}"
    counts = _counts(page, ("seen", pages.BOTH, variant), ("followed", pages.BOTH, variant))
    assert counts["seen", pages.BOTH, variant] == 1
    assert counts["followed", pages.BOTH, variant] == 1
    assert {row_variant for _event, block, row_variant in counts if block == pages.BOTH} == {variant}


def test_the_number_is_drawn_once_and_kept_as_a_number(home: HomePage, reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/")
    kept = page.evaluate("localStorage.getItem('wording')")
    assert re.fullmatch(r"[0-9]{1,2}", kept)
    page.reload()
    assert page.evaluate("localStorage.getItem('wording')") == kept
    assert [cookie["name"] for cookie in reader.cookies()] == ["csrf"]  # of the form on the page, none of ours


def test_half_a_page_is_read_and_its_box_is_followed(home: HomePage, reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/")
    page.wait_for_timeout(1500)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    assert _counts(page, ("read", "", ""))["read", "", ""] == 1
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label(home.prompt).fill("We run ferries and need a booking system.")
    page.get_by_role("button", name="See who matches").click()
    expect(page).to_have_url(re.compile("/edit/what/"))
    counts = _counts(page, ("seen", places.HERO, "a"), ("followed", places.HERO, "a"))
    assert counts["seen", places.HERO, "a"] == 1
    assert counts["followed", places.HERO, "a"] == 1


@pytest.mark.parametrize(
    "refusal",
    [
        "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })",
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })",
    ],
)
def test_who_asks_not_to_be_tracked_sees_the_first_wording_and_sends_nothing(
    home: HomePage, reader: BrowserContext, refusal: str
) -> None:
    reader.add_init_script(refusal)
    page = reader.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/")
    _look_at(page, pages.BOTH)
    expect(page.locator(f'[data-call="{pages.BOTH}"]').get_by_role("heading")).to_contain_text("Need a back end?")
    assert page.evaluate("localStorage.getItem('wording')") is None
    assert [url for url in sent if "/beacon/" in url] == []
    assert _counts(page) == {}


def test_a_fragment_that_does_not_come_leaves_the_first_wording(home: HomePage, reader: BrowserContext) -> None:
    page = _draws(reader, 97)
    page.route("**/blog/calls/**", lambda route: route.abort())
    page.goto("/")
    _look_at(page, pages.BOTH)
    expect(page.locator(f'[data-call="{pages.BOTH}"]').get_by_role("heading")).to_contain_text("Need a back end?")
    assert ("seen", pages.BOTH, "a") in _counts(page, ("seen", pages.BOTH, "a"))
