"""A mail of ours to a stranger carries names that others chose: they are text in it and no way elsewhere."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from tests import factories

OURS = "https://briefwell.example/here"
FACTS = {"origin": "https://briefwell.example", "activate_url": OURS, "url": OURS, "email": "new@client.example"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["email_confirmation", "email_confirmation_signup"])
def test_a_greeting_is_no_link(name: str) -> None:
    person = factories.user(email="new@client.example", name="www.evil.example")
    body = render_to_string(f"account/email/{name}_message.txt", {**FACTS, "user": person})
    assert OURS in body
    assert "evil" in body
    assert "www.evil" not in body
    assert "evil.example" not in body


def test_an_invitation_links_to_us_alone() -> None:
    chosen = {"inviter": "Win at https://evil.example", "organisation": "evil.example", "role": "Member"}
    body = render_to_string("account/email/invitation_message.txt", {**FACTS, **chosen, "expires_at": timezone.now()})
    assert OURS in body
    assert body.count("evil") == 3  # who invites, twice, and to what
    assert "evil.example" not in body
    assert body.count("https://") == 2  # the invitation and the foot
