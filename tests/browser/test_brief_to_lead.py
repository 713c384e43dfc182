"""The whole way in Chromium, against the running demo with its own worker and beat.

A visitor writes a brief on the home page, fills the steps, sees who matches, signs up, confirms, publishes;
the worker matches it; an agency that was asked finds the lead, reads why, takes the seat; the client is told.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.demo_data import market, people
from tests.browser.walking import link_in_mail, wait_until_asked
from tests.running import Run

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("site")]

NEED = (
    "Our timetable of night buses lives in a Python program that nobody understands any more. It prints the wrong "
    "stops twice a week. We need a new back end in Django with an interface that our drivers' app can read, and "
    "tests that show the stops are right."
)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: errors of scripts, violations of the policy."""
    return []


@pytest.fixture
def visitor(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    yield from _page(browser, complaints)


@pytest.fixture
def agency(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    yield from _page(browser, complaints)


def _page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


def test_a_brief_becomes_a_lead(site: Run, visitor: Page, agency: Page, complaints: list[str]) -> None:
    origin = f"http://127.0.0.1:{site.port}"
    _write_the_brief(visitor, origin)
    _sign_up_and_publish(visitor, origin, site.folder / "mail")

    asked = wait_until_asked(visitor)[0]
    project = visitor.url
    _take_the_seat(agency, origin, asked)

    visitor.goto(project)
    expect(visitor.locator("main")).to_contain_text("Considering")
    visitor.goto(f"{origin}/inbox/")
    expect(visitor.locator("main")).to_contain_text(asked)
    assert complaints == []


def _write_the_brief(page: Page, origin: str) -> None:
    page.goto(f"{origin}/")
    page.get_by_label("What do you need done?").fill(NEED)
    page.get_by_role("button", name="See who matches").click()

    page.get_by_label("Give it a name").fill("New back end for night bus timetables")
    _continue(page)
    page.get_by_label(re.compile("^Why now")).fill("The wrong stops cost us complaints every week.")
    _continue(page)
    page.get_by_label("Python back end").check()
    _continue(page)
    page.get_by_label("From", exact=True).fill("20k")
    page.get_by_label("To", exact=True).fill("€45,000")
    start = datetime.now(UTC) + timedelta(days=60)
    page.get_by_label(re.compile("^Earliest start")).fill(start.date().isoformat())
    expect(page.locator("aside")).to_contain_text("of 60 agencies")
    _continue(page)
    _continue(page)
    expect(page.get_by_role("heading", name="New back end for night bus timetables")).to_be_visible()


def _continue(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()


def _sign_up_and_publish(page: Page, origin: str, mails: Path) -> None:
    page.get_by_role("button", name="Create an account and publish").click()
    page.get_by_label("Your name").fill("Nell Marsh")
    page.get_by_label(re.compile("^Organisation")).fill("Marsh Night Buses")
    page.get_by_label("Work e-mail").fill("nell@nightbuses.example")
    page.get_by_label("Password", exact=True).fill("a bus that comes at two")
    page.get_by_label(re.compile("^I accept the terms")).check()
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/accounts/confirm-email/")

    page.goto(link_in_mail(mails, to="nell@nightbuses.example", path="/accounts/confirm-email/"))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/projects/**")
    if page.get_by_role("button", name="Publish brief").count() == 0:
        page.goto(f"{origin}/projects/")
        page.get_by_role("link", name="New back end for night bus timetables").click()
        page.goto(re.sub(r"/edit/.*$", "/edit/check/", page.url))
    page.get_by_role("button", name="Publish brief").click()
    page.wait_for_url(re.compile(r"/projects/[a-z0-9]+/$"))


def _take_the_seat(page: Page, origin: str, name: str) -> None:
    page.goto(f"{origin}/accounts/login/")
    page.locator("[name=login]").fill(people.address(market.sign_in_of(name)))
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").click()
    page.wait_for_url("**/leads/**")
    page.get_by_role("link", name=re.compile("New back end for night bus timetables")).first.click()
    expect(page.locator("main")).to_contain_text("Why this fits you")
    assert page.locator(".reasons li").count() >= 2
    assert "Nell" not in page.locator("main").inner_text()
    assert "Marsh Night Buses" not in page.locator("main").inner_text()
    page.get_by_role("button", name="Take the seat").click()
    expect(page.locator("main")).to_contain_text("You took the seat")
