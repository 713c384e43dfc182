"""What a page's script writes into the address bar, and which line of pages it brings into view."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_filters_that_say_nothing_stay_out_of_the_address(page: Page, live_server: LiveServer) -> None:
    factories.agency(organisation=factories.organisation("Paperlark"), name="Paperlark", country="IE")
    page.goto(f"{live_server.url}/agencies/")
    page.get_by_label("Search agencies by skill, industry, place or name").fill("paperlark")
    expect(page).to_have_url(f"{live_server.url}/agencies/?q=paperlark")
    page.get_by_label("Sort by").select_option(label="Name")
    expect(page).to_have_url(f"{live_server.url}/agencies/?q=paperlark&sort=name")
    page.get_by_label("Sort by").select_option(label="Best fit")
    expect(page).to_have_url(f"{live_server.url}/agencies/?q=paperlark")


def test_on_a_phone_the_line_of_settings_shows_where_one_is(page: Page, live_server: LiveServer) -> None:
    person = factories.member(email="ada@client.example", organisation="Tidewater Ferries").user
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/sessions/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/accounts/sessions/$"))
    line = page.get_by_role("navigation", name="Settings")
    expect(line.get_by_role("link", name="Sessions")).to_be_in_viewport()
    assert line.evaluate("nav => nav.clientHeight") < 60
