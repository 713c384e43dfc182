"""The newsletter's pages, as a browser, a mail program, a link scanner and a foreign site ask for them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import subscriptions
from blog.actions import newsletter
from blog.models import NewsletterMail, Subscription
from blog.views.newsletter import MOST_PER_ADDRESS, MOST_PER_NETWORK
from tests.blog import articles

ADDRESS = "reader@client.example"
Sent = Callable[[], list[EmailMultiAlternatives]]


def _ask(client: Client, email: str = ADDRESS, **headers: str):
    return client.post("/newsletter/", {"email": email, "came_from": "/blog/a-guide/?page=7"}, headers=headers)


def _path(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def test_the_way_from_the_form_to_the_first_guide_and_out_again(db: None, sent: Sent) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = _ask(client, **{"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/newsletter/asked/")
    assert "Look into your mailbox" in client.get("/newsletter/asked/").content.decode()
    (request,) = sent()
    link = _path(re.search(r"http://127\.0\.0\.1:8000/newsletter/confirm/\S+", request.body)[0])
    assert "Send new guides to this address?" in client.get(link).content.decode()
    assert not Subscription.objects.confirmed().exists()
    assert "New guides come to you" in client.post(link).content.decode()
    assert Subscription.objects.confirmed().get().came_from == "/blog/a-guide/"

    guide = articles.guide("Five bids & a spreadsheet", summary="Why <b>the cheapest</b> is not.")
    newsletter.announce()
    _request, message = sent()
    assert message.subject == "New guide: Five bids & a spreadsheet"
    assert guide.url in message.body
    html = message.alternatives[0][0]
    assert "Five bids &amp; a spreadsheet" in html
    assert "&lt;b&gt;the cheapest&lt;/b&gt;" in html
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = _path(message.extra_headers["List-Unsubscribe"].strip("<>"))
    assert out in message.body

    assert "Stop mails about new guides?" in client.get(out).content.decode()
    assert Subscription.objects.confirmed().exists()
    assert client.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.confirmed().exists()
    assert "These mails have stopped" in client.get(out).content.decode()


def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client, reader: Subscription) -> None:
    known, unknown = _ask(client, reader.email), _ask(client, "new@client.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known.content == unknown.content


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter the address that new guides should go to."),
        ("reader@", "Enter an address like name@example.com."),
        ("<script>", "Enter an address like name@example.com."),
        ("a" * 400 + "@client.example", "Enter an address"),
        ("reader@client.example\nBcc: all@client.example", "Enter an address like name@example.com."),
    ],
)
def test_a_bad_address_is_said_beside_the_field_with_what_was_typed(
    client: Client, db: None, email: str, sentence: str
) -> None:
    answer = _ask(client, email)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page.replace("<script src", "")
    if email.isprintable() and email and not email.startswith("<"):
        assert f'value="{email}"' in page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_site_can_sign_nobody_up(client: Client, db: None, headers: dict[str, str]) -> None:
    answer = _ask(client, **headers)
    assert answer.status_code == 403
    assert f'value="{ADDRESS}"' in answer.content.decode()
    assert not Subscription.objects.exists()


def test_the_sites_own_origin_may_even_behind_a_proxy_with_another_name(client: Client, db: None) -> None:
    assert _ask(client, Origin="http://127.0.0.1:8000").status_code == 302
    assert _ask(client).status_code == 302  # old browsers and programs say nothing


def test_nobody_is_flooded_and_nobody_can_tell(client: Client, db: None, sent: Sent) -> None:
    for number in range(MOST_PER_ADDRESS + 2):
        assert _ask(client, ADDRESS if number % 2 else ADDRESS.upper()).status_code == 302
        sent()
    assert len(sent()) == MOST_PER_ADDRESS


def test_a_network_that_enters_many_addresses_has_to_wait(client: Client, db: None) -> None:
    for number in range(MOST_PER_NETWORK):
        assert _ask(client, f"reader{number}@client.example").status_code == 302
    answer = _ask(client, "one.more@client.example")
    assert answer.status_code == 429
    assert 'value="one.more@client.example"' in answer.content.decode()
    assert Subscription.objects.count() == MOST_PER_NETWORK
    assert _ask(Client(REMOTE_ADDR="198.51.100.7"), "other@client.example").status_code == 302


def test_a_household_of_new_addresses_is_one_network(db: None) -> None:
    for number in range(MOST_PER_NETWORK):
        _ask(Client(REMOTE_ADDR=f"2001:db8::{number:x}"), f"reader{number}@client.example")
    assert _ask(Client(REMOTE_ADDR="2001:db8::ffff"), "more@client.example").status_code == 429
    assert _ask(Client(REMOTE_ADDR="2001:db8:0:1::1"), "more@client.example").status_code == 302


@pytest.mark.parametrize(
    "came_from", ["https://evil.example/", "//evil.example", "x" * 5000, "/blog/\n<b>", "/ok/?page=x"]
)
def test_where_it_came_from_is_a_page_of_ours_or_nothing(client: Client, db: None, came_from: str) -> None:
    assert client.post("/newsletter/", {"email": ADDRESS, "came_from": came_from}).status_code == 302
    assert Subscription.objects.get().came_from in {"", "/ok/", "/blog/"}


def test_a_link_for_one_thing_opens_no_other(client: Client, reader: Subscription) -> None:
    confirm = _path(subscriptions.confirm_url(reader)).split("/")[-2]
    end = _path(subscriptions.end_url(reader)).split("/")[-2]
    assert client.post(f"/newsletter/end/{confirm}/").status_code == 404
    assert "no longer works" in client.post(f"/newsletter/confirm/{end}/").content.decode()
    assert client.post(f"/newsletter/end/{end[:-1]}x/").status_code == 404
    assert Subscription.objects.confirmed().exists()


def test_a_request_to_confirm_expires_after_a_week(client: Client, db: None) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=7, minutes=1)):
        old = _path(subscriptions.confirm_url(newsletter.subscribe(ADDRESS)))
    with time_machine.travel(timezone.now() - timedelta(days=6, hours=23)):
        young = _path(subscriptions.confirm_url(newsletter.subscribe(ADDRESS)))
    assert "no longer works" in client.post(old).content.decode()
    assert not Subscription.objects.confirmed().exists()
    assert "New guides come to you" in client.post(young).content.decode()


def test_links_of_an_address_that_was_forgotten_still_answer(client: Client, db: None) -> None:
    subscription = newsletter.subscribe(ADDRESS)
    confirm, end = _path(subscriptions.confirm_url(subscription)), _path(subscriptions.end_url(subscription))
    subscription.delete()
    assert "no longer works" in client.post(confirm).content.decode()
    answer = client.post(end, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "These mails have stopped" in answer.content.decode()


def test_looking_writes_nothing(client: Client, db: None) -> None:
    subscription = newsletter.subscribe(ADDRESS)
    paths = ["/newsletter/", "/newsletter/asked/"]
    paths += [_path(subscriptions.confirm_url(subscription)), _path(subscriptions.end_url(subscription))]
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert [q["sql"] for q in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", q["sql"])] == []
    assert NewsletterMail.objects.count() == 1
