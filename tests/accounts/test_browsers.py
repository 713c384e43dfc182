"""Sessions in words: which browser it is, not what it sends about itself."""

import pytest
from django.test import Client

from accounts import browsers
from accounts.models import User
from tests import factories

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (CHROME, "Chrome on Linux"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        (FIREFOX, "Firefox on Android"),
        ("curl/8.5.0", "Unknown browser"),
        ("SomethingNew (Windows)", "Windows"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(sent: str, words: str) -> None:
    assert browsers.in_words(sent) == words


def test_the_sessions_page_says_which_one_is_this_browser(ada: User) -> None:
    here = Client(headers={"user-agent": FIREFOX})
    elsewhere = Client(headers={"user-agent": CHROME})
    for client in (here, elsewhere):
        client.post("/accounts/login/", {"login": ada.email, "password": factories.PASSWORD})
    page = here.get("/accounts/sessions/").content.decode()
    mine, other = page.index("Firefox on Android"), page.index("Chrome on Linux")
    assert mine < page.index("This browser") < other  # the older session stands first
    assert "Mozilla" not in page
    assert "End all other sessions" in page
    here.post("/accounts/sessions/")
    alone = here.get("/accounts/sessions/").content.decode()
    assert "Chrome on Linux" not in alone
    assert "Sign out here" in alone
