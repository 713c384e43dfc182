"""What the walks through a real browser share: signing in, links in mails, waiting for the worker, the keyboard."""

import email
import email.policy
import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from marketplace.demo_data import market, people
from tests.running import Run

MOST_STOPS = 150
# An outline on the control itself, or on the card, chip or box that stands for it.
FOCUS_SHOWS = """() => {
  for (let node = document.activeElement, steps = 0; node && steps < 4; node = node.parentElement, steps++) {
    const style = getComputedStyle(node);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
  }
  return false;
}"""


def origin(site: Run) -> str:
    return f"http://127.0.0.1:{site.port}"


def sign_in(page: Page, site: Run, name: str) -> None:
    """As one of the demo's people."""
    page.goto(f"{origin(site)}/accounts/login/")
    page.locator("[name=login]").fill(people.address(name))
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(leads|projects)/"))


def link_in_mail(folder: Path, *, to: str, path: str, about: str = "") -> str:
    """The first link below a path in the newest mail to somebody that has one and speaks of something."""
    found = re.search(rf"http://\S*{path}\S+", text_of_mail(folder, to=to, about=about, within=rf"http://\S*{path}\S+"))
    assert found
    return found.group()


def text_of_mail(folder: Path, *, to: str, about: str, within: str = "") -> str:
    """The plain text of the newest mail to somebody about something and with something in it, as one line of words.

    The demo writes to the same people about its own projects: whoever looks for one project's mail names it `within`.
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.eml"), reverse=True):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            if to in str(message["To"]) and about in str(message["Subject"]) and re.search(within, text):
                return " ".join(text.split())
        time.sleep(0.2)
    raise AssertionError(f"No mail to {to} about “{about}” with {within or 'anything'}")


def wait_until_asked(page: Page) -> list[str]:
    """The agencies that were asked, best first, once the worker has matched the brief that the page shows."""
    deadline = time.monotonic() + 60
    while page.locator("main article a[href^='/agencies/']").count() == 0:
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()
    return [name.strip() for name in page.locator("main article a[href^='/agencies/']").all_inner_texts()]


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the control has the focus; at every stop the focus can be seen."""
    wanted = page.get_by_role(role, name=re.compile(name)).first  # type: ignore[arg-type]  # any role
    wanted.wait_for()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate(FOCUS_SHOWS) or said.startswith("<body"), f"nobody sees where the focus is: {said}"
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches the {role} {name}")


def publish(page: Page, site: Run, *, title: str, need: str) -> None:
    """Somebody who is signed in fills the wizard's steps and publishes."""
    page.goto(f"{origin(site)}/projects/new/")
    page.get_by_label("Give it a name").fill(title)
    page.get_by_label("What do you need?").fill(need)
    for _step in ("what", "why", "services"):
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Tell me").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Publish brief").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def lead_of(page: Page, site: Run, agency: str, title: str) -> Page:
    """The agency's owner signs in and opens the lead."""
    sign_in(page, site, market.sign_in_of(agency))
    page.goto(f"{origin(site)}/leads/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    return page


def take_the_seat(page: Page) -> None:
    page.get_by_role("button", name="Take the seat").click()
    expect(page.locator("main")).to_contain_text("You took the seat")


def send_a_bid(page: Page, *, letter: str, amount: str) -> None:
    """From the lead's page: one milestone, checked and sent."""
    start = (datetime.now(UTC) + timedelta(days=45)).date()
    page.get_by_role("link", name=re.compile("Write your bid|Go on with your bid")).click()
    page.get_by_label("Opening letter").fill(letter)
    row = page.locator("#milestone-1")
    row.get_by_label("What you deliver").fill("All of it")
    row.get_by_label("Due").fill((start + timedelta(weeks=6)).isoformat())
    row.get_by_label("Amount").fill(amount)
    page.get_by_label("You start on").fill(start.isoformat())
    page.get_by_label("Duration in weeks").fill("8")
    for number in range(page.get_by_role("button", name=re.compile("^Remove milestone")).count(), 1, -1):
        page.get_by_role("button", name=f"Remove milestone {number}", exact=True).click()
    page.get_by_role("button", name="Send the bid").click()
    expect(page.get_by_role("heading", name="Send this bid?")).to_be_visible()
    page.get_by_role("button", name="Send the bid").click()
    expect(page.get_by_role("link", name=re.compile("^Receipt"))).to_be_visible()


def let_bids_close(site: Run, title: str) -> None:
    """Move the end of the bid window into the past, as days would. The site's own clock finds it and closes."""
    past = (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(site.folder / "briefwell.sqlite3", timeout=30)) as database, database:
        (project,) = database.execute("select id from projects_project where title = ?", [title]).fetchone()
        database.execute("update projects_project set bids_close_at = ? where id = ?", [past, project])
        database.execute(
            "update projects_deadline set due_at = ? where project_id = ? and kind = 'bids_close'", [past, project]
        )


def wait_until(page: Page, words: str, *, seconds: float = 90) -> None:
    """Load the page again until it says something."""
    deadline = time.monotonic() + seconds
    while words not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(1_000)
        page.reload()
