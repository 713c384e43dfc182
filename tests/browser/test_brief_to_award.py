"""From a lead to the award in Chromium: one client, three agencies, the running demo with its own worker and beat.

One agency asks and is answered, one declines, two bid; the client compares, shortlists and awards; those who were not
chosen read why, in the inbox and by mail, and both sides read the contract.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.demo_data import market, people
from tests.browser.walking import (
    lead_of,
    let_bids_close,
    origin,
    publish,
    send_a_bid,
    sign_in,
    take_the_seat,
    text_of_mail,
    wait_until,
    wait_until_asked,
)
from tests.running import Run

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("site")]

TITLE = "Booking back end for three harbours"
NEED = (
    "Our harbours sell berths by telephone. We need a booking back end in Python and Django, with seasons, groups "
    "and card terminals, and an interface that our app for skippers can read."
)
QUESTION = "Do the card terminals work without a line?"
ANSWER = "No, they need the mobile network, which the quays have."
WORDS = "Your plan was clear, and we hope to ask you again."


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: errors of scripts, violations of the policy."""
    return []


@pytest.fixture
def opens(browser: Browser, complaints: list[str]) -> Iterator[Callable[[], Page]]:
    """A page of a new person."""
    contexts = []

    def page() -> Page:
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        return opened

    yield page
    for context in contexts:
        context.close()


def test_a_lead_becomes_a_contract(site: Run, opens: Callable[[], Page], complaints: list[str]) -> None:
    client = opens()
    sign_in(client, site, "ingrid")
    publish(client, site, title=TITLE, need=NEED)
    asks, bids, declines = wait_until_asked(client)[:3]
    project = client.url

    first = lead_of(opens(), site, asks, TITLE)
    take_the_seat(first)
    _ask_and_answer(first, client, project)
    second = lead_of(opens(), site, bids, TITLE)
    take_the_seat(second)
    expect(second.locator("#questions")).to_contain_text(ANSWER)
    assert asks not in second.locator("main").inner_text()
    third = lead_of(opens(), site, declines, TITLE)
    third.goto(f"{third.url}decline/")
    third.get_by_label("Budget too small").check()
    third.get_by_role("button", name="Decline the lead").click()

    send_a_bid(first, letter="We wrote the booking of two ferry lines.", amount="31,000")
    send_a_bid(second, letter="We know harbours and their seasons.", amount="28k")
    client.goto(project)
    for name in (asks, bids):
        expect(client.locator("#bids")).to_contain_text(name)
    let_bids_close(site, TITLE)
    wait_until(client, "Compare 2 bids and decide")

    contract = _award(client, chosen=asks, other=bids)
    expect(client.locator("main")).to_contain_text("31,000")
    _reads_why_not(second, site, bids, "Your bid was not chosen", "Your bid for", "The dates don't fit", WORDS)
    _reads_why_not(third, site, declines, "Awarded to another agency", "was awarded", "budget too small")
    first.goto(f"{origin(site)}/leads/?tab=won")
    first.get_by_role("link", name=re.compile(TITLE)).first.click()
    first.get_by_role("link", name="Open the contract").click()
    assert first.url == contract
    expect(first.locator("main")).to_contain_text("31,000")
    assert second.goto(contract).status == 404
    complaints[:] = [each for each in complaints if "404" not in each]
    assert complaints == []


def _ask_and_answer(agency: Page, client: Page, project: str) -> None:
    agency.get_by_label("Your question").fill(QUESTION)
    agency.get_by_role("button", name="Ask the client").click()
    client.goto(project)
    expect(client.locator("main")).to_contain_text("Answer 1 question")
    expect(client.locator("#questions")).to_contain_text(QUESTION)
    client.get_by_label("Your answer").fill(ANSWER)
    client.get_by_role("button", name="Answer all agencies").click()
    agency.reload()
    expect(agency.locator("#questions")).to_contain_text(ANSWER)


def _award(client: Page, *, chosen: str, other: str) -> str:
    """Compare, shortlist, decide, with a reason for the other; returns where the contract is."""
    client.get_by_role("link", name="Compare 2 bids").first.click()
    expect(client.get_by_role("table")).to_contain_text("31,000")
    expect(client.get_by_role("table")).to_contain_text("28,000")
    client.get_by_role("button", name=re.compile(rf"^Shortlist\b.*{chosen}")).click()
    expect(client.get_by_role("button", name=re.compile(f"^Shortlisted.*{chosen}"))).to_be_visible()
    client.get_by_role("link", name=re.compile(f"^Award.*{chosen}")).click()
    reply = client.get_by_role("group", name=other)
    reply.get_by_label("Why not this bid?").select_option(label="The dates don't fit")
    reply.get_by_label("In your words").fill(WORDS)
    client.get_by_role("button", name=re.compile("^Award .*31,000")).click()
    client.wait_for_url("**/contracts/**")
    return client.url


def _reads_why_not(page: Page, site: Run, agency: str, subject: str, title: str, *reasons: str) -> None:
    to = people.address(market.sign_in_of(agency))
    mail = text_of_mail(site.folder / "mail", to=to, about=subject, within=TITLE)
    page.goto(f"{origin(site)}/inbox/")
    row = page.locator("main").get_by_text(re.compile(f"{title}.*{TITLE}|{TITLE}.*{title}")).first
    expect(row).to_be_visible()
    expect(page.locator("main")).to_contain_text(reasons[0])
    for reason in reasons:
        assert reason in mail, mail
