"""/dev/mail/: the demo's mails, readable and harmless."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

HOSTILE = "<head></head><script>alert(1)</script><form action=//evil.example><img src=//evil.example/x.png>"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "marketplace.lib.mail.FileBackend"


@pytest.fixture
def send(demo: None, settings: Settings) -> Callable[..., str]:
    def sending(to: str = "ada@client.example", subject: str = "A brief fits", html: str = "<p>Hello</p>") -> str:
        message = EmailMultiAlternatives(subject, "Hello\n\nRead it: http://127.0.0.1:8000/leads/abc/", to=[to])
        message.attach_alternative(html, "text/html")
        message.send()
        return max(path.stem for path in Path(settings.MAIL_DIR).glob("*.eml"))

    return sending


def test_without_mail_the_page_says_what_will_be_here(client: Client, demo: None, db: None) -> None:
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


def test_the_newest_comes_first(client: Client, send: Callable[..., str], db: None) -> None:
    send(subject="The first of them")
    send(subject="The second of them")
    page = client.get("/dev/mail/").content.decode()
    assert page.index("The second of them") < page.index("The first of them")


def test_recipients_can_be_searched(client: Client, send: Callable[..., str], db: None) -> None:
    send(to="ada@client.example", subject="To Ada only")
    send(to="grace@agency.example", subject="To Grace only")
    page = client.get("/dev/mail/?to=AGENCY").content.decode()
    assert "To Grace only" in page
    assert "To Ada only" not in page
    assert "No message to this address" in client.get("/dev/mail/?to=nobody").content.decode()


def test_a_message_shows_its_heads_its_text_and_its_links(client: Client, send: Callable[..., str], db: None) -> None:
    page = client.get(f"/dev/mail/{send()}/").content.decode()
    assert "ada@client.example" in page
    assert 'href="http://127.0.0.1:8000/leads/abc/"' in page
    assert "<iframe" in page


def test_subjects_and_texts_are_escaped(client: Client, send: Callable[..., str], db: None) -> None:
    name = send(subject="<script>alert(1)</script>")
    for path in ("/dev/mail/", f"/dev/mail/{name}/"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_the_html_is_served_alone_under_a_policy_that_allows_nothing(
    client: Client, send: Callable[..., str], db: None
) -> None:
    answer = client.get(f"/dev/mail/{send(html=HOSTILE)}/html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "form-action 'none'" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_only_the_page_around_it_may_frame(client: Client, send: Callable[..., str], db: None) -> None:
    name = send()
    assert "frame-src 'self'" in client.get(f"/dev/mail/{name}/")["Content-Security-Policy"]
    assert "frame-src" not in client.get("/dev/mail/")["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["none", "..", "etc-passwd", "0" * 300])
def test_what_is_no_message_is_not_there(client: Client, demo: None, db: None, name: str) -> None:
    assert client.get(f"/dev/mail/{name}/").status_code == 404
    assert client.get(f"/dev/mail/{name}/html/").status_code == 404


def test_outside_the_demo_there_is_nothing(
    client: Client, send: Callable[..., str], settings: Settings, db: None
) -> None:
    name = send()
    settings.DEMO = False
    for path in ("/dev/mail/", f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
        assert client.get(path).status_code == 404


def test_a_message_without_html_has_no_frame(client: Client, demo: None, settings: Settings, db: None) -> None:
    mail.send_mail("Plain", "Only words", None, ["ada@client.example"])
    (name,) = (path.stem for path in Path(settings.MAIL_DIR).glob("*.eml"))
    assert "<iframe" not in client.get(f"/dev/mail/{name}/").content.decode()


def test_a_half_written_message_is_not_shown(client: Client, demo: None, settings: Settings, db: None) -> None:
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(parents=True)
    (folder / "1.part").write_text("Subject: half")
    assert "half" not in client.get("/dev/mail/").content.decode()
