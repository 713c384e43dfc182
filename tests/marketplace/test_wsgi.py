"""The entry point: an encoding that reads no text breaks nothing."""

from typing import Any

import pytest
from django.test import RequestFactory

from marketplace.wsgi import application


def _status(content_type: str) -> str:
    environ = RequestFactory()._base_environ(
        PATH_INFO="/health/live", QUERY_STRING="a=b%20%ff", SERVER_NAME="127.0.0.1"
    )
    answered: list[Any] = []
    response = application({**environ, "CONTENT_TYPE": content_type}, lambda *answer: answered.append(answer[0]))
    response.close()  # type: ignore[attr-defined]
    return str(answered[0])


@pytest.mark.parametrize("encoding", ["base64", "rot13", "idna", "punycode", "hex", "undefined", '"base64"', "utf-8"])
def test_any_encoding_that_is_named_is_read_as_utf_8(encoding: str, db: None) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        assert _status(f"{kind}; charset={encoding}") == "200 OK"
        assert _status(f"{kind};Charset = {encoding}; x=y") == "200 OK"
