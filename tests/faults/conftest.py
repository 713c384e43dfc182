"""What tests of faults share with others."""

from collections.abc import Callable, Iterator

import pytest

from marketplace.lib import jobs
from tests.notifications.conftest import noticed, tell, texts_of_the_tests

__all__ = ["noticed", "publisher", "tell", "texts_of_the_tests"]


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Points the publisher of this process at a broker."""

    def point(url: str) -> None:
        jobs._drop_connection()
        jobs.breaker.close()
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)

    yield point
    jobs._drop_connection()
    jobs.breaker.close()
