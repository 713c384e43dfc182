"""What is logged, and what never is."""

import io
import logging
import logging.config

import pytest
from django.test import Client

from marketplace import logs


@pytest.fixture
def lines() -> io.StringIO:
    """Everything that reaches the formatter of our logs."""
    configuration = logs.configure("json", "INFO")
    formatter = logging.config.DictConfigurator(configuration).configure_formatter(
        configuration["formatters"]["structured"]
    )
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    "path",
    [
        "/invitations/SECRETCANARY/",
        "/accounts/confirm-email/SECRETCANARY/",
        "/accounts/password/reset/key/1-SECRETCANARY/",
        "/inbox/unsubscribe/SECRETCANARY/",
    ],
)
def test_no_key_reaches_a_log(db: None, client: Client, lines: io.StringIO, path: str) -> None:
    client.get(path)
    assert "request_started" in lines.getvalue()
    assert "SECRETCANARY" not in lines.getvalue()
