"""What is refused before any view: text that databases can't keep, bodies that no form of ours sends."""

import pytest
from django.test import Client

from marketplace.middleware import MOST_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_a_cookie_with_a_nul_byte_is_refused(visitor):
    for name in ("session", "drafts"):
        for path in ("/accounts/login/", "/projects/", "/projects/new/"):
            answer = visitor.get(path, headers={"cookie": f'{name}="aaaaaaaaaaaaaaaa\\000bbbbbbbb"'})
            assert answer.status_code == 400


def test_any_other_cookie_is_no_reason_to_refuse(visitor):
    cookies = 'session="aaaaaaaa\\101\'"; x=; y'
    assert visitor.get("/accounts/login/", headers={"cookie": cookies}).status_code == 200


def test_a_body_larger_than_any_form_is_refused_unread(visitor):
    for length in (str(MOST_BYTES + 1), "9" * 5_000, "-1"):
        answer = visitor.post("/accounts/login/", {"login": "a"}, CONTENT_LENGTH=length)
        assert answer.status_code == 400, length
    assert visitor.post("/accounts/login/", {"login": "a"}).status_code == 200
