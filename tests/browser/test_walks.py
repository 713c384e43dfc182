"""Whole ways through the demo that leave something out: the mouse, scripts, the project itself."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from marketplace.demo_data import market, people
from tests.browser.walking import (
    lead_of,
    let_bids_close,
    link_in_mail,
    origin,
    send_a_bid,
    sign_in,
    tab_to,
    take_the_seat,
    wait_until,
    wait_until_asked,
)
from tests.running import Run

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("site")]

NEED = (
    "Our ferries sell tickets at the quay. We need a booking back end in Python and Django, with cabins, group tickets "
    "and card terminals, and an interface that our app for passengers can read."
)
Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """A page of a new person, who has scripts or none."""
    contexts = []

    def page(*, scripts: bool = True) -> Page:
        context = browser.new_context(locale="en-GB", reduced_motion="reduce", java_script_enabled=scripts)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def test_the_keyboard_is_enough_from_the_home_page_to_a_taken_seat(site: Run, opens: Opens) -> None:
    client = opens()
    client.goto(f"{origin(site)}/")
    tab_to(client, "textbox", "What do you need done")
    client.keyboard.type(NEED)
    _press(client, "button", "See who matches")
    tab_to(client, "textbox", "Give it a name")
    client.keyboard.type("Keyboard booking for ferries")
    for _step in ("what", "why", "services"):
        _press(client, "button", "Save and continue")
    tab_to(client, "radio", "I have a range")
    client.keyboard.press("ArrowLeft")  # round to the last one: tell me
    for _step in ("budget", "choosing"):
        _press(client, "button", "Save and continue")
    _press(client, "link", "I have an account")
    _sign_in_by_keyboard(client, "hugo")
    _press(client, "button", "Publish brief")
    asked = wait_until_asked(client)[0]

    agency, to = opens(), market.sign_in_of(asked)
    agency.goto(link_in_mail(site.folder / "mail", to=people.address(to), path="/leads/", about="Keyboard"))
    _sign_in_by_keyboard(agency, to)
    expect(agency.get_by_role("heading", name="Keyboard booking for ferries").first).to_be_visible()
    _press(agency, "button", "Take the seat")
    expect(agency.locator("main")).to_contain_text("You took the seat")


def test_everything_works_without_scripts(site: Run, opens: Opens) -> None:
    client = opens(scripts=False)
    client.goto(f"{origin(site)}/projects/new/")
    client.get_by_label("Give it a name").fill("Scriptless booking for ferries")
    client.get_by_label("What do you need?").fill(NEED)
    for _step in ("what", "why", "services"):
        client.get_by_role("button", name="Save and continue").click()
    client.get_by_label("Tell me").check()
    client.get_by_role("button", name="Save and continue").click()
    client.get_by_role("button", name="Save and continue").click()
    client.get_by_role("button", name="Create an account and publish").click()
    client.get_by_label("Your name").fill("Noel Quay")
    client.get_by_label(re.compile("^Organisation")).fill("Quay and Sons")
    client.get_by_label("Work e-mail").fill("noel@quays.example")
    client.get_by_label("Password", exact=True).fill("a boat that comes at two")
    client.get_by_label(re.compile("^I accept the terms")).check()
    client.get_by_role("button", name="Create account").click()
    client.goto(link_in_mail(site.folder / "mail", to="noel@quays.example", path="/accounts/confirm-email/"))
    client.locator("main form button[type=submit]").click()
    client.get_by_role("button", name="Publish brief").click()
    expect(client.get_by_role("heading", name="Scriptless booking for ferries")).to_be_visible()
    takes, declines = wait_until_asked(client)[:2]
    project = client.url

    bidder = lead_of(opens(scripts=False), site, takes, "Scriptless")
    take_the_seat(bidder)
    lead = lead_of(opens(scripts=False), site, declines, "Scriptless")
    lead.get_by_role("button", name="Decline", exact=True).click()
    lead.get_by_label("Budget too small").check()
    lead.get_by_role("button", name="Decline the lead").click()
    expect(lead.locator("body")).to_contain_text("Declined. The seat goes to the next agency")
    client.reload()
    for badge in ("Considering", "Declined", "Budget too small"):
        expect(client.locator("#match")).to_contain_text(badge)

    bidder.get_by_label("Your question").fill("Which terminals are there?")
    bidder.get_by_role("button", name="Ask the client").click()
    client.goto(project)
    client.get_by_label("Your answer").fill("Those at the quay.")
    client.get_by_role("button", name="Answer all agencies").click()
    bidder.reload()
    expect(bidder.locator("#questions")).to_contain_text("Those at the quay.")
    send_a_bid(bidder, letter="We have written three of these.", amount="24,000")
    client.goto(project)
    expect(client.locator("#bids")).to_contain_text(takes)

    let_bids_close(site, "Scriptless booking for ferries")
    wait_until(client, "Read the bid and decide")
    client.get_by_role("link", name="Read the bid", exact=True).first.click()
    client.get_by_role("button", name=re.compile("^Shortlist")).click()
    client.get_by_role("link", name=re.compile("^Award")).click()
    client.get_by_role("button", name=re.compile("^Award .*24,000")).click()
    expect(client.locator("main")).to_contain_text("24,000")
    assert "/contracts/" in client.url
    bidder.goto(f"{origin(site)}/leads/?tab=won")
    bidder.get_by_role("link", name=re.compile("Scriptless")).first.click()
    bidder.get_by_role("link", name="Open the contract").click()
    assert bidder.url == client.url


def test_calling_a_project_off_withdraws_its_leads_and_tells_the_agencies(site: Run, opens: Opens) -> None:
    client = opens()
    sign_in(client, site, "client")
    client.get_by_role("link", name="New booking back end for a six-island ferry service").click()
    client.get_by_role("link", name="Cancel the project").click()
    client.get_by_role("dialog").get_by_role("button", name="Cancel the project").click()
    expect(client.locator("main")).to_contain_text("The project is cancelled")
    expect(client.locator("#match")).to_contain_text("Withdrawn")
    expect(client.locator("#match")).not_to_contain_text("Considering")

    agency = opens()
    sign_in(agency, site, "agency")
    agency.goto(f"{origin(site)}/inbox/")
    agency.get_by_role("button", name="The client called off “New booking back end for a six-island").click()
    expect(agency.locator("main")).to_contain_text("There is nothing left to do")
    expect(agency.get_by_role("button", name="Take the seat")).to_have_count(0)


def test_the_keyboard_is_enough_to_bid_to_compare_and_to_award(site: Run, opens: Opens) -> None:
    agency = opens()
    agency.goto(f"{origin(site)}/accounts/login/")
    _sign_in_by_keyboard(agency, "agency")
    agency.goto(f"{origin(site)}/leads/?tab=considering")
    _press(agency, "link", "Write your bid")
    tab_to(agency, "textbox", "Opening letter")
    agency.keyboard.type("We have built docks without staff before, and began with the locks.")
    tab_to(agency, "textbox", "What you deliver")
    agency.keyboard.type("Locks and booking")
    agency.keyboard.press("Tab")
    agency.keyboard.type(f"{timezone.localdate() + timedelta(days=80):%m%d%Y}")
    tab_to(agency, "textbox", "Amount")
    agency.keyboard.type("40k")
    tab_to(agency, "spinbutton", "Duration in weeks")
    agency.keyboard.type("20")
    _press(agency, "button", "Send the bid")
    _press(agency, "button", "Send")
    expect(agency.get_by_text("Version 1 is sent.")).to_be_visible()
    client = opens()
    client.goto(f"{origin(site)}/accounts/login/")
    _sign_in_by_keyboard(client, "client")
    client.goto(f"{origin(site)}/projects/")
    _press(client, "link", "Accessibility audit of our timetable pages")
    _press(client, "link", "Compare")
    _press(client, "link", "Award")
    for _other in range(client.get_by_role("combobox").count()):
        tab_to(client, "combobox", "Why not this bid?")
        client.keyboard.press("ArrowDown")
        client.keyboard.press("Tab")
    _press(client, "button", "Award")
    expect(client).to_have_url(re.compile(r"/contracts/\w+/$"))


def _press(page: Page, role: str, name: str) -> None:
    """Reach a control that leads to another page, and press Enter on it."""
    tab_to(page, role, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _sign_in_by_keyboard(page: Page, name: str) -> None:
    tab_to(page, "textbox", "E-mail")
    page.keyboard.type(people.address(name))
    tab_to(page, "textbox", "Password")
    page.keyboard.type(people.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
