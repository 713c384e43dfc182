"""What people choose to be told."""

import pytest
from django.test import Client

from accounts.models import User
from notifications import kinds
from notifications.models import Preference
from tests.notifications.conftest import Noticed

PATH = "/settings/notifications/"


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_everything_is_on_to_begin_with(as_ada: Client, noticed: Noticed) -> None:
    page = as_ada.get(PATH).content.decode()
    assert "When somebody notices you" in page
    assert 'name="notices"' in page
    assert not Preference.objects.exists()


def test_a_switch_left_out_is_off_and_can_be_put_on_again(as_ada: Client, noticed: Noticed, ada: User) -> None:
    as_ada.post(PATH, {})
    assert "notices" in Preference.objects.visible_to(ada).switched_off("email")
    assert as_ada.post(PATH, {"notices": "on"}).status_code == 302
    assert "notices" not in Preference.objects.visible_to(ada).switched_off("email")


def test_the_page_shows_what_was_saved(as_ada: Client, noticed: Noticed) -> None:
    answer = as_ada.post(PATH, {}, follow=True)
    page = answer.content.decode()
    assert "Saved." in page
    switch = page[page.index('name="notices"') :].split(">")[0]
    assert "checked" not in switch


def test_money_can_not_be_switched_off(as_ada: Client, money_moved: kinds.Kind, ada: User) -> None:
    page = as_ada.get(PATH).content.decode()
    switch = page[page.index('name="money"') :].split(">")[0]
    assert "disabled" in switch
    assert "checked" in switch
    as_ada.post(PATH, {})
    assert not Preference.objects.filter(group="money").exists()


def test_the_choice_of_one_is_not_that_of_another(as_ada: Client, noticed: Noticed, grace: User) -> None:
    as_ada.post(PATH, {})
    assert Preference.objects.visible_to(grace).switched_off("email") == set()
